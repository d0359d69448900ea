"""Candidates choose the time of their interview, change it, cancel it, or say that none suits.

What is offered and what is accepted come from one rule (``times_for``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.locks import hold_until_the_end
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.answers import asks_for_adjustments
from roles.applications.services.applications import locked_for_candidate, notify_candidate
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview import Interview
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.campaigns.selection_order import obstacle_to
from roles.models.selection.slot import Slot, SlotSeat, last_day_to_change
from roles.notifying import handlers_of, notify_people, people_of, role_words, without_conflicts
from roles.selection.services.holders import held_before, tell_who_holds
from roles.selection.services.interviews import set_interview
from roles.selection.services.slot_ends import free_time
from roles.selection.services.slot_times import (
    Span,
    buffer_now,
    busy_by_hand,
    name_of_person,
    own_interviews,
    span_of,
)

State = ApplicationState


class ChoiceRefusedError(RefusedError):
    """The candidate cannot have this time."""

    field = "slot"


class TimeTakenError(ChoiceRefusedError):
    """Somebody else was quicker, or it was closed."""

    reason = "This time is no longer available. Choose another time"


class TooLateToChangeError(ChoiceRefusedError):
    """It is too near to be changed here."""

    field = ""
    reason = (
        "It is too late to change or cancel this interview online. If you cannot be there, tell "
        "the contact for the interview"
    )


@dataclass(frozen=True)
class Choice:
    """A time as its candidate is shown it, and why they cannot have it; "" where they can."""

    slot: Slot
    why_not: str = ""


def times_for(application: Application, at: datetime) -> list[Choice]:
    """The free times that a candidate may know of, the earliest first.

    Never those in which somebody sits with whom they have a conflict of interest, or who is needed
    elsewhere. With their own other interviews they read that they have one then, and nobody else
    learns of it.
    """
    rows = Slot.objects.choosable(at).filter(campaign=application.campaign_id)
    seats = SlotSeat.objects.held()
    slots = list(rows.prefetch_related(Prefetch("seats", seats)).order_by("starts_at", "pk"))
    if not slots:
        return []
    buffer = buffer_now()
    conflicts = application.conflicts.filter(hides=True, person__isnull=False)
    kept = set(conflicts.values_list("person", flat=True))
    people = {seat.person_id for slot in slots for seat in slot.seats.all() if seat.person_id}
    # By any account of their mailbox, in one query.
    keys = User.objects.account_keys_of(people | kept)
    hidden = {other for key in kept for other in keys[key]}
    every = {other for key in people for other in keys[key]}
    busy = busy_by_hand(every, slots[0].starts_at, slots[-1].ends_at + buffer)
    own = own_interviews(application)
    found = []
    for slot in slots:
        holders = {
            other for seat in slot.seats.all() for other in keys.get(seat.person_id or 0, ())
        }
        span = span_of(slot)
        spans = [each for key in holders for each in busy.get(key, ())]
        if holders & hidden or _is_near(span, spans, buffer):
            continue
        why = "You have another interview then" if _is_near(span, own, buffer) else ""
        found.append(Choice(slot, why))
    return found


def _is_near(span: Span, others: Iterable[Span], buffer: timedelta) -> bool:
    return any(span.is_near(other, buffer) for other in others)


def why_no_choice(application: Application, at: datetime) -> str:
    """Why a candidate does not choose a time now; "" where they may."""
    if application.is_set_aside or application.shown_state not in (
        State.INTERVIEW_INVITED,
        State.INTERVIEW_BOOKED,
    ):
        return "You can only choose a time while you are invited to an interview"
    if application.shown_state == State.INTERVIEW_BOOKED:
        return why_no_change(application, at)
    return ""


def why_no_change(application: Application, at: datetime) -> str:
    """Why a candidate does not change or cancel their interview here; "" where they may."""
    slot = application.interview_slot
    if application.state != State.INTERVIEW_BOOKED or slot is None or application.is_set_aside:
        return "You do not have an interview booked"
    if not application.slots.taken().exists():
        return "The department arranged this interview with you. Tell the contact to change it"
    if timezone.localdate(at) > last_day_to_change(slot.starts_at):
        return TooLateToChangeError.reason
    return ""


@requires("roles.act_on_application", "application")
@transaction.atomic
def choose_time(
    *, application: Application, slot: Slot, actor: User, at: datetime | None = None
) -> Application:
    """Take a free time, in place of the one that the candidate had; they are told.

    The time is taken by one conditional update; of many at once one has it (S28). Raises
    ``TimeTakenError``, ``ChoiceRefusedError`` where they have another interview then,
    ``TooLateToChangeError``, and ``TransitionNotAllowed`` for who is not invited.
    """
    moment = at or timezone.now()
    _hold(application, slot)
    locked = locked_for_candidate(application, actor)
    if why := why_no_choice(locked, moment):
        if locked.state == State.INTERVIEW_BOOKED:
            raise TooLateToChangeError([why])
        raise TransitionNotAllowed(why, object=locked)
    if why := obstacle_to(locked, "book"):
        raise ChoiceRefusedError([why])
    # Two who change to each other's time wait in one order.
    rows = Slot.objects.select_for_update(of=("self",)).order_by("pk")
    list(rows.filter(Q(pk=slot.pk) | Q(application=locked)).values_list("pk"))
    choice = next((each for each in times_for(locked, moment) if each.slot.pk == slot.pk), None)
    if choice is None:
        raise TimeTakenError
    if choice.why_not:
        raise ChoiceRefusedError([f"{choice.why_not}. Choose another time"])
    held_by = held_before(locked, moment)
    free_time(locked)
    taken = Slot.objects.free().filter(pk=slot.pk)
    if not taken.update(application=locked, taken_at=moment):
        # What was let go of a line above is held again.
        raise TimeTakenError
    set_interview(
        application=locked, given=_given(choice.slot, locked), actor=actor, at=moment, detail={}
    )
    tell_who_holds(locked, held_by, moment)
    InterviewChoice.objects.filter(application=locked).update(arranged_at=None)
    _tell_to_arrange(locked, moment)
    return locked


def _hold(application: Application, slot: Slot) -> None:
    """Wait for what else happens to the candidate, and for who books the people by hand."""
    candidate = application.candidate
    own = candidate.account_keys if candidate else ()
    seats = SlotSeat.objects.held().filter(slot=slot.pk, person__isnull=False)
    people = seats.order_by().values_list("person", flat=True)
    accounts = User.objects.account_keys_of({key for key in people if key})
    hold_until_the_end(
        [f"roles.interviews.candidate.{key}" for key in own],
        shared=[name_of_person(key) for key in sorted(set().union(*accounts.values()))],
    )


def _given(slot: Slot, application: Application) -> dict[str, Any]:
    campaign = application.campaign
    return {
        "starts_at": slot.starts_at,
        "minutes": slot.minutes,
        "medium": slot.medium,
        "place": slot.place,
        "contact_name": campaign.contact_name or campaign.organisation.name,
        "contact_email": campaign.contact_email or settings.HUB_CONTACT_EMAIL,
    }


def _tell_to_arrange(application: Application, at: datetime) -> None:
    """Ask those who may read adjustments to make sure that the time goes with them (R12)."""
    if not asks_for_adjustments(application):
        return
    campaign = application.campaign
    people = people_of(campaign.organisation, "resourcing")
    able = [one for one in people if one.has_perm("roles.view_adjustments", application)]
    interview = application.interview_slot
    notify_people(
        "roles.interview_to_arrange",
        without_conflicts(application, able),
        application,
        at=at,
        occasion=at.isoformat(),
        interview=datetime_gb(interview.starts_at) if interview else "",
        application=application.reference,
        **role_words(campaign),
    )


@requires("roles.act_on_application", "application")
@transaction.atomic
def cancel_interview(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Give up the time that a candidate chose; it is free again, and they can choose another.

    Raises ``TooLateToChangeError``, and ``TransitionNotAllowed`` where nothing is booked.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.state != State.INTERVIEW_BOOKED:
        raise TransitionNotAllowed("No interview is booked.", object=locked)
    if why := why_no_change(locked, moment):
        raise TooLateToChangeError([why])
    interview = locked.interview
    tell_who_holds(locked, held_before(locked, moment), moment, is_off=True)
    free_time(locked, moment)
    Interview.objects.filter(pk=interview.pk).update(cancelled_at=moment)
    interview.cancelled_at = moment
    locked.cancel_interview(moment)
    locked.save()
    InterviewChoice.objects.update_or_create(
        application=locked, defaults={"cancelled_at": moment, "arranged_at": None}
    )
    when = datetime_gb(interview.starts_at)
    log(locked, "roles.interview_cancelled", actor=actor, at=moment, data={"detail": when})
    notify_candidate("roles.interview_cancelled", locked, at=moment, occasion=moment.isoformat())
    notify_people(
        "roles.interview_given_up",
        without_conflicts(locked, handlers_of(locked.campaign)),
        locked,
        at=moment,
        occasion=moment.isoformat(),
        interview=when,
        application=locked.reference,
        **role_words(locked.campaign),
    )
    return locked


@requires("roles.act_on_application", "application")
@transaction.atomic
def say_none_suits(
    *, application: Application, words: str, actor: User, at: datetime | None = None
) -> InterviewChoice:
    """Tell the department that none of the times suits, and what would (S30).

    Raises ``TransitionNotAllowed`` for who is not invited, or has an interview.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.is_set_aside or locked.state != State.INTERVIEW_INVITED:
        raise TransitionNotAllowed("No time is to be chosen.", object=locked)
    choice, _ = InterviewChoice.objects.update_or_create(
        application=locked, defaults={"none_suits": words, "none_suits_at": moment}
    )
    log(locked, "roles.interview_none_suits", actor=actor, at=moment)
    notify_people(
        "roles.interview_none_suits",
        without_conflicts(locked, handlers_of(locked.campaign)),
        locked,
        at=moment,
        occasion=moment.isoformat(),
        application=locked.reference,
        **role_words(locked.campaign),
    )
    return choice


@requires("roles.view_adjustments", "application")
@transaction.atomic
def confirm_arrangements(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Record that a time which a candidate chose goes with what they need."""
    moment = at or timezone.now()
    rows = Application.objects.select_for_update(of=("self",))
    locked = rows.get(pk=application.pk)
    if locked.state != State.INTERVIEW_BOOKED:
        raise TransitionNotAllowed("No interview is booked.", object=locked)
    InterviewChoice.objects.update_or_create(application=locked, defaults={"arranged_at": moment})
    log(locked, "roles.interview_arranged", actor=actor, at=moment)
    return locked


@internal
def free_when_off(*, application: Application) -> None:
    """Somebody else can have the time of whoever does not come any more; who held it is told."""
    at = timezone.now()
    tell_who_holds(application, held_before(application, at), at, is_off=True)
    free_time(application)
