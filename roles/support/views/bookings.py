"""An expert's own bookings: what, when, where and for which department (H6)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hub.views.base import GuardedTemplateView
from roles.models.support.expert import Booking
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
