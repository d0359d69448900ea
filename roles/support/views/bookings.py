"""An expert's own bookings: what, when, where and for which department (H6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.moves import ConfirmForm
from hub.views.base import GuardedFormView, GuardedTemplateView
from roles.models.support.expert import Booking
from roles.support.services.bookings import decline_booking
from roles.support.tables import COMING_BOOKINGS

# Further back nobody looks; the requests keep theirs.
EARLIER = 30


class BookingListView(GuardedTemplateView):
    """What an expert is booked for from today on, and what is over or was cancelled."""

    permission = "roles.view_own_bookings"
    template_name = "roles/support/booking_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = Booking.objects.of(self.request.user).select_related(
            "request__organisation", "request__role", "request__level", "post", "expert"
        )
        coming = rows.in_force().filter(ends_on__gte=today)
        earlier = rows.exclude(pk__in=coming.order_by().values("pk"))
        return super().get_context_data(
            coming=COMING_BOOKINGS.of(coming.order_by("starts_on", "pk")),
            earlier=COMING_BOOKINGS.of(
                earlier.order_by("-starts_on", "-pk")[:EARLIER], caption="Over or cancelled"
            ),
            **kwargs,
        )


class BookingDeclineView(GuardedFormView):
    """An expert says that they cannot help to fill a role, and not why."""

    permission = "roles.decline_booking"
    form_class = ConfirmForm
    template_name = "roles/support/booking_decline.html"
    booking: Booking

    def get_permission_object(self) -> Booking:
        rows = Booking.objects.of(self.request.user).in_force()
        rows = rows.filter(ends_on__gte=timezone.localdate())
        rows = rows.select_related("request__organisation", "expert")
        self.booking = get_object_or_404(rows, pk=self.kwargs["booking"])
        return self.booking

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(booking=self.booking, **kwargs)

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        try:
            decline_booking(booking=self.booking, actor=self.person)
        except TransitionNotAllowed:
            messages.warning(self.request, "This booking has ended already.")
        else:
            messages.success(
                self.request,
                "Thank you. Your bookings for this request will end by tomorrow morning",
            )
        return redirect("roles:booking_list")
