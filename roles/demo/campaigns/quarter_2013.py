"""The second quarter of 2013 in recruitment: specialist posts filled, senior posts supported."""

from __future__ import annotations

from hub.models import FrameworkVersion
from roles.demo.campaigns import seniors_2013, specialists_2013
from roles.models import SupportRequest


def is_loaded() -> bool:
    """Whether the quarter's records are there."""
    return SupportRequest.objects.filter(
        organisation__is_demo=True, submitted_at__year=2013
    ).exists()


def load() -> None:
    """Make the quarter's records, once."""
    if is_loaded():
        return
    version = FrameworkVersion.objects.get(code="2013")
    specialists_2013.load(version)
    seniors_2013.load(version)
