"""An appointment as a file that calendars read (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

MEDIA_TYPE = "text/calendar"
# A line is folded after so many bytes.
LONGEST = 75


def appointment(
    *,
    uid: str,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    description: str,
    organiser: tuple[str, str],
    written_at: datetime,
    revision: int,
    is_cancelled: bool = False,
) -> str:
    """Write one appointment; ``organiser`` is a name and an address.

    The same ``uid`` with a higher ``revision`` changes what a calendar holds, or cancels it.
    """
    name, address = organiser
    named = "".join(letter for letter in name if letter.isprintable() and letter != '"')
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Digital Recruitment Hub//EN",
        f"METHOD:{'CANCEL' if is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{revision}",
        f"DTSTAMP:{_moment(written_at)}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(starts_at + timedelta(minutes=minutes))}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(description)}",
        f'ORGANIZER;CN="{named}":mailto:{address}',
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(_folded(line) for line in lines)


@dataclass(frozen=True)
class Entry:
    """One thing of a calendar: a moment and how long, or a day and the last of several."""

    uid: str
    title: str
    starts: date | datetime
    minutes: int
    last: date
    address: str


def calendar(entries: Iterable[Entry], *, written_at: datetime) -> str:
    """Write a whole calendar, which a program reads again and again: what is not in it is gone."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Digital Recruitment Hub//EN"]
    lines += [
        f"X-WR-CALNAME:{_text(settings.HUB_SERVICE_NAME)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.uid}",
            f"DTSTAMP:{_moment(written_at)}",
            *_when(entry),
            f"SUMMARY:{_text(entry.title)}",
            f"URL:{entry.address}",
            "END:VEVENT",
        ]
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _when(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry.starts, datetime):
        end = entry.starts + timedelta(minutes=entry.minutes)
        return f"DTSTART:{_moment(entry.starts)}", f"DTEND:{_moment(end)}"
    # The day after the last, as the format has it. A day of work is no day that is taken.
    after = entry.last + timedelta(days=1)
    return (
        f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        "TRANSP:TRANSPARENT",
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Words as a value: no line of them begins another property."""
    for found, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        words = words.replace(found, written)
    return "\\n".join(words.splitlines())


def _folded(line: str) -> str:
    """A line of the file, in pieces that are short enough; no letter is cut in two."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece]) + "\r\n"
