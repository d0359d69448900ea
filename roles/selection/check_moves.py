"""What can be done about pre-employment checks: how far they are, doubts, results (R16)."""

from __future__ import annotations

from typing import Any

from hub.dates import date_gb
from hub.moves import Move
from roles.models.applications.application import Application
from roles.selection.forms.checks import ChecksForm, CheckStepsForm, DoubtForm
from roles.selection.kept_from import DECIDE, KEPT_FROM
from roles.selection.services.check_steps import put_doubt, record_steps
from roles.selection.services.checks import record_checks
from roles.telling import have_told, will_tell

MOVE = "roles.move_application"


def _are_under_way(application: Application) -> bool:
    return not application.is_set_aside and application.state == Application.State.CHECKS


def _not_now(application: Application) -> str:
    return "You can only record checks after you start them and before you make the formal offer"


def _doubts(application: Application) -> list[tuple[str, Any]]:
    """What is in doubt, and what the candidate says, for who decides."""
    found: list[tuple[str, Any]] = []
    for row in application.checks_in_hand.doubted():
        found.append((f"{row.get_kind_display()}: we asked", row.doubt))
        waits = f"Has until the end of {date_gb(row.answer_by)}" if row.answer_by else "Waits"
        found.append(("The candidate answered", row.answer or f"Not yet. {waits}"))
    return found


def _form_kwargs(application: Application, user: Any) -> dict[str, Any]:
    return {"application": application}


CHECK_MOVES = (
    Move(
        slug="check_steps",
        label="Record what was asked for or received",
        permission=MOVE,
        barred_by=KEPT_FROM[MOVE],
        may=_are_under_way,
        already=_not_now,
        service=record_steps,
        form=CheckStepsForm,
        form_kwargs=_form_kwargs,
        says=lambda application, result: "We have saved how far the checks are",
    ),
    Move(
        slug="doubt_check",
        label="Ask the candidate about a doubt",
        permission=DECIDE,
        barred_by=KEPT_FROM[DECIDE],
        may=_are_under_way,
        already=_not_now,
        service=put_doubt,
        form=DoubtForm,
        form_kwargs=_form_kwargs,
        explain=lambda application: (
            "Nobody decides on the check before the candidate has answered, or their time to "
            "answer has passed. Then somebody else than you decides. "
            f"{will_tell(application, 'at once that there is a question')}"
        ),
        says=lambda application, result: f"The question is sent. {have_told(application)}",
    ),
    Move(
        slug="record_checks",
        label="Record checks",
        permission=DECIDE,
        barred_by=KEPT_FROM[DECIDE],
        may=_are_under_way,
        already=_not_now,
        service=record_checks,
        form=ChecksForm,
        form_kwargs=_form_kwargs,
        facts=_doubts,
        explain="You can make the formal offer when all the checks for this role have been passed. "
        "What was received and said about a check is deleted once you record its result.",
        says=lambda application, result: "The results of the checks are saved",
    ),
)
