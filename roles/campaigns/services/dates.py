"""The dates of a campaign: set before the advert, extended after it, and told to who knew the old.

Whoever was told when a role closes, is sifted or has its interviews is told when that changes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.models import User
from hub.refusals import RefusedError
from roles.campaigns.services.date_rules import check_dates
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign, closing_moment
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.search.saved import SavedRole
from roles.models.support.expert import Booking
from roles.notifying import handlers_of, notify_people, role_words, workers_of
from roles.signals import advert_changed
from roles.telling import tell_candidate

# Each date, as messages call it.
LABELS = {
    "closes_on": "Closes, at 11:55pm",
    "sift_on": "Sift begins",
    "interviews_from": "Interviews begin",
    "interviews_to": "Interviews end",
}
Dates = dict[str, date | None]
# The bookings of experts that go by each date.
KINDS = {
    "sift_on": (Booking.Kind.SIFT, Booking.Kind.SHORTLIST),
    "interviews_from": (Booking.Kind.PANEL, Booking.Kind.INTERVIEW),
    "interviews_to": (Booking.Kind.PANEL, Booking.Kind.INTERVIEW),
}


class ClosingNotLaterError(RefusedError):
    """The closing date only moves to a later day, and only before the campaign has closed (R7)."""

    reason = "You cannot do this because the campaign has reached its closing date"
    field = "closes_on"


class DatesOutOfOrderError(RefusedError):
    """The sift begins after the closing date (R5)."""

    reason = "The sift must begin on or after the closing date"
    field = "sift_on"


def dates_of(campaign: Campaign) -> Dates:
    """The dates as they stand, to be compared with what they become."""
    return {name: getattr(campaign, name) for name in LABELS}


@requires("roles.draft_campaign", "campaign", fields=LABELS)
@transaction.atomic
def set_selection_dates(
    *, campaign: Campaign, actor: User, at: datetime | None = None, **dates: Any
) -> Campaign:
    """Fix the closing, sift and interview dates before the advert opens (R5), approved or not.

    Who approved it or works on it is told when they change, and booked experts are. Raises
    ``TransitionNotAllowed`` once it was opened: then it can only be extended (R7);
    ``DateRefusedError``.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.opened_at or locked.is_ended:
        raise TransitionNotAllowed("The dates were fixed before the advert.", object=locked)
    before = dates_of(locked)
    for name in LABELS:
        if name in dates:
            setattr(locked, name, dates[name])
    check_dates(dates_of(locked), before, timezone.localdate(moment))
    if _changed(locked, before):
        CampaignPart.objects.play(locked, actor, CampaignPart.Part.TERMS, moment)
    locked.save()
    log(locked, "roles.campaign_dates_set", actor=actor, at=moment)
    _tell_workers(locked, before, actor, moment)
    tell_experts(locked, before, moment)
    return locked


