"""Interviews: when and where a candidate is met, and telling them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import time_gb
from hub.locks import hold_until_the_end
from hub.models import User
from hub.periods import LONDON
from hub.refusals import NothingChangedError, RefusedError
from roles.applications.services.applications import locked_for_handling, notify_candidate
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.selection_order import check_order
from roles.selection.services.holders import held_before, tell_who_holds
from roles.selection.services.interview_clashes import (
    InterviewClashError,
    OutsideDatesError,
    what_was_confirmed,
    why_clash,
    why_outside,
)
from roles.selection.services.slot_ends import keep_or_free
from roles.selection.services.slot_times import name_of_person, needed_for

# By the clock of London, at which people are met.
EARLIEST, LATEST = time(8), time(20)
HOURS = f"The time of the interview must be between {time_gb(EARLIEST)} and {time_gb(LATEST)}"


class InterviewRefusedError(RefusedError):
    """The time or the place of an interview is missing or over, or the time is one to sleep at."""


def is_at_night(starts_at: datetime) -> bool:
    """Whether nobody is to be met at the moment, by the clock of London."""
    return not EARLIEST <= timezone.localtime(starts_at, LONDON).time() <= LATEST


@requires("roles.move_application", "application")
@transaction.atomic
def book_interview(
    *,
    application: Application,
    starts_at: datetime,
    place: str,
    contact_name: str,
    contact_email: str,
    actor: User,
    minutes: int = 60,
    medium: str = Interview.Medium.VIDEO,
    together: str = "",
    outside: str = "",
    at: datetime | None = None,
) -> Application:
    """Set when and where a candidate is met, or set it anew; the candidate is told.

    ``together`` and ``outside`` are what was confirmed, word for word: that another candidate is
    met at the time, or somebody of the panel needed elsewhere (``why_clash``), that the advert says
    other days (``why_outside``); the history says so. Raises ``InterviewClashError`` and
    ``OutsideDatesError`` without them or for other words, ``InterviewRefusedError``,
    ``NothingChangedError`` for the same time and place, ``TooEarlyError`` before interviews have
    started, and ``TransitionNotAllowed`` when the candidate is not invited.
    """
    moment = at or timezone.now()
    # Nobody chooses a time meanwhile in which the same people would be needed.
    hold_until_the_end(map(name_of_person, needed_for(application.campaign_id)))
    # Two people who book at once wait for each other: each sees what the other booked.
    Campaign.objects.select_for_update(of=("self",)).get(pk=application.campaign_id)
    locked = locked_for_handling(application, actor)
    move = "rebook" if locked.state == Application.State.INTERVIEW_BOOKED else "book"
    if locked.state not in (
        Application.State.INTERVIEW_INVITED,
        Application.State.INTERVIEW_BOOKED,
    ):
        raise TransitionNotAllowed(f"{move} is not a move from {locked.state}.", object=locked)
    check_order(locked, move, actor)
    slot: dict[str, Any] = {
        "starts_at": starts_at,
        "minutes": minutes,
        "medium": medium,
        "place": place.strip(),
        "contact_name": contact_name.strip(),
        "contact_email": contact_email.strip(),
    }
    if starts_at <= moment:
        raise InterviewRefusedError(["The interview must be in the future"])
    if starts_at > timezone.now() and is_at_night(starts_at):
        raise InterviewRefusedError([HOURS])
    if not all(slot.values()):
        raise InterviewRefusedError(["Enter when and where the interview is, and who to contact"])
    before = locked.interview_slot if move == "rebook" else None
    if before and slot == {name: getattr(before, name) for name in slot}:
        raise NothingChangedError
    locked.campaign.read_by(actor)
    clash = why_clash(locked, starts_at=starts_at, minutes=minutes, place=place)
    if clash and clash != together:
        raise InterviewClashError([clash])
    if (other_days := why_outside(locked, starts_at)) and other_days != outside:
        raise OutsideDatesError([other_days])
    held_by = held_before(locked, moment)
    keep_or_free(locked, starts_at, minutes)
    meant = what_was_confirmed(locked, starts_at, clash=clash, other_days=other_days)
    detail = {"detail": meant} if meant else {}
    set_interview(application=locked, given=slot, actor=actor, at=moment, detail=detail)
    tell_who_holds(locked, held_by, moment)
    return locked


@internal
def set_interview(
    *,
    application: Application,
    given: dict[str, Any],
    actor: User,
    at: datetime,
    detail: dict[str, Any],
) -> None:
    """Keep when and where a candidate is met, of a locked application; they are told."""
    is_changed = application.state == Application.State.INTERVIEW_BOOKED
    interview, _ = Interview.objects.update_or_create(
        application=application, defaults={**given, "set_at": at, "cancelled_at": None}
    )
    application.interview = interview
    if is_changed:
        application.rebook(at)
    else:
        application.book(at)
    application.save()
    log(application, "roles.interview_booked", actor=actor, at=at, data=detail)
    again = f"{application.state} {at:%Y%m%dT%H%M%S%f}"
    notify_candidate(
        "roles.interview_booked", application, at=at, occasion=again, is_changed=is_changed
    )
