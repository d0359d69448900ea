"""How support requests end: the outcome, closing, and reopening within the days of the policy."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.needs import look_again
from hub.numbers import plural
from hub.refusals import RefusedError
from hub.working_days import add_working_days
from roles.campaigns.services.completion import close_post
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.policy import RecruitmentPolicy
from roles.models.support.request_state import Outcome
from roles.models.support.support_request import SupportRequest
from roles.notifying import people_of_request, requesters_of, told_of
from roles.signals import request_ended
from roles.support.services.bookings import release_bookings
from roles.support.services.how_it_ended import WHY_NOT, going_on, offer_that_stands, why_not_yet
from roles.support.services.requests import locked_request, notify_about, open_posts

WAITING = ApplicationState.PROVISIONAL_OFFER


class NotFilledSoError(RefusedError):
    """No post of the request was filled in the way that the outcome says."""

    field = "outcome"


class OfferStandsError(RefusedError):
    """Somebody on a reserve list has an offer of a post of the request, or has accepted it."""


class TooLateToReopenError(RefusedError):
    """The request was closed longer ago than the policy lets it be reopened."""

    def __init__(self, days: int) -> None:
        closed = f"it was closed more than {plural(days, 'day')} ago"
        super().__init__([f"You cannot reopen this request because {closed}. Send a new request"])


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def record_outcome(
    *,
    request: SupportRequest,
    outcome: str,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> SupportRequest:
    """Record how it ended, with the reason (H7); who asked is told.

    Experts who are still booked are let go. Raises ``NotFilledSoError`` while a campaign goes on
    to fill a post of it, and for an outcome that its posts contradict: "filled" by a campaign that
    the hub supported, or from a reserve list, while a post is to be filled or none was filled so,
    and "not filled" while one is filled or an offer of one stands.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    why_not = WHY_NOT.get(outcome)
    if reasons := [why for why in (why_not and why_not(locked), why_not_yet(locked)) if why]:
        raise NotFilledSoError(reasons)
    locked.outcome = outcome
    locked.outcome_reason = reason
    locked.record_outcome(moment)
    locked.save()
    log(
        locked,
        "roles.support_outcome_recorded",
        actor=actor,
        at=moment,
        data={"detail": locked.get_outcome_display()},
    )
    look_again(subject=locked, actor=actor, at=moment)
    release_bookings(locked, actor, moment)
    people = [person for person in requesters_of(locked) if person != actor]
    notify_about(locked, "roles.support_outcome_recorded", moment, people, again=True)
    return locked


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def close(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Close a request about which nothing more is to be done; the department is told.

    Experts who are still booked, and people who were put forward, are let go and told; so is who
    works on a campaign that goes on.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    locked.close(moment)
    locked.save()
    log(locked, "roles.support_closed", actor=actor, at=moment)
    _release(locked, actor, moment)
    people = [person for person in _everybody(locked) if person != actor]
    notify_about(locked, "roles.support_closed", moment, people, again=True)
    return locked


@requires("roles.withdraw_supportrequest", "request")
@transaction.atomic
def withdraw(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Take a request back, with the reason; posts that no campaign fills go with it (H7).

    Experts who are still booked, and people who were put forward, are let go and told.
    A campaign that has not ended goes on without the hub, and its people are told. Raises
    ``OfferStandsError`` while somebody on a reserve list has an offer of a post, or has accepted.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    locked.withdraw(moment)
    if why := why_not_withdrawn(locked):
        raise OfferStandsError([why])
    locked.outcome = Outcome.WITHDRAWN
    locked.outcome_reason = reason
    locked.save()
    log(locked, "roles.support_withdrawn", actor=actor, at=moment)
    look_again(subject=locked, actor=actor, at=moment)
    free = locked.posts.free().values("pk")
    for post in locked.posts.select_for_update(of=("self",)).filter(pk__in=free):
        close_post(post=post, reason=reason, actor=actor, at=moment)
    _release(locked, actor, moment)
    people = [person for person in _everybody(locked) if person != actor]
    notify_about(locked, "roles.support_withdrawn", moment, people, again=True)
    return locked


@requires("roles.reopen_supportrequest", "request")
@transaction.atomic
def reopen(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Go on with a closed request; the outcome is recorded anew when it ends.

    One that was withdrawn before the hub had answered is looked at afresh. Raises
    ``TooLateToReopenError`` after the policy's days, ``TransitionNotAllowed`` when the hub had
    declined or redirected it: then a new request says better what is wanted.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    policy = RecruitmentPolicy.load()
    if locked.closed_at and moment - locked.closed_at > timedelta(days=policy.reopen_days):
        raise TooLateToReopenError(policy.reopen_days)
    was_withdrawn = locked.outcome == Outcome.WITHDRAWN
    if can_proceed(locked.submit_again):
        locked.submit_again(moment)
        day = timezone.localdate(moment)
        locked.triage_due_on = add_working_days(
            day, policy.triage_working_days, region=policy.bank_holidays
        )
    else:
        locked.reopen(moment)
    locked.outcome = locked.outcome_reason = ""
    locked.reopened_because = reason
    locked.save()
    log(locked, "roles.support_reopened", actor=actor, at=moment)
    look_again(subject=locked, actor=actor, at=moment)
    if was_withdrawn and locked.accepted_at:
        left = locked.posts.wanted().count()
        open_posts(locked, max(locked.posts_wanted - left, 0), actor, moment)
    people = [person for person in people_of_request(locked) if person != actor]
    notify_about(locked, "roles.support_reopened", moment, people, again=True)
    return locked


def why_not_withdrawn(request: SupportRequest) -> str:
    """Why the department cannot take it back, and what to do instead; "" where it can."""
    if not (stands := offer_that_stands(request)):
        return ""
    rest = "You can withdraw the other posts of this request on their own pages"
    if Application.objects.filter(offer_terms__request=request, state=WAITING).exists():
        return (
            f"{stands}. Wait for the answer. If there is none by that day, you can withdraw the "
            f"offer. {rest}"
        )
    return f"{stands}. {rest}. When no post is left to fill, the hub team records the outcome"


def _everybody(request: SupportRequest) -> list[User | None]:
    """Who asked and who advises, and whoever is told of a campaign that goes on."""
    runners = [person for campaign in going_on(request) for person in told_of(campaign)]
    return [*people_of_request(request), *runners]


def _release(request: SupportRequest, actor: User, at: datetime) -> None:
    release_bookings(request, actor, at)
    request_ended.send(sender=None, request=request, actor=actor, at=at)


def may_be_reopened(request: SupportRequest, at: datetime | None = None) -> bool:
    """Whether it is closed, in a way that can be undone, and not for too long."""
    if not (can_proceed(request.reopen) or can_proceed(request.submit_again)):
        return False
    days = timedelta(days=RecruitmentPolicy.load().reopen_days)
    return request.closed_at is None or (at or timezone.now()) - request.closed_at <= days