@requires("roles.run_campaign", "campaign", fields=LABELS)
@transaction.atomic
def extend_closing(
    *,
    campaign: Campaign,
    closes_on: date,
    actor: User,
    at: datetime | None = None,
    **dates: date | None,
) -> Campaign:
    """Move the closing date of an open campaign to a later day; never to an earlier one (R7).

    ``dates`` are those of the sift and the interviews, where they move with it. Candidates with an
    unfinished or sent application, those who work on it and booked experts are told the new dates;
    who was reminded of a saved role is reminded anew. Raises ``ClosingNotLaterError``,
    ``DateRefusedError``, and ``DatesOutOfOrderError`` when the sift would begin before it closes
    (R5).
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    current = locked.closes_at
    takes_more = locked.state in (Campaign.State.OPEN, Campaign.State.PAUSED)
    if not takes_more or current is None or current <= moment:
        raise ClosingNotLaterError
    if closing_moment(closes_on) <= current:
        raise ClosingNotLaterError(
            [f"The new closing date must be after {date_gb(locked.closes_on)}"]
        )
    before = dates_of(locked)
    locked.closes_on = closes_on
    for name in ("sift_on", "interviews_from", "interviews_to"):
        setattr(locked, name, dates.get(name, getattr(locked, name)))
    if locked.sift_on and locked.sift_on < closes_on:
        raise DatesOutOfOrderError
    check_dates(dates_of(locked), before, timezone.localdate(moment))
    locked.save()
    log(
        locked,
        "roles.closing_extended",
        actor=actor,
        at=moment,
        data={"detail": _moved(locked, before)},
    )
    advert_changed.send(sender=None, campaign=locked)
    _tell_candidates(locked, before, moment)
    _tell_workers(locked, before, actor, moment)
    tell_experts(locked, before, moment)
    # They were told the old closing date: the reminder comes again before the new one.
    SavedRole.objects.filter(campaign=locked).update(nudged_at=None)
    return locked


@internal
def tell_experts(campaign: Campaign, before: Dates, at: datetime) -> None:
    """Write to the experts whose sift or panel was booked for dates that have moved."""
    moved = {kind for name in _changed(campaign, before) for kind in KINDS.get(name, ())}
    if not moved:
        return
    bookings = _bookings(campaign, at).filter(kind__in=moved)
    for booking in bookings.select_related("expert__user").order_by("pk"):
        booked = f"{date_gb(booking.starts_on)} to {date_gb(booking.ends_on)}"
        notify_people(
            "roles.expert_dates_changed",
            [booking.expert.user],
            booking,
            at=at,
            occasion=occasion_of(campaign, at),
            request=booking.request.reference,
            what=booking.get_kind_display(),
            booked=booked,
            dates=_in_words(campaign, before),
            **role_words(campaign),
        )


def occasion_of(campaign: Campaign, at: datetime) -> str:
    """Which dates a message is about; it begins with the same while they stand."""
    return f"{standing(campaign)} {at:%Y%m%dT%H%M%S%f}"


def standing(campaign: Campaign) -> str:
    """The dates as they stand, in short."""
    return " ".join(f"{day:%Y%m%d}" if day else "-" for day in dates_of(campaign).values())


def _changed(campaign: Campaign, before: Dates) -> list[str]:
    return [name for name, day in dates_of(campaign).items() if day != before[name]]


def _moved(campaign: Campaign, before: Dates) -> str:
    """Each date that changed, for the audit trail."""
    words = {**LABELS, "closes_on": "Closes"}
    return "; ".join(
        f"{words[name]} {date_gb(day)}, was {date_gb(before[name]) or 'not set'}"
        for name, day in dates_of(campaign).items()
        if day and name in _changed(campaign, before)
    )


def _in_words(campaign: Campaign, before: Dates) -> list[tuple[str, str, str]]:
    """Each date there is: its label, the day, and what it was where it has changed."""
    changed = _changed(campaign, before)
    return [
        (LABELS[name], date_gb(day), date_gb(before[name]) if name in changed else "")
        for name, day in dates_of(campaign).items()
        if day
    ]


def _bookings(campaign: Campaign, at: datetime) -> Any:
    """The experts' bookings to come for its posts, or for its request and no post of another."""
    of_request = Q(post=None, request=campaign.support_request_id)
    return Booking.objects.in_force().filter(
        Q(post__campaign=campaign) | of_request, ends_on__gte=timezone.localdate(at)
    )


def _tell_candidates(campaign: Campaign, before: Dates, at: datetime) -> None:
    """Those who have begun an application or sent one; by its address who has no account."""
    rows = Application.objects.live().filter(campaign=campaign).select_related("candidate")
    for application in rows.order_by("pk"):
        tell_candidate(
            "roles.role_dates_changed",
            application,
            subject=campaign,
            at=at,
            occasion=occasion_of(campaign, at),
            is_sent=not application.is_draft,
            dates=_in_words(campaign, before),
            **role_words(campaign),
        )


def _tell_workers(campaign: Campaign, before: Dates, actor: User, at: datetime) -> None:
    """Those who work on it or handle its applications, once approval was asked for."""
    if campaign.approval_requested_at is None or not _changed(campaign, before):
        return
    booked = list(_bookings(campaign, at).order_by("pk"))
    people = dict.fromkeys([*workers_of(campaign), *handlers_of(campaign)])
    notify_people(
        "roles.campaign_dates_changed",
        [person for person in people if person != actor],
        campaign,
        at=at,
        occasion=occasion_of(campaign, at),
        dates=_in_words(campaign, before),
        bookings=len(booked),
        **role_words(campaign),
    )


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade", "role", "support_request").get(
        pk=campaign.pk
    )
