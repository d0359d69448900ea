"""What those who handle them can do to an application, and to a person of a reserve list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.moves import ConfirmForm, Move, can, can_from, reason_read_by
from roles.applications.forms.applications import (
    AnswerToCandidateForm,
    FeedbackForm,
    RejectionForm,
    UndoForm,
)
from roles.applications.services.applications import (
    GOALS,
    PERMISSIONS,
    SetAsideError,
    move_application,
    takes_feedback,
)
from roles.applications.services.messages import answer_candidate, open_question
from roles.models.applications.application import Application
from roles.models.campaigns.selection_order import obstacle_to
from roles.models.policy import RecruitmentPolicy
from roles.selection.check_moves import CHECK_MOVES
from roles.selection.forms.interviews import HeldForm, InterviewForm
from roles.selection.forms.offers import ChangeOfferForm, ExtendOfferForm, OfferForm
from roles.selection.kept_from import DECIDE, KEPT_FROM, own_choice, own_sift
from roles.selection.offer_moves import LATE_MOVES, OFFER_MOVES
from roles.selection.services import attendance, offers
from roles.selection.services.check_steps import start_checks
from roles.selection.services.interviews import book_interview
from roles.selection.services.undoing import (
    REVERSALS,
    can_be_undone,
    undo_decision,
)
from roles.telling import cannot_mail, have_told, will_tell


def _now_at(application: Application) -> str:
    return f"is now “{application.get_state_display().lower()}”"


def _interview_on(application: Application, result: Any) -> str:
    slot = application.interview_slot
    when = datetime_gb(slot.starts_at) if slot else ""
    return f"The interview is on {when}. {have_told(application)}"


def _more_time(application: Application, result: Any) -> str:
    terms = application.terms_offered
    by = date_gb(terms.answer_by) if terms else ""
    return f"The candidate now has until the end of {by} to answer. {have_told(application)}"


def _release_notice(application: Application, *, name: str) -> str:
    """When the candidate is told of a decision, and whether it can be undone until then (R19)."""
    told = datetime_gb(RecruitmentPolicy.load().release_of(timezone.now()))
    tells = f"We will tell the candidate on {told}."
    if application.cannot_be_mailed:
        tells = f"{cannot_mail(application)} Do not tell them before {told}."
    if can_be_undone(GOALS[name].value):
        return f"{tells} Until then a colleague can undo this."
    return f"{tells} You cannot undo this."


def _recommending(application: Application) -> str:
    return (
        "We tell the candidate when they get an offer, or when the role ends. A colleague can undo "
        "this until the order of merit is agreed."
    )


_told_at_once = partial(will_tell, when="at once, with everything you enter here")


def _ending(application: Application) -> str:
    return f"This ends the application. You cannot undo it. {will_tell(application, 'the reason')}"


def _too_late_to_answer(application: Application) -> str:
    told = f"The candidate has not answered in time. {will_tell(application, 'the reason')}"
    return f"{told} You can then offer the post to somebody else. You cannot undo this."


def _nothing_to_offer(application: Application) -> str:
    if why := obstacle_to(application, "offer"):
        return why
    if offers.has_open_posts(application.campaign):
        return ""
    return "All posts have been offered, filled or withdrawn."


def _no_offer_waits(application: Application) -> str:
    return "You can only change an offer before the candidate answers it"


def _feedback(name: str) -> Callable[[Application], type[Any]]:
    return lambda application: FeedbackForm if takes_feedback(application, name) else ConfirmForm


def _move(name: str, label: str, *, service: Callable[..., Any] | None = None, **more: Any) -> Move:
    """The move whose transition has this name."""
    may = more.pop("may", can_from(name))
    permission = more.pop("permission", PERMISSIONS.get(name, "roles.move_application"))
    more.setdefault("barred_by", KEPT_FROM[permission])
    given: dict[str, Any] = {
        # Where the candidate is told, and the page promises nothing: somebody may have to phone.
        "explain": cannot_mail if name in GOALS and GOALS[name].candidate_message else "",
        "transition": name if hasattr(getattr(Application, name, None), "_django_fsm") else "",
        "already": lambda application: SetAsideError.reason if application.is_set_aside else "",
        "permission": permission,
        "obstacle": partial(obstacle_to, move=name),
        "service": service or partial(move_application, move=name),
        **more,
    }
    return Move(
        slug=name,
        label=label,
        may=lambda application: not application.is_set_aside and may(application),
        done=_now_at,
        **given,
    )


def _time_now(application: Application) -> list[tuple[str, Any]]:
    """Until when the candidate may answer as it is, and when they are to start."""
    terms = application.terms_offered
    found = [("Role", application.job_offered), ("State", application.get_state_display())]
    if terms is not None:
        found += [
            ("They have until", f"the end of {date_gb(terms.answer_by)}"),
            ("Expected start date", date_gb(terms.starts_on)),
        ]
    return found


def _rejection(name: str, label: str) -> Move:
    """One that rests before the candidate is told of it, and says which criteria were not met."""
    return _move(
        name,
        label,
        form=RejectionForm,
        form_kwargs=lambda application, user: {
            "application": application,
            "is_sent": takes_feedback(application, name),
        },
        explain=partial(_release_notice, name=name),
        is_warning=True,
    )


def _reserve(name: str, label: str, **more: Any) -> Move:
    """The same of a place on the reserve list, with feedback where it is asked for."""
    return _move(
        name, label, form=_feedback(name), explain=partial(_release_notice, name=name), **more
    )


def _interview(name: str, label: str) -> Move:
    """When and where the candidate is met, said once or anew."""
    return _move(
        name,
        label,
        service=book_interview,
        form=InterviewForm,
        form_kwargs=lambda application, user: {"application": application},
        explain=_told_at_once,
        says=_interview_on,
    )


def _undo(name: str, label: str) -> Move:
    undo = partial(undo_decision, move=name)
    return _move(
        name,
        label,
        permission=REVERSALS[name],
        may=can(name),
        service=undo,
        form=UndoForm,
        barred_by=own_sift if name == "sift_again" else own_choice,
    )


APPLICATION_MOVES = (
    _move("pass_sift", "Pass the sift", explain=partial(_release_notice, name="pass_sift")),
    _rejection("fail_sift", "Do not pass the sift"),
    _move("invite", "Invite to interview"),
    _interview("book", "Book the interview"),
    _interview("rebook", "Change the interview"),
    _move(
        "record_interview",
        "Record that the interview was held",
        service=attendance.record_held,
        form=HeldForm,
    ),
    _move(
        "interview_failed",
        "Record a technical failure",
        may=lambda application: application.state == Application.State.INTERVIEW_BOOKED,
        already=lambda application: "You can only record this while an interview is booked",
        obstacle=partial(obstacle_to, move="record_interview"),
        service=attendance.record_failed,
        explain=lambda application: (
            "Use this if the interview could not be held at all. It does not count against the "
            f"candidate, who gets another time. {will_tell(application, 'what happened')}"
        ),
        is_warning=True,
    ),
    _move(
        "miss_interview",
        "Record that they did not attend",
        explain=partial(_release_notice, name="miss_interview"),
        is_warning=True,
    ),
    _move("recommend", "Recommend", form=_feedback("recommend"), explain=_recommending),
    _reserve("put_on_reserve", "Put on reserve list"),
    _reserve(
        "keep_on_reserve",
        "Keep on reserve list",
        may=can("keep_on_reserve"),
        form_kwargs=lambda application, user: {"initial": {"feedback": application.feedback}},
    ),
    _rejection("not_appoint", "Record as not appointable"),
    _move(
        "offer",
        "Make provisional offer",
        permission=DECIDE,
        service=offers.make_provisional_offer,
        form=OfferForm,
        form_kwargs=lambda application, user: {
            "application": application,
            "posts": offers.open_posts(application.campaign),
        },
        obstacle=_nothing_to_offer,
        explain=_told_at_once,
    ),
    _move(
        "change_offer",
        "Change the offer",
        permission=DECIDE,
        may=lambda application: application.awaits_answer,
        already=_no_offer_waits,
        service=offers.change_offer,
        form=ChangeOfferForm,
        form_kwargs=lambda application, user: {"application": application},
        explain=_told_at_once,
        says=lambda application, result: f"The offer is changed. {have_told(application)}",
    ),
    _move(
        "extend_offer",
        "Give more time to answer",
        may=lambda application: bool(application.awaits_answer and application.terms_offered),
        already=_no_offer_waits,
        service=offers.extend_offer,
        form=ExtendOfferForm,
        facts=_time_now,
        explain=lambda application: (
            f"{will_tell(application, 'the new date')} Nothing else in the offer changes."
        ),
        says=_more_time,
    ),
    _move(
        "withdraw_offer",
        "Withdraw the offer",
        permission=DECIDE,
        service=offers.withdraw_offer,
        form=reason_read_by("The candidate"),
        explain=_too_late_to_answer,
        is_warning=True,
    ),
    *LATE_MOVES,
    *OFFER_MOVES,
    _move("start_checks", "Start checks", service=start_checks),
    *CHECK_MOVES,
    _move("offer_formally", "Make formal offer"),
    _move("start", "Record start", service=offers.record_start),
    _move(
        "fall_through",
        "Record that the offer fell through",
        permission=DECIDE,
        service=offers.record_fall_through,
        form=reason_read_by("The candidate"),
        explain=_ending,
        is_warning=True,
    ),
    _undo("sift_again", "Undo the decision"),
    _undo("decide_again", "Undo the decision"),
    _undo("meet_after_all", "Undo “did not attend”"),
)

# What a candidate asks the department that offers a post in place of the one they applied to (R15).
ANSWER = Move(
    slug="answer_candidate",
    label="Answer the candidate’s question",
    permission="roles.answer_candidate",
    may=lambda application: bool(application.offered_for and open_question(application)),
    already=lambda application: "There is no question to answer",
    service=answer_candidate,
    form=AnswerToCandidateForm,
    facts=lambda application: [
        ("The candidate asks", question.text)
        for question in [open_question(application)]
        if question
    ],
    says=lambda application, result: f"Your answer is saved. {have_told(application)}",
)

# What follows an offer, wherever the department that makes it does it.
AFTER_AN_OFFER = tuple(
    move
    for move in APPLICATION_MOVES
    if move.slug
    in {
        *("change_offer", "extend_offer", "withdraw_offer", "agree_late", "refuse_late"),
        *("start_checks", "check_steps", "doubt_check", "record_checks"),
        *("offer_formally", "start", "fall_through"),
    }
)
# What the department does that offers a post to somebody put forward to it.
AFTER_AN_OFFER_TO_SELECTED = (*AFTER_AN_OFFER, ANSWER)

# Those that say when and where a candidate is met.
BOOKING_MOVES = ("book", "rebook", "arranged")
