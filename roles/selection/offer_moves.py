"""What can be done beside an offer: late answers, amounts to approve, who is passed over."""

from __future__ import annotations

from typing import Any

from hub.dates import date_gb, datetime_gb
from hub.moves import Move, reason_read_by
from roles.models.applications.amount_approval import AmountApproval
from roles.models.applications.application import Application
from roles.selection.forms.offer_steps import AmountForm, DecideAmountForm, PassOverForm
from roles.selection.kept_from import DECIDE, KEPT_FROM
from roles.selection.services.amounts import (
    OwnAmountError,
    ask_for_amount,
    decide_on_amount,
    may_ask_for_amount,
)
from roles.selection.services.late_answers import agree_to_late_answer, refuse_late_answer
from roles.selection.services.passing_over import may_be_passed_over, pass_over
from roles.telling import have_told, will_tell


def _late(application: Application) -> list[tuple[str, Any]]:
    terms = application.terms_offered
    if terms is None or terms.late_asked_at is None:
        return []
    return [
        ("Role", application.job_offered),
        ("They had until", f"the end of {date_gb(terms.answer_by)}"),
        ("Offer", "Waits for an answer" if application.awaits_answer else "Withdrawn"),
        ("They asked to accept it", datetime_gb(terms.late_asked_at)),
    ]


def _gone(application: Application) -> str:
    if application.awaits_answer or (application.post and application.post.is_open):
        return ""
    return "Somebody else has been offered this post. Tell the candidate that it is too late."


def _otherwise(application: Application) -> str:
    """How to say no, while the offer stands."""
    if not application.awaits_answer:
        return ""
    return " To say no, withdraw the offer. You can also give more time to answer."


def _nobody_asked(application: Application) -> str:
    return "The candidate has not asked to accept an offer late"


LATE_MOVES = (
    Move(
        slug="agree_late",
        label="Let them accept the offer late",
        permission=DECIDE,
        barred_by=KEPT_FROM[DECIDE],
        may=lambda application: application.awaits_late_answer,
        already=_nobody_asked,
        obstacle=_gone,
        service=agree_to_late_answer,
        facts=_late,
        explain=lambda application: (
            f"The candidate has then accepted the offer. {will_tell(application, 'at once')}"
            f"{_otherwise(application)}"
        ),
        says=lambda application, result: f"The offer is accepted. {have_told(application)}",
        is_bound_to_facts=True,
    ),
    Move(
        slug="refuse_late",
        label="Tell them that it is too late",
        permission=DECIDE,
        barred_by=KEPT_FROM[DECIDE],
        may=lambda application: application.awaits_late_answer and not application.awaits_answer,
        already=_nobody_asked,
        service=refuse_late_answer,
        form=reason_read_by("The candidate"),
        facts=_late,
        explain=lambda application: (
            f"The offer stays withdrawn. {will_tell(application, 'the reason')}"
        ),
        says=lambda application, result: f"The offer stays withdrawn. {have_told(application)}",
        is_warning=True,
        is_bound_to_facts=True,
    ),
)
OFFER_MOVES = (
    Move(
        slug="ask_amount",
        label="Ask to offer another amount",
        permission=DECIDE,
        barred_by=KEPT_FROM[DECIDE],
        may=may_ask_for_amount,
        already=lambda application: "You can only do this before the candidate answers an offer",
        service=ask_for_amount,
        form=AmountForm,
        explain="Use this for an amount that was not advertised or not approved. A vacancy "
        "approver of your department decides. You can make the offer once they approve it.",
        says=lambda application, result: "We have asked the approvers of your department",
    ),
    Move(
        slug="pass_over",
        label="Pass over in the order of merit",
        permission=DECIDE,
        barred_by=KEPT_FROM[DECIDE],
        may=may_be_passed_over,
        already=lambda application: "You can only pass over somebody who waits for an offer",
        service=pass_over,
        form=PassOverForm,
        form_kwargs=lambda application, user: {"application": application},
        explain="The next person in order can then be offered the post. This candidate keeps their "
        "place, and you can offer them another post. The reason is listed with the campaign.",
        says=lambda application, result: "The reason is listed with the order of merit",
        is_warning=True,
    ),
)


def _amount(approval: AmountApproval) -> list[tuple[str, Any]]:
    application, campaign = approval.application, approval.application.campaign
    return [
        ("Application", f"{application.reference}, {campaign.title}"),
        ("Amount", approval.in_words),
        ("As advertised", campaign.salary_text or "Not given"),
        ("Why it is needed", approval.case),
        ("Asked by", str(approval.asked_by or "")),
    ]


def _own_amount(approval: AmountApproval, user: Any) -> str:
    return f"{OwnAmountError.reason}." if approval.asked_by_id in user.side_keys else ""


AMOUNT_MOVES = (
    Move(
        slug="decide",
        label="Decide on the amount",
        permission="roles.approve_amount",
        barred_by=_own_amount,
        may=lambda approval: approval.is_given is None,
        already=lambda approval: "This amount is already decided on",
        service=decide_on_amount,
        form=DecideAmountForm,
        facts=_amount,
        explain="The candidate is not told of your decision.",
        says=lambda approval, result: (
            "You have approved the amount" if result.is_given else "You have not approved it"
        ),
        is_decision=True,
    ),
)
