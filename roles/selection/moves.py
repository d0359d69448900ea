"""What those who handle them can do to an application, and to a person of a reserve list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django_fsm import can_proceed

from hub.moves import ConfirmForm, Move
from roles.applications.forms.applications import FeedbackForm, OfferForm, UndoForm
from roles.applications.services.applications import asks_feedback, move_application
from roles.models.applications.application import Application
from roles.selection.forms.referrals import ReferForm, ReferralReasonForm
from roles.selection.services import offers, referrals
from roles.selection.services.undoing import undo_rejection


@dataclass(frozen=True)
class ApplicationMove(Move):
    """A move of an application: whether it ends it, rests until its release, takes a post."""

    is_ending: bool = False
    rests: bool = False
    needs_post: bool = False


def _now_at(application: Application) -> str:
    return f"is now at “{application.get_state_display().lower()}”"


def _may(name: str) -> Callable[[Application], bool]:
    return lambda application: bool(can_proceed(getattr(application, name)))


def _move(
    name: str, label: str, *, service: Callable[..., Any] | None = None, **more: Any
) -> ApplicationMove:
    """The move whose transition has this name."""
    return ApplicationMove(
        slug=name,
        label=label,
        permission="roles.move_application",
        may=_may(name),
        service=service or partial(move_application, move=name),
        done=_now_at,
        **more,
    )


def _feedback(name: str) -> Callable[[Application], type[Any]]:
    return lambda application: FeedbackForm if asks_feedback(application, name) else ConfirmForm


def _undo(name: str, label: str) -> ApplicationMove:
    return _move(name, label, service=partial(undo_rejection, move=name), form=UndoForm)


APPLICATION_MOVES: tuple[ApplicationMove, ...] = (
    _move("pass_sift", "Pass the sift"),
    _move("fail_sift", "Fail the sift", form=_feedback("fail_sift"), is_ending=True, rests=True),
    _move("invite", "Invite to interview"),
    _move("book", "Record interview booked"),
    _move("record_interview", "Record interview held"),
    _move("recommend", "Recommend"),
    _move("put_on_reserve", "Put on reserve list", form=FeedbackForm, rests=True),
    _move("not_appoint", "Record not appointable", form=FeedbackForm, is_ending=True, rests=True),
    _move(
        "offer",
        "Make provisional offer",
        service=offers.make_provisional_offer,
        form=OfferForm,
        form_kwargs=lambda application, user: {"posts": offers.open_posts(application.campaign)},
        needs_post=True,
    ),
    _move("start_checks", "Start checks"),
    _move("offer_formally", "Make formal offer"),
    _move("start", "Record start", service=offers.record_start),
    _move(
        "fall_through",
        "Record that the offer fell through",
        service=offers.record_fall_through,
        is_ending=True,
    ),
    _undo("sift_again", "Undo the rejection"),
    _undo("decide_again", "Undo the decision"),
)

REFERRAL_MOVES = (
    Move(
        slug="refer",
        label="Put forward",
        permission="roles.refer_referral",
        may=lambda referral: can_proceed(referral.refer),
        service=referrals.refer,
        form=ReferForm,
        explain="The department sees who it is. The person is told which department that is.",
        done="is put forward",
    ),
    Move(
        slug="pass-over",
        label="Do not put forward",
        permission="roles.refer_referral",
        may=lambda referral: can_proceed(referral.pass_over),
        service=referrals.pass_over,
        form=ReferralReasonForm,
        explain="The department does not learn who it is. The next person's turn comes.",
        done="is not put forward",
        is_secondary=True,
    ),
    Move(
        slug="select",
        label="Select",
        permission="roles.select_referral",
        may=lambda referral: can_proceed(referral.select),
        service=referrals.select,
        explain="You want this person for a post. The hub's adviser helps with the offer.",
        done="is selected",
    ),
    Move(
        slug="turn-down",
        label="Do not select",
        permission="roles.select_referral",
        may=lambda referral: can_proceed(referral.turn_down),
        service=referrals.turn_down,
        form=ReferralReasonForm,
        explain="You do not want this person for a post. The hub's adviser is told why.",
        done="is not selected",
        is_secondary=True,
    ),
)
