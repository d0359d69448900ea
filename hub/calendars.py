"""What happens on which day, for one person: on a page, and in their calendar program.

Plugins add what there is through ``register_hub_calendar``. Nothing is kept: each time it is read,
it is what the person may see then.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from hub.addresses import absolute, lasting_id
from hub.authorisation import requires
from hub.calendar_files import Entry, calendar
from hub.extensions import ExtensionPoint, guarded
from hub.models import CalendarAddress, User
from hub.short_tokens import is_ours, number_in, short_token
from hub.working_days import is_working_day

logger = logging.getLogger("hub.calendars")
SALT = "hub.calendars"
# A calendar program is told of so many days past and to come.
PAST, TO_COME = timedelta(days=31), timedelta(days=366)


@dataclass(frozen=True)
class Happening:
    """Something that happens: what, when, and the page that says more.

    ``starts`` is a day, or a moment with ``minutes``; ``until`` the last day of several. ``uid``
    tells it from all others and stays, whatever moves. ``title`` names nobody: calendars are
    shared with others. Of several days those that are no working days of ``region`` are left out of
    a month, where that is given.
    """

    uid: str
    title: str
    href: str
    starts: date | datetime
    minutes: int = 0
    until: date | None = None
    region: str = ""

    def is_on(self, day: date) -> bool:
        """Whether it happens on a day."""
        is_worked = not self.region or is_working_day(day, region=self.region)
        return self.first <= day <= self.last and (is_worked or self.first == self.last)

    @property
    def first(self) -> date:
        """The day on which it begins."""
        return localdate(self.starts) if isinstance(self.starts, datetime) else self.starts

    @property
    def last(self) -> date:
        """The day on which it ends."""
        return max(self.until or self.first, self.first)

    @property
    def moment(self) -> datetime | None:
        """When on the day it begins, where that is said."""
        return self.starts if isinstance(self.starts, datetime) else None


@dataclass(frozen=True)
class CalendarSource:
    """A kind of thing that happens, such as interviews; ``label`` names it in the plural.

    ``happenings`` gives those of a person that they may see now, between two days, both included.
    """

    slug: str
    label: str
    happenings: Callable[[User, date, date], Iterable[Happening]]


calendar_sources = ExtensionPoint("register_hub_calendar", CalendarSource)


@dataclass(frozen=True)
class Days:
    """What happens in some days, in order, and the kinds that could not be read."""

    happenings: tuple[Happening, ...]
    unread: tuple[str, ...] = ()

    def on(self, day: date) -> list[Happening]:
        """What happens on a day; what has no time first."""
        return [each for each in self.happenings if each.is_on(day)]


def days_of(person: User, first: date, last: date) -> Days:
    """What happens to a person between two days; whatever a source raises, the others are read."""
    found: list[Happening] = []
    unread: list[str] = []
    for source in calendar_sources:
        try:
            with guarded():
                found += source.happenings(person, first, last)
        except Exception:
            logger.exception("The calendar source %s could not be read.", source.slug)
            unread.append(source.label)
    shown = [each for each in found if each.first <= last and each.last >= first]
    return Days(tuple(sorted(shown, key=_order)), tuple(unread))


def _order(each: Happening) -> tuple[date, bool, float, str]:
    moment = each.moment
    return each.first, moment is not None, moment.timestamp() if moment else 0, each.title


@requires("hub.view_work")
@transaction.atomic
def give_address(*, actor: User) -> None:
    """Give a person a new address for their calendar program; the last one ends."""
    CalendarAddress.objects.update_or_create(
        user=actor, defaults={"nonce": uuid.uuid4(), "made_at": timezone.now()}
    )


@requires("hub.view_work")
def end_address(*, actor: User) -> None:
    """End the address; a calendar program that reads it finds nothing any more."""
    CalendarAddress.objects.filter(user=actor).delete()


def address_of(person: User) -> str:
    """A person's address, with the name of the service; "" for who has none."""
    row = CalendarAddress.objects.filter(user=person).first()
    return absolute(f"/calendar/{_token(row)}.ics") if row else ""


def _token(row: CalendarAddress) -> str:
    return short_token(row.pk, SALT, str(row.nonce))


def person_of(token: str) -> User | None:
    """Whose address it is: nobody's where it was ended, or the account."""
    number = number_in(token)
    row = CalendarAddress.objects.select_related("user").filter(pk=number or 0).first()
    if row is None or number is None or not is_ours(token, number, SALT, str(row.nonce)):
        return None
    return row.user if row.user.is_active else None


def file_of(person: User) -> str:
    """All that a calendar program is told of a person's days. Raises where a source cannot be read.

    Half of a calendar would take the other half out of the person's own.
    """
    today = localdate()
    days = days_of(person, today - PAST, today + TO_COME)
    if days.unread:
        raise UnreadError(", ".join(days.unread))
    return calendar(_entries(days.happenings), written_at=timezone.now())


class UnreadError(Exception):
    """A source could not be read."""


def _entries(happenings: Iterable[Happening]) -> Iterator[Entry]:
    for each in happenings:
        yield Entry(
            uid=lasting_id(each.uid),
            title=each.title,
            starts=each.starts,
            minutes=each.minutes,
            last=each.last,
            address=absolute(each.href),
        )
