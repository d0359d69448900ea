"""What departments are told about reviews."""

from __future__ import annotations

from hub.models import Membership
from hub.notifications import NotificationKind


def _example() -> dict[str, str]:
    return {"reference": "R-7KQ2-M8XD"}


NOTIFICATIONS = [
    NotificationKind(
        slug="capability_reviews.factual_check_asked",
        label="Draft review to check",
        audience="The department's capability leads and Digital Leader",
        to_office=True,
        trigger="A draft review is sent for factual check",
        title="Check the facts of review {reference}",
        template="capability_reviews/reviews/mail/factual_check_asked.txt",
        example=_example,
    ),
    NotificationKind(
        slug="capability_reviews.review_published",
        label="Review published",
        audience="The department's capability leads and Digital Leader",
        to_office=True,
        trigger="A review is published",
        title="Review {reference} is published",
        template="capability_reviews/reviews/mail/review_published.txt",
        example=_example,
        choice="Tell me when a review of my department is published",
        reaches=frozenset({Membership.Role.CAPABILITY_LEAD, Membership.Role.DIGITAL_LEADER}),
    ),
]
