"""Which departments were advised on organisation design."""

from __future__ import annotations

from capability_reviews.models import (
    OrgDesignEngagement,
)
from hub.indicators import Indicator, Measure, Row
from hub.models import Organisation
from hub.periods import Quarter


def departments_advised(period: Quarter, organisation: Organisation | None) -> Measure:
    """Distinct major transactional departments advised in the quarter, of how many (T3)."""
    major = Organisation.objects.departments().major_transactional().as_at(period.end)
    if organisation:
        major = major.filter(pk=organisation.pk)
    engagements = (
        OrgDesignEngagement.objects.advised_between(
            period.start_at, period.end_at, period.start, period.end
        )
        .filter(organisation__in=major)
        .select_related("organisation")
        .prefetch_related("meetings")
        .order_by("organisation__name", "requested_at", "pk")
    )
    first = {item.organisation_id: item for item in reversed(list(engagements))}
    rows = [
        Row.of(
            item,
            organisation=item.organisation,
            on=item.first_advised_within(period.start, period.end),
            detail="Advised",
        )
        for item in sorted(first.values(), key=lambda item: item.organisation.name)
    ]
    total = major.count()
    return Measure(value=len(rows), of=total, text=f"{len(rows)} of {total}", rows=rows)


INDICATORS = [
    Indicator(
        slug="capability_reviews.departments_advised",
        label="Major transactional departments advised on organisation design",
        definition=(
            "Major transactional departments that exist at the end of the quarter. They got advice "
            "on organisation design, or had an advice meeting, "
            "in the quarter. A department counts once. Other departments are not counted."
        ),
        unit="departments",
        compute=departments_advised,
        strategy_action=3,
        order=30,
        tags=("T3",),
    ),
]
