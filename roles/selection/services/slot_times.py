"""Which times are taken, of people and of rooms; one rule for what is made, offered and accepted.

Two times of one person or room keep the policy's minutes between them. They are half-open: one may
begin in the minute in which the other, with those minutes, ends (S28).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from hub.models import Organisation, User
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview import Interview
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import LONGEST, Slot, SlotSeat, room_of

OFFERED_ALREADY = "You already offer a time then"


@dataclass(frozen=True)
class Span:
    """From one moment to another."""

    starts_at: datetime
    ends_at: datetime
    # A free time of the same campaign: no interview yet.
    is_offered: bool = False

    def why(self, otherwise: str) -> str:
        """Why another time cannot be offered beside it."""
        return OFFERED_ALREADY if self.is_offered else otherwise

    def is_near(self, other: Span, buffer: timedelta) -> bool:
        """Whether the two overlap, with so much time kept between them."""
        return self.starts_at < other.ends_at + buffer and other.starts_at < self.ends_at + buffer


@dataclass(frozen=True)
class Taken:
    """The times that are taken, by the key of an account and by the room."""

    people: dict[int, list[Span]]
    rooms: dict[str, list[Span]]

    def of_person(self, keys: Collection[int], wanted: Span, buffer: timedelta) -> Span | None:
        """What somebody has at a time, by any of their accounts; None for nothing."""
        found = (span for key in keys for span in self.people.get(key, ()))
        return _last(found, wanted, buffer)

    def of_room(self, room: str, wanted: Span, buffer: timedelta) -> Span | None:
        """What a room is taken for at a time."""
        return _last(self.rooms.get(room, ()), wanted, buffer)


def _last(spans: Iterable[Span], wanted: Span, buffer: timedelta) -> Span | None:
    near = [span for span in spans if span.is_near(wanted, buffer)]
    return max(near, key=lambda span: span.ends_at) if near else None


def buffer_now() -> timedelta:
    """So much time is kept between two interviews of one person or in one room."""
    return timedelta(minutes=RecruitmentPolicy.load().interview_buffer_minutes)


def span_of(record: Slot | Interview) -> Span:
    """The time of a slot or an interview."""
    return Span(record.starts_at, record.ends_at)


def name_of_person(key: int) -> str:
    """Under which the interviews of an account are kept apart (``hold_until_the_end``)."""
    return f"roles.interviews.person.{key}"


def name_of_room(room: str) -> str:
    """The same of a room."""
    return f"roles.interviews.room.{room}"


def booked_by_hand(first: datetime, last: datetime) -> QuerySet[Interview]:
    """Interviews arranged without a slot that may overlap a time: nobody is named for them."""
    return Interview.objects.filter(
        application__state=ApplicationState.INTERVIEW_BOOKED,
        application__slots=None,
        starts_at__lt=last,
        starts_at__gt=first - LONGEST,
    )


def needed_for(campaign: int | None) -> list[int]:
    """Who sits on the panels of a campaign after its sift, by every account of their mailbox."""
    places = PanelMember.objects.sitting().filter(panel__campaign=campaign, person__isnull=False)
    places = places.exclude(panel__kind=Stage.Kind.SIFT)
    people = set(places.order_by().values_list("person", flat=True))
    if not people:
        return []
    return sorted(set().union(*User.objects.account_keys_of(people).values()))


def is_needed_elsewhere(campaign: int, wanted: Span) -> bool:
    """Whether somebody of its panel is in an interview of another campaign at or near a time.

    Of any department; a time that is only kept free is given up for it, and is none.
    """
    keys = needed_for(campaign)
    if not keys:
        return False
    buffer = buffer_now()
    first, last = wanted.starts_at - buffer, wanted.ends_at + buffer
    taken = Slot.objects.taken().overlapping(first, last)
    seats = SlotSeat.objects.held().filter(person__in=keys)
    slots = taken.exclude(campaign=campaign).filter(pk__in=seats.order_by().values("slot"))
    spans = [span_of(slot) for slot in slots]
    for found in busy_by_hand(keys, first, last, besides=campaign).values():
        spans += found
    return any(span.is_near(wanted, buffer) for span in spans)


def busy_by_hand(
    keys: Collection[int], first: datetime, last: datetime, *, besides: int | None = None
) -> dict[int, list[Span]]:
    """When accounts are needed for interviews without a slot: with all who sit on the panel.

    ``besides`` is a campaign whose own interviews are left out.
    """
    places = PanelMember.objects.sitting().filter(person__in=keys)
    places = places.exclude(panel__kind=Stage.Kind.SIFT)
    if besides is not None:
        places = places.exclude(panel__campaign=besides)
    people: dict[int, set[int]] = defaultdict(set)
    for campaign, person in places.order_by().values_list("panel__campaign", "person"):
        people[campaign].add(person)
    found: dict[int, list[Span]] = defaultdict(list)
    if not people:
        return found
    rows = booked_by_hand(first, last).filter(application__campaign__in=people)
    spans = rows.order_by().values_list("application__campaign", "starts_at", "minutes")
    for campaign, starts_at, minutes in spans:
        for person in people[campaign]:
            found[person].append(Span(starts_at, starts_at + timedelta(minutes=minutes)))
    return found


def taken_between(
    keys: Collection[int],
    rooms: Collection[str],
    first: datetime,
    last: datetime,
    *,
    campaign: Campaign,
) -> Taken:
    """What accounts and rooms are taken for between two moments, anywhere in the service.

    Rooms are those of the campaign's own department (``room_of``); so are all rooms and links of
    interviews without a slot.
    """
    people = busy_by_hand(keys, first, last)
    seats = SlotSeat.objects.held().filter(
        person__in=keys,
        slot__closed_at=None,
        slot__starts_at__lt=last,
        slot__starts_at__gt=first - LONGEST,
    )
    rows = seats.order_by().select_related("slot")
    for seat in rows:
        if seat.person_id is not None:
            people[seat.person_id].append(_kept(seat.slot, campaign))
    places: dict[str, list[Span]] = defaultdict(list)
    if wanted := {room for room in rooms if room}:
        for slot in Slot.objects.open().overlapping(first, last).filter(room__in=wanted):
            places[slot.room].append(_kept(slot, campaign))
        body = campaign.organisation
        bodies = Organisation.objects.within([body.department])
        by_hand = booked_by_hand(first, last).filter(application__campaign__organisation__in=bodies)
        for interview in by_hand:
            room = room_of(interview.medium, interview.place, body.department)
            if room in wanted:
                places[room].append(span_of(interview))
    return Taken(dict(people), dict(places))


def _kept(slot: Slot, campaign: Campaign) -> Span:
    """The time of a slot, and whether it is one that the campaign offers."""
    is_offered = slot.campaign_id == campaign.pk and slot.is_free
    return Span(slot.starts_at, slot.ends_at, is_offered)


def own_interviews(application: Application) -> list[Span]:
    """The other interviews that a candidate is to come to, in any department (S28)."""
    person = application.candidate
    if person is None:
        return []
    rows = Interview.objects.filter(
        application__candidate__in=person.account_keys,
        application__state=ApplicationState.INTERVIEW_BOOKED,
        cancelled_at=None,
    ).exclude(application=application.pk)
    return [span_of(row) for row in rows]


def keys_of_each(people: Iterable[User]) -> dict[int, set[int]]:
    """Of each person the keys of all accounts of their mailbox, in one query."""
    return User.objects.account_keys_of([person.pk for person in people])
