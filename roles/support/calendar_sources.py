"""The bookings of experts, in their own calendars and in those of who arranged them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from hub.calendars import CalendarSource, Happening
from hub.models import StandIn, User
from roles.models.support.expert import Booking


def bookings(person: User, first: date, last: date) -> Iterator[Happening]:
    """An expert's own, while they stand."""
    rows = Booking.objects.of(person).in_force().filter(starts_on__lte=last, ends_on__gte=first)
    for booking in rows.select_related("request__organisation"):
        yield Happening(
            f"booking-{booking.pk}",
            f"{booking.get_kind_display()} booking: {booking.organisation.name}",
            reverse("roles:booking_list"),
            booking.starts_on,
            until=booking.ends_on,
        )


def arranged(person: User, first: date, last: date) -> Iterator[Happening]:
    """Of requests that they asked for, advise, or booked somebody for; no title names the expert.

    An adviser's are also those of who stands in for them on that day.
    """
    away = StandIn.objects.overlapping(first, last).filter(colleague=person)
    days: dict[int | None, list[StandIn]] = {}
    for stand_in in away:
        days.setdefault(stand_in.person_id, []).append(stand_in)
    whose = Q(request__requester=person) | Q(request__adviser=person) | Q(booked_by=person)
    rows = Booking.objects.visible_to(person).in_force()
    rows = rows.filter(whose | Q(request__adviser__in=days))
    rows = rows.filter(starts_on__lte=last, ends_on__gte=first).exclude(expert__user=person)
    for booking in rows.select_related("request__organisation"):
        request = booking.request
        is_own = person.pk in (request.requester_id, request.adviser_id, booking.booked_by_id)
        if is_own or any(
            each.starts_on <= booking.ends_on and booking.starts_on <= each.ends_on
            for each in days.get(request.adviser_id, [])
        ):
            yield Happening(
                f"booked-{booking.pk}",
                f"Expert booked: {booking.get_kind_display()}, {booking.organisation.name}",
                request.get_absolute_url(),
                booking.starts_on,
                until=booking.ends_on,
            )


SUPPORT_CALENDAR = (
    CalendarSource("roles.bookings", "Bookings of experts", bookings),
    CalendarSource("roles.booked_experts", "Experts who were booked", arranged),
)
