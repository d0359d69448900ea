"""When the people who looked at reserve lists and decided on a referral go."""

from __future__ import annotations

from hub.retention import RetentionPolicy
from roles.models import ArrangementsSeen, OfferMaker, Referral, ReserveLook
from roles.parts_played import parts_played

RETENTION: list[RetentionPolicy] = [
    *parts_played(
        (ReserveLook, "person", "You looked at reserve lists", "request__closed_at"),
        (
            ArrangementsSeen,
            "person",
            "You opened a candidate’s adjustments and schemes",
            "application__campaign__closed_at",
        ),
        (
            OfferMaker,
            "person",
            "You made an offer or changed its terms",
            "application__campaign__closed_at",
        ),
        (Referral, "decided_by", "You decided on somebody put forward", "request__closed_at"),
    ),
]
