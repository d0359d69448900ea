"""What those who know a candidate can do for somebody whom nobody can email."""

from __future__ import annotations

from typing import Any

from hub.moves import Move
from roles.applications.forms.phoning import ToldForm
from roles.applications.services.phoning import record_told
from roles.models.applications.application import Application
from roles.telling import calls_about, what_to_tell


def _what_to_tell(application: Application) -> list[tuple[str, Any]]:
    calls = calls_about(application)
    told = [("Tell them", what_to_tell(call)) for call in calls]
    return [("Name", application.full_name), ("Phone number", application.phone), *told]


def _opens_first(application: Application, user: Any) -> str:
    """Whoever phones in place of who entered it opens the adjustments first (R11, R12)."""
    if user.has_perm("roles.phone_candidate", application):
        return ""
    if not user.has_perm("roles.phone_instead", application):
        return ""
    return (
        "Open the adjustments and schemes on this page first. You then see the phone number, and "
        "somebody else decides the sift of this application."
    )


TELLING_MOVES = (
    Move(
        slug="told",
        label="Record that you told them",
        permission="roles.phone_candidate",
        may=lambda application: bool(calls_about(application)),
        already=lambda application: "There is nothing left to tell this candidate by phone",
        barred_by=_opens_first,
        service=record_told,
        form=ToldForm,
        facts=_what_to_tell,
        is_bound_to_facts=True,
        explain=(
            "We cannot email this candidate. Phone them, and tell them what is on the page of the "
            "application. Then record it here."
        ),
        says=lambda application, result: "You have recorded that the candidate was told",
    ),
)
