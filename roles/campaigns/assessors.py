"""Who may assess candidates: whoever holds a valid assessor’s certificate."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hub.models import User
from hub.qualifications import QualificationKind
from roles.models.selection.panel_gate import CERTIFICATE


def who_can_assess() -> QuerySet[User]:
    """Those who work for the hub or a department, and the experts of the register (H6)."""
    office = User.objects.in_office().values("pk")
    return User.objects.filter(Q(pk__in=office) | Q(expert__isnull=False))


ASSESSOR = QualificationKind(
    slug=CERTIFICATE,
    label="Assessor’s certificate",
    needed_for="sift applications or sit on a panel as an expert",
    people=who_can_assess,
)
