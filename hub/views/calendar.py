"""A person's month, and the file that their calendar program reads."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.generic import View

from hub.calendar_files import MEDIA_TYPE
from hub.calendars import (
    Happening,
    UnreadError,
    address_of,
    days_of,
    end_address,
    file_of,
    give_address,
    person_of,
)
from hub.filters import Filters
from hub.views.base import GuardedTemplateView, GuardedView

# So many months back and ahead can be looked at.
MONTHS = 24


@dataclass(frozen=True)
class Day:
    """A day of the month and what happens on it."""

    date: date
    is_today: bool
    happenings: list[Happening]


def months_around(today: date) -> dict[str, date]:
    """The first days of the months that can be looked at, by how an address names them."""
    first = today.replace(day=1)
    found = (first + relativedelta(months=number) for number in range(-MONTHS, MONTHS + 1))
    return {f"{month:%Y-%m}": month for month in found}


class CalendarView(GuardedTemplateView):
    """The days of one month, and what happens on each."""

    permission = "hub.view_work"
    template_name = "hub/work/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = localdate()
        months = months_around(today)
        filters = Filters(self.request.GET)
        filters.without_others("month")
        asked = filters.chosen("month", months, "month")
        first = months[asked] if asked else today.replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        read = days_of(self.person, first, last)
        days = [first + timedelta(days=number) for number in range(last.day)]
        before, after = (f"{first + relativedelta(months=step):%Y-%m}" for step in (-1, 1))
        return super().get_context_data(
            month=first,
            days=[Day(day, day == today, read.on(day)) for day in days],
            is_empty=not read.happenings,
            unread=read.unread,
            before=(before, months[before]) if before in months else None,
            after=(after, months[after]) if after in months else None,
            not_understood=filters.not_understood,
            address=address_of(self.person),
            **kwargs,
        )


class CalendarAddressView(GuardedView):
    """Give a person an address for their calendar program, another one, or none."""

    permission = "hub.view_work"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whoever signs in again on the way here finds the buttons in the calendar."""
        return redirect("calendar")

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("action") == "end":
            end_address(actor=self.person)
            messages.success(request, "Your calendar address is switched off")
        else:
            give_address(actor=self.person)
            messages.success(request, "You have a new calendar address")
        return redirect("calendar")


class CalendarFileView(View):
    """What a calendar program reads: whoever has the address, while it is not ended."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        person = person_of(token)
        if person is None:
            raise Http404
        try:
            content = file_of(person)
        except UnreadError:
            return HttpResponse(status=503)
        response = HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8")
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response
