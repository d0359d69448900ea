"""Interviews of one campaign at the same time: two candidates must not meet unawares."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.dates import datetime_gb
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview

# No interview lasts longer, in minutes.
LONGEST = 480


class InterviewClashError(RefusedError):
    """Another candidate of the campaign has an interview at the time, and nobody confirmed both."""

    field = "together"


def why_clash(application: Application, *, starts_at: datetime, minutes: int, place: str) -> str:
    """Which other candidates of the campaign are met at a time, when, and whether there; or "".

    Whoever books an interview may know who is invited. Nothing is said anew of a time that stands.
    """
    slot = application.interview_slot
    if (
        slot is not None
        and application.state == Application.State.INTERVIEW_BOOKED
        and (slot.starts_at, slot.minutes, slot.place) == (starts_at, minutes, place.strip())
    ):
        return ""
    others = Interview.objects.filter(
        application__campaign=application.campaign_id,
        application__state=Application.State.INTERVIEW_BOOKED,
        starts_at__lt=starts_at + timedelta(minutes=minutes),
        starts_at__gt=starts_at - timedelta(minutes=LONGEST),
    ).exclude(application=application.pk)
    found = [
        _words(other, place)
        for other in others.select_related("application")
        if other.starts_at + timedelta(minutes=other.minutes) > starts_at
    ]
    if not found:
        return ""
    return f"{' '.join(found)} Choose another time, or confirm that they can overlap"


def _words(other: Interview, place: str) -> str:
    found = other.application
    who = f"{found.full_name} ({found.reference})" if found.full_name else found.reference
    is_there = other.place.casefold() == place.strip().casefold()
    where = " in the same place" if is_there else ""
    when = f"{datetime_gb(other.starts_at)}, {other.minutes} minutes"
    return f"This interview overlaps one with {who}{where}: {when}."
