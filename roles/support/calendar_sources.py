"""The bookings of experts, in their own calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from hub.calendars import CalendarSource, Happening
from hub.models import User
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


SUPPORT_CALENDAR = (CalendarSource("roles.bookings", "Bookings of experts", bookings),)
