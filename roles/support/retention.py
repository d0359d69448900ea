"""When the people named on support requests and the hub's work go."""

from __future__ import annotations

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

RETENTION: list[RetentionPolicy] = [
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
        (Expert, "user", "You are in the experts' register", "available_to"),
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
