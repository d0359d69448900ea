"""What can be done to a complaint, by somebody who took no part in what it is about (R19)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hub.dates import date_gb
from hub.moves import Move
from roles.models.selection.complaint import TO_ACKNOWLEDGE, Complaint
from roles.selection.forms.complaints import (
    AnswerComplaintForm,
    CommissionAnswerForm,
    GiveComplaintForm,
    ToCommissionForm,
    today_first,
)
from roles.selection.services import complaints


def took_part(complaint: Complaint, user: Any) -> str:
    """Why a person who may see it cannot deal with it; "" where they can."""
    rows = Complaint.objects.filter(pk=complaint.pk).answerable_by(user)
    return "" if rows.exists() else f"{complaints.TookPartError.reason}."


def facts_of(complaint: Complaint) -> list[tuple[str, Any]]:
    """What was said, for the forms that answer it."""
    return [
        ("Role", complaint.campaign.title),
        ("It is about", complaint.get_about_display()),
        ("What the person says", complaint.words),
        *([("What would put it right", complaint.wanted)] if complaint.wanted else []),
        ("Answer by", date_gb(complaint.answer_by)),
    ]


def _state(complaint: Complaint) -> str:
    return f"The complaint is already “{complaint.standing.lower()}”"


def _says_answered(complaint: Complaint, result: Complaint) -> str:
    if result.made_by is None:
        return "Answer recorded. Now send it to the person"
    return "Answer saved. We have emailed the candidate to say that they can read it"


def _says_acknowledged(complaint: Complaint, result: Complaint) -> str:
    if result.made_by is None:
        return "You are dealing with this complaint. Now tell the person by when you will answer"
    return "You are dealing with this complaint. We have told the candidate"


def may_go_above(complaint: Complaint) -> bool:
    """Whether the Commission may look at it: it was answered, or was not in time."""
    if complaint.withdrawn_at or complaint.commission_on:
        return False
    return complaint.answered_at is not None or timezone.localdate() > complaint.answer_by


COMPLAINT_MOVES = (
    Move(
        slug="acknowledge",
        label="Deal with this complaint",
        permission="roles.answer_complaint",
        barred_by=took_part,
        may=lambda complaint: complaint.standing == TO_ACKNOWLEDGE,
        already=_state,
        service=complaints.acknowledge_complaint,
        facts=facts_of,
        explain="You will be the person who answers it. We tell the candidate that somebody is "
        "looking at it, but not who.",
        says=_says_acknowledged,
    ),
    Move(
        slug="answer",
        label="Answer the complaint",
        permission="roles.answer_complaint",
        barred_by=took_part,
        may=lambda complaint: complaint.is_in_hand,
        already=_state,
        service=complaints.answer_complaint,
        form=AnswerComplaintForm,
        facts=facts_of,
        explain="If a decision has to change, change it on the page of the application first. You "
        "cannot undo this.",
        says=_says_answered,
    ),
    Move(
        slug="give",
        label="Give it to somebody else",
        permission="roles.answer_complaint",
        barred_by=took_part,
        may=lambda complaint: complaint.is_in_hand,
        already=_state,
        service=complaints.give_complaint,
        form=GiveComplaintForm,
        form_kwargs=lambda complaint, user: {"complaint": complaint},
        says=lambda complaint, result: (
            f"{result.handler} is dealing with this complaint now. We have told them"
        ),
    ),
    Move(
        slug="to-commission",
        label="Record that it went to the Commission",
        permission="roles.answer_complaint",
        barred_by=took_part,
        may=may_go_above,
        already=_state,
        service=complaints.take_to_commission,
        form=ToCommissionForm,
        form_kwargs=lambda complaint, user: today_first(),
        says=lambda complaint, result: "The complaint is with the Civil Service Commission",
    ),
    Move(
        slug="commission-answer",
        label="Record what the Commission found",
        permission="roles.answer_complaint",
        barred_by=took_part,
        may=lambda complaint: bool(complaint.commission_on and not complaint.commission_outcome),
        already=_state,
        service=complaints.record_commission_answer,
        form=CommissionAnswerForm,
        form_kwargs=lambda complaint, user: today_first(),
        says=lambda complaint, result: "We have recorded what the Commission found",
    ),
    Move(
        slug="withdraw",
        label="Record that it was withdrawn",
        permission="roles.answer_complaint",
        barred_by=took_part,
        may=lambda complaint: complaint.is_in_hand,
        already=_state,
        service=complaints.withdraw_complaint,
        explain="Only do this if the person told you that they no longer want an answer. You "
        "cannot undo this.",
        says=lambda complaint, result: "The complaint is withdrawn",
        is_warning=True,
    ),
)
