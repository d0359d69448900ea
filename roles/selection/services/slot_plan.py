"""Which times can be kept for interviews in some days, and why others cannot (S28)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from hub.dates import date_gb, time_gb
from hub.periods import LONDON
from hub.qualifications import Certificates, certificates_of
from roles.campaigns.assessors import ASSESSOR
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import room_of
from roles.selection.services.interview_clashes import is_outside, said_of
from roles.selection.services.interviews import EARLIEST, LATEST
from roles.selection.services.slot_times import Span, Taken, keys_of_each, taken_between

# Times are looked for in steps, and so many are made at once at the most.
STEP = timedelta(minutes=5)
MOST = 200
MOST_DAYS = 31


def certified(places: Iterable[PanelMember], day: date) -> list[PanelMember]:
    """Those of some places whose assessor's certificate is valid on a day (R9)."""
    rows = list(places)
    people = [place.person for place in rows if place.person]
    held = certificates_of(people, ASSESSOR.slug)
    return [row for row in rows if row.person and held.cover(row.person, day, day)]


@dataclass(frozen=True)
class Wish:
    """The times that somebody would like to keep."""

    campaign: Campaign
    number: int
    days: Sequence[date]
    first: time
    last: time
    minutes: int
    gap: int
    medium: str
    place: str
    # Who sits in every interview, and of whom one more does.
    everybody: Sequence[PanelMember]
    one_of: Sequence[PanelMember] = ()
    breaks: Sequence[tuple[time, time]] = ()
    # Also on days that the advert does not give: somebody has confirmed it.
    is_outside: bool = False


@dataclass(frozen=True)
class Start:
    """A time that can be kept, and who would hold it."""

    starts_at: datetime
    ends_at: datetime
    holders: tuple[PanelMember, ...]


@dataclass(frozen=True)
class Shut:
    """A time, or a whole day, that cannot, and why."""

    when: str
    why: str


@dataclass(frozen=True)
class Plan:
    """What can be kept, and what not."""

    starts: list[Start] = field(default_factory=list)
    shut: list[Shut] = field(default_factory=list)

    @property
    def version(self) -> str:
        """What stands for the times and people that somebody saw, so that they get those."""
        seen = repr(
            [
                (start.starts_at.isoformat(), [one.pk for one in start.holders])
                for start in self.starts
            ]
        )
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


def plan_of(wish: Wish, at: datetime) -> Plan:
    """The times that can be kept for interviews as somebody wishes, and why others cannot be."""
    plan = Plan()
    if not wish.days:
        return plan
    first = datetime.combine(min(wish.days), time(0), LONDON) - timedelta(days=1)
    last = datetime.combine(max(wish.days), time(0), LONDON) + timedelta(days=2)
    people = [place.person for place in (*wish.everybody, *wish.one_of) if place.person]
    keys = keys_of_each(people)
    every = {key for own in keys.values() for key in own}
    room = room_of(wish.medium, wish.place, wish.campaign.organisation.department)
    taken = taken_between(every, [room], first, last, campaign=wish.campaign)
    held = certificates_of(people, ASSESSOR.slug)
    finder = _Finder(wish, taken, keys, room, at, held)
    for day in sorted(set(wish.days)):
        if why := finder.why_no_day(day):
            plan.shut.append(Shut(date_gb(day), why))
            continue
        for found in finder.on(day):
            if isinstance(found, Start):
                if len(plan.starts) < MOST:
                    plan.starts.append(found)
            else:
                plan.shut.append(found)
    return plan


