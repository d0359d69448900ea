"""An appointment as a file that calendars read (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
