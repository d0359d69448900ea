"""What is asked of the time of an interview: is another held then, and does the advert say it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview

# No interview lasts longer, in minutes.
LONGEST = 480


class InterviewClashError(RefusedError):
    """Another candidate of the campaign has an interview at the time, and nobody confirmed both."""

    field = "together"


class OutsideDatesError(RefusedError):
    """The advert promised other days for interviews, and nobody confirmed this one."""

    field = "outside"


def why_outside(application: Application, starts_at: datetime) -> str:
    """Which days the advert says interviews are on, where this is none of them; or "".

    Nothing is said anew of a day that stands.
    """
    campaign, day = application.campaign, timezone.localdate(starts_at)
    first, last = campaign.interviews_from, campaign.interviews_to
    slot = application.interview_slot
    stands = (
        slot is not None
        and application.state == Application.State.INTERVIEW_BOOKED
        and timezone.localdate(slot.starts_at) == day
    )
    is_before, is_after = bool(first and day < first), bool(last and day > last)
    if stands or not (is_before or is_after):
        return ""
    if first and last and first != last:
        said = f"between {date_gb(first)} and {date_gb(last)}"
    elif first and (first == last or is_before):
        said = f"on {date_gb(first)}" if first == last else f"from {date_gb(first)}"
    else:
        said = f"until {date_gb(last)}" if last else ""
    return (
        f"The advert says that interviews are {said}. Choose another day, or confirm that you want "
        "this one"
    )


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