class _Finder:
    """Goes through the days of one wish."""

    def __init__(
        self,
        wish: Wish,
        taken: Taken,
        keys: dict[int, set[int]],
        room: str,
        at: datetime,
        held: Certificates,
    ) -> None:
        self.held = held
        self.wish, self.taken, self.keys, self.room, self.at = wish, taken, keys, room, at
        self.policy = RecruitmentPolicy.load()
        self.buffer = timedelta(minutes=self.policy.interview_buffer_minutes)
        self.length = timedelta(minutes=wish.minutes)
        self.apart = max(timedelta(minutes=wish.gap), self.buffer)
        # How many interviews each of those holds of whom one is needed.
        self.load = {place.pk: 0 for place in wish.one_of}

    def why_no_day(self, day: date) -> str:
        """Why nobody is interviewed on a day; "" where somebody can be."""
        if why := self.policy.why_not_working(day):
            return f"It is {why}"
        campaign = self.wish.campaign
        if not self.wish.is_outside and is_outside(campaign, day):
            return f"The advert says that interviews are {said_of(campaign, day)}"
        if day < timezone.localdate(self.at):
            return "This day has passed"
        lacking = [place for place in self.wish.everybody if not self._is_certified(place, day)]
        if self.wish.one_of and not self._turns(day):
            lacking += self.wish.one_of
        if not lacking:
            return ""
        names = " and ".join(place.name for place in lacking)
        return f"No valid assessor’s certificate on this day: {names}"

    def on(self, day: date) -> Iterator[Start | Shut]:
        """Each start of a day, with its people, or why it is none."""
        cursor = datetime.combine(day, self.wish.first, LONDON)
        end = datetime.combine(day, self.wish.last, LONDON)
        while cursor + self.length <= end:
            found = self.blocked(cursor)
            if isinstance(found, tuple):
                yield Start(cursor, cursor + self.length, found)
                cursor += self.length + self.apart
                continue
            why, until = found.why, found.until
            yield Shut(f"{date_gb(cursor)}, {time_gb(cursor)}", why)
            cursor = max(_rounded_up(until), cursor + STEP)

    def blocked(self, starts_at: datetime) -> tuple[PanelMember, ...] | _Block:
        """Who holds an interview at a time, or what stands in the way and until when."""
        wanted = Span(starts_at, starts_at + self.length)
        if block := self._closed(wanted):
            return block
        if self.room and (span := self.taken.of_room(self.room, wanted, self.buffer)):
            return _Block(span.why("The room or link is taken"), self._after(span))
        holders = []
        for place in self.wish.everybody:
            if span := self._has(place, wanted):
                why = span.why(f"{place.name} has another interview")
                return _Block(why, self._after(span))
            holders.append(place)
        if self.wish.one_of:
            turns = self._turns(timezone.localdate(starts_at, LONDON))
            free = [place for place in turns if not self._has(place, wanted)]
            if not free:
                spans = [span for place in turns if (span := self._has(place, wanted))]
                first = min(spans, key=self._after)
                names = " and ".join(place.name for place in turns)
                return _Block(first.why(f"Other interviews: {names}"), self._after(first))
            chosen = min(free, key=lambda place: (self.load[place.pk], place.pk))
            self.load[chosen.pk] += 1
            holders.append(chosen)
        return tuple(holders)

    def _closed(self, wanted: Span) -> _Block | None:
        """What keeps everybody from a time, whoever they are."""
        starts, ends = (timezone.localtime(at, LONDON) for at in (wanted.starts_at, wanted.ends_at))
        if wanted.starts_at <= self.at:
            return _Block("This time has passed", self.at + STEP)
        day = starts.date()
        opens, shuts = (datetime.combine(day, hour, LONDON) for hour in (EARLIEST, LATEST))
        if starts < opens or ends > shuts:
            hours = f"Interviews are between {time_gb(EARLIEST)} and {time_gb(LATEST)}"
            return _Block(hours, opens if starts < opens else ends)
        if starts.utcoffset() != ends.utcoffset():
            return _Block("The clocks change then", wanted.ends_at)
        for first, last in self.wish.breaks:
            pause = Span(datetime.combine(day, first, LONDON), datetime.combine(day, last, LONDON))
            if pause.is_near(wanted, timedelta()):
                words = f"You keep {time_gb(first)} to {time_gb(last)} free"
                return _Block(words, pause.ends_at)
        return None

    def _is_certified(self, place: PanelMember, day: date) -> bool:
        return place.person is not None and self.held.cover(place.person, day, day)

    def _turns(self, day: date) -> list[PanelMember]:
        """Who can take turns on a day."""
        return [place for place in self.wish.one_of if self._is_certified(place, day)]

    def _has(self, place: PanelMember, wanted: Span) -> Span | None:
        keys = self.keys.get(place.person_id or 0, set())
        return self.taken.of_person(keys, wanted, self.buffer)

    def _after(self, span: Span) -> datetime:
        return timezone.localtime(span.ends_at + self.buffer, LONDON)


@dataclass(frozen=True)
class _Block:
    """What stands in the way of a time, and until when."""

    why: str
    until: datetime


def _rounded_up(moment: datetime) -> datetime:
    """The moment itself, or the next at which times begin."""
    rest = timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment + (STEP - rest) if rest else moment
