"""What a browser sends from the pages of the support workspace."""

from __future__ import annotations

from typing import Any

from hub.models import Grade
from tests.factories.hub import current_role
from tests.factories.roles import Team


def ask_form(team: Team, **changes: Any) -> dict[str, Any]:
    """A request for two delivery managers."""
    return {
        "organisation": team.organisation.pk,
        "kinds": ["sift", "shortlist"],
        "role": current_role("delivery-manager").pk,
        "level": "",
        "grade": Grade.objects.get(code="g7").pk,
        "posts_wanted": "2",
        "service": "",
        "needed_by_day": "",
        "needed_by_month": "",
        "needed_by_year": "",
        "reason": "We have nobody who can sift 200 applications.",
        **changes,
    }
