"""What is asked of the time of an interview: is another held then, and does the advert say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview
from roles.models.campaigns.campaign import Campaign
from roles.selection.services.slot_times import Span, is_needed_elsewhere

# No interview lasts longer, in minutes.
LONGEST = 480
# So many days are named one by one.
NAMED_DAYS = 3
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
    slot = application.interview_slot
    stands = (
        slot is not None
        and application.state == Application.State.INTERVIEW_BOOKED
        and timezone.localdate(slot.starts_at) == day
    )
    if stands or not is_outside(campaign, day):
        return ""
    return (
        f"The advert says that interviews are {said_of(campaign, day)}. Choose another day, or "
        f"confirm that you want {date_gb(day)}"
    )


def confirmed_outside(campaign: Campaign, days: Iterable[date]) -> str:
    """What the history says of days that somebody confirmed against the advert; "" for none."""
    found = [day for day in days if is_outside(campaign, day)]
    if not found:
        return ""
    named = " and ".join(date_gb(day) for day in found)
    return f"Confirmed for {named}. The advert says {said_of(campaign, found[0])}"


def is_outside(campaign: Campaign, day: date) -> bool:
    """Whether the advert says other days for interviews than this one."""
    first, last = campaign.interviews_from, campaign.interviews_to
    return bool(first and day < first) or bool(last and day > last)


def said_of(campaign: Campaign, day: date) -> str:
    """Which days the advert says interviews are on, beside one that is none of them."""
    first, last = campaign.interviews_from, campaign.interviews_to
    return days_said(first, last, is_before=bool(first and day < first))


def why_outside_days(campaign: Campaign, days: Iterable[date]) -> tuple[str, str]:
    """Which days the advert says, where some are none of them, and these in words; or twice ""."""
    found = [day for day in days if is_outside(campaign, day)]
    if not found:
        return "", ""
    named = " and ".join(date_gb(day) for day in found)
    if len(found) > NAMED_DAYS:
        named = f"{len(found)} days from {date_gb(found[0])} to {date_gb(found[-1])}"
    why = (
        f"The advert says that interviews are {said_of(campaign, found[0])}. Choose other days, or "
        f"confirm that you want {named}. Candidates will read that the advert gives other days"
    )
    return why, named


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
    day = timezone.localdate(starts_at)
    found = []
    if clash:
        found.append(f"Confirmed for {datetime_gb(starts_at)}, when it overlaps another interview")
    if other_days:
        found.append(confirmed_outside(campaign, [day]))
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
