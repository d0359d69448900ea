"""What is asked of the time of an interview: is another held then, and does the advert say it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview
from roles.selection.services.slot_times import Span, is_needed_elsewhere

# No interview lasts longer, in minutes.
LONGEST = 480
ELSEWHERE = "Somebody on the panel for interviews has another interview at or near this time."


class InterviewClashError(RefusedError):
    """Another candidate is met at the time, or somebody needed elsewhere, and nobody confirmed."""

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
    said = days_said(first, last, is_before=is_before)
    return (
        f"The advert says that interviews are {said}. Choose another day, or confirm that you want "
        f"{date_gb(day)}"
    )


def days_said(first: date | None, last: date | None, *, is_before: bool) -> str:
    """The days of interviews, as the advert says them."""
    if first and last and first != last:
        return f"between {date_gb(first)} and {date_gb(last)}"
    if first and first == last:
        return f"on {date_gb(first)}"
    if first and is_before:
        return f"from {date_gb(first)}"
    return f"until {date_gb(last)}" if last else ""


def what_was_confirmed(
    application: Application, starts_at: datetime, *, clash: str, other_days: str
) -> str:
    """What the history says of a time that somebody confirmed; it names no other candidate."""
    campaign = application.campaign
    first, last = campaign.interviews_from, campaign.interviews_to
    day = timezone.localdate(starts_at)
    found = []
    if clash:
        found.append(f"Confirmed for {datetime_gb(starts_at)}, when it overlaps another interview")
    if other_days:
        said = days_said(first, last, is_before=bool(first and day < first))
        found.append(f"Confirmed for {date_gb(day)}. The advert says {said}")
    return ". ".join(found)


def why_clash(application: Application, *, starts_at: datetime, minutes: int, place: str) -> str:
    """Which other candidates of the campaign are met at a time, when, and whether there; or "".

    Also that somebody of the panel is needed elsewhere then: never where, nor for whom (S28).
    Whoever books an interview may know who is invited. Nothing is said anew of a time that stands.
    Nor of a candidate who is hidden from whoever the campaign was loaded for (S4).
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
    ).exclude(application__in={application.pk, *application.campaign.hidden_applications})
    found = [
        _words(other, place)
        for other in others.select_related("application")
        if other.starts_at + timedelta(minutes=other.minutes) > starts_at
    ]
    wanted_span = Span(starts_at, starts_at + timedelta(minutes=minutes))
    if is_needed_elsewhere(application.campaign_id, wanted_span):
        found.append(ELSEWHERE)
    if not found:
        return ""
    wanted = f"{datetime_gb(starts_at)}, for {minutes} minutes"
    return f"{' '.join(found)} Choose another time, or confirm that you want {wanted}"


def _words(other: Interview, place: str) -> str:
    """Which other it is, never whose: that one was not opened (R11)."""
    is_there = other.place.casefold() == place.strip().casefold()
    where = " in the same place" if is_there else ""
    when = f"{datetime_gb(other.starts_at)}, {other.minutes} minutes"
    return f"This overlaps the interview for {other.application.reference}{where}: {when}."
