"""Booked interviews, in the calendars of the candidate and of those who hold them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from hub.calendars import CalendarSource, Happening
from hub.models import User
from hub.periods import LONDON
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import SlotSeat
from roles.selection.services.holders import by_hand_of


def held(person: User, first: date, last: date) -> Iterator[Happening]:
    """The times that somebody of a panel keeps for interviews; no title names anybody (S32).

    Of a candidate who is hidden from them the time is kept, and no more is said (S4).
    """
    seats = SlotSeat.objects.of_who_sits().of_anybody(person.account_keys)
    seats = seats.filter(
        slot__closed_at=None,
        starts_at__gte=datetime.combine(first, time(), LONDON),
        starts_at__lt=datetime.combine(last + timedelta(days=1), time(), LONDON),
    )
    hidden = Application.objects.all().hidden_from(person)
    for seat in seats.select_related("slot__campaign", "place"):
        slot = seat.slot
        is_taken = slot.application_id is not None and slot.application_id not in hidden
        what = "Interview for" if is_taken else "Time kept for an interview:"
        yield Happening(
            f"interview-time-{seat.pk}",
            f"{what} {slot.campaign.title}",
            seat.place.get_absolute_url(),
            slot.starts_at,
            slot.minutes,
        )


def by_hand(person: User, first: date, last: date) -> Iterator[Happening]:
    """The same of interviews that somebody booked by hand, which the whole panel holds."""
    starts, ends = _moments(first, last)
    rows: Any = by_hand_of(person, starts).filter(starts_at__lt=ends)
    for interview in rows:
        yield Happening(
            f"interview-by-hand-{interview.pk}-{interview.held_at}",
            f"Interview for {interview.application.campaign.title}",
            reverse("roles:panel_place", args=[interview.held_at]),
            interview.starts_at,
            interview.minutes,
        )


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of one day to the end of another, in London."""
    return (
        datetime.combine(first, time(), LONDON),
        datetime.combine(last + timedelta(days=1), time(), LONDON),
    )


def interviews(person: User, first: date, last: date) -> Iterator[Happening]:
    """A candidate's own, and those of the campaigns that a person runs; no title names anybody.

    Whose application it is may be known once they are invited (R11), and nobody is interviewed
    before that.
    """
    starts, ends = _moments(first, last)
    held = Application.objects.handled_by(person).invited()
    held = held.filter(campaign__organisation__in=person.organisations(*RUNNING_CAMPAIGNS))
    own = Application.objects.of(person)
    rows = Interview.objects.filter(
        Q(application__in=own.values("pk")) | Q(application__in=held.values("pk")),
        starts_at__gte=starts,
        starts_at__lt=ends,
    ).select_related("application__campaign__organisation")
    # Of those that they hold the time stands there already.
    own_seats = SlotSeat.objects.of_who_sits().of_anybody(person.account_keys).order_by()
    seats = own_seats.filter(slot__application__isnull=False).values("slot__application")
    rows = rows.exclude(~Q(application__in=own.values("pk")), application__in=seats)
    on_panel = set(
        by_hand_of(person, starts).filter(starts_at__lt=ends).values_list("pk", flat=True)
    )
    for row in rows:
        application = row.application
        if row.is_off or (row.pk in on_panel and application.candidate_id != person.pk):
            continue
        is_own = application.candidate_id == person.pk
        yield Happening(
            f"interview-{application.reference}",
            f"Interview: {application.campaign.title}, {row.organisation.name}"
            if is_own
            else f"Interview for {application.campaign.title}",
            application.get_absolute_url()
            if is_own
            else reverse(
                "roles:sift_detail", args=[application.campaign.reference, application.reference]
            ),
            row.starts_at,
            row.minutes,
        )


def panels(person: User, first: date, last: date) -> Iterator[Happening]:
    """The days on which the panels work that a person is on, from the first to the last."""
    rows = PanelMember.objects.of(person).sitting().with_related()
    region = RecruitmentPolicy.load().bank_holidays if rows else ""
    for place in rows:
        if place.campaign.is_ended:
            continue
        begins, ends = place.panel.days
        if begins > last or ends < first:
            continue
        yield Happening(
            f"panel-{place.pk}",
            f"Panel: {place.panel.campaign.title}, {place.panel.stage_words}",
            place.get_absolute_url(),
            begins,
            until=ends if ends > begins else None,
            region=region,
        )


def held_and_by_hand(person: User, first: date, last: date) -> Iterator[Happening]:
    """All interviews that somebody of a panel holds."""
    yield from held(person, first, last)
    yield from by_hand(person, first, last)


SELECTION_CALENDAR = (
    CalendarSource("roles.interviews", "Interviews", interviews),
    CalendarSource("roles.panels", "Panels you are on", panels),
    CalendarSource("roles.interview_times", "Interviews that you hold", held_and_by_hand),
)
