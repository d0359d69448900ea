"""What of reviews stands on the thread of a need: the gap that was found, and that it was rated
again.
"""

from __future__ import annotations

from django.utils.timezone import localdate

from capability_reviews.models import Finding
from hub.tables import Tag
from hub.thread import Stretch, ThreadPart


def of_gap(finding: Finding) -> Stretch:
    """The day on which the review found it."""
    return Stretch(
        finding.review.reference,
        finding.get_absolute_url(),
        Tag(f"{finding.get_priority_display()} priority"),
        localdate(finding.found_at),
        is_moment=True,
    )


def of_rating_again(finding: Finding) -> Stretch | None:
    """The day on which the theme of the gap was rated again, if it was."""
    days = [
        rating.followed_up_at
        for rating in finding.review.ratings.all()
        if rating.theme_id == finding.theme_id and rating.followed_up_at
    ]
    if not days:
        return None
    return Stretch(
        finding.review.reference,
        finding.get_absolute_url(),
        Tag("Rated again"),
        localdate(days[0]),
        is_moment=True,
    )


THREAD_PARTS = [
    ThreadPart(
        "capability_reviews.finding",
        "Finding from review",
        Finding,
        of_gap,
        order=10,
        permission="capability_reviews.view_capabilityreview",
        related=("review",),
    ),
    ThreadPart(
        "capability_reviews.rating",
        "Follow-up of review",
        Finding,
        of_rating_again,
        order=90,
        permission="capability_reviews.view_capabilityreview",
        related=("review",),
        prefetched=("review__ratings",),
    ),
]
