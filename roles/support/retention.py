"""When the people named on support requests and the hub's work go."""

from __future__ import annotations

from django.utils import timezone

from hub.retention import RetentionPolicy
from roles.models import (
    Booking,
    Expert,
    RequestAttachment,
    RequestFeedback,
    RequestQuestion,
    SupportActivity,
    SupportRequest,
)
from roles.parts_played import parts_played


def bookings_given_up(expert: Expert) -> str:
    """The days to come for which somebody is booked as an expert; "" for none."""
    coming = expert.bookings.in_force().filter(ends_on__gte=timezone.localdate())
    rows = coming.select_related("request__organisation")
    named = [f"{row.in_words}, for {row.request.organisation.name}" for row in rows]
    return f"your bookings as an expert: {'; '.join(named)}" if named else ""


RETENTION: list[RetentionPolicy] = [
    *parts_played(
        (Expert, "user", "You are in the experts' register", "available_to"),
        ends=bookings_given_up,
    ),
    *parts_played(
        (SupportRequest, "requester", "You asked for support", "closed_at"),
        (SupportRequest, "adviser", "You advised on a support request", "closed_at"),
        (
            RequestQuestion,
            "asked_by",
            "You asked a question about a support request",
            "request__closed_at",
        ),
        (
            RequestQuestion,
            "answered_by",
            "You answered a question about a support request",
            "request__closed_at",
        ),
        (Booking, "booked_by", "You booked an expert", "request__closed_at"),
        (
            RequestFeedback,
            "answered_by",
            "You gave feedback on a support request or campaign",
            "asked_at",
        ),
        (
            RequestAttachment,
            "added_by",
            "You added a file to a support request",
            "request__closed_at",
        ),
        (SupportActivity, "adviser", "You recorded work for a department", "request__closed_at"),
    ),
]
