"""Which reviews were completed."""

from __future__ import annotations

from capability_reviews.by_organisation import named, within
from capability_reviews.models import (
    CapabilityReview,
)
from hub.indicators import Indicator, Measure, Row
from hub.models import Organisation
from hub.periods import Quarter


def reviews_completed(period: Quarter, organisation: Organisation | None) -> Measure:
    """Reviews agreed in the quarter, by department (T8)."""
    reviews = (
        CapabilityReview.objects.completed_between(period.start_at, period.end_at)
        .filter(within(organisation))
        .select_related("organisation__parent")
        .order_by("agreed_at", "pk")
    )
    rows = [
        Row.of(item, organisation=item.organisation, on=item.completed_on, detail="Completed")
        for item in reviews
    ]
    return Measure(value=len(rows), text=named(rows), rows=rows)


INDICATORS = [
    Indicator(
        slug="capability_reviews.reviews_completed",
        label="Capability reviews completed",
        definition="Digital capability reviews that were agreed in the quarter.",
        unit="reviews",
        compute=reviews_completed,
        strategy_action=3,
        order=80,
        tags=("T8",),
    ),
]
