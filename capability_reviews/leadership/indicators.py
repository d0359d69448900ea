"""Digital Leaders of departments and of their bodies."""

from __future__ import annotations

from django.db.models import Q

from capability_reviews.by_organisation import named, within
from capability_reviews.models import (
    DigitalLeaderAppointment,
)
from hub.indicators import Indicator, Measure, Row
from hub.models import Organisation
from hub.periods import Quarter


def digital_leaders_appointed(period: Quarter, organisation: Organisation | None) -> Measure:
    """Departments' Digital Leaders who took office in the quarter (T9)."""
    leaders = (
        DigitalLeaderAppointment.objects.filter(
            within(organisation),
            organisation__kind=Organisation.Kind.DEPARTMENT,
            started_on__gte=period.start,
            started_on__lte=period.end,
        )
        .select_related("organisation")
        .order_by("started_on", "pk")
    )
    rows = [
        Row.of(item, organisation=item.organisation, on=item.started_on, detail="Appointed")
        for item in leaders
    ]
    return Measure(value=len(rows), text=named(rows), rows=rows)


def bodies_with_digital_leader(period: Quarter, organisation: Organisation | None) -> Measure:
    """Agencies and bodies that have a Digital Leader at the end of the quarter, of how many."""
    bodies = Organisation.objects.filter(parent__isnull=False).as_at(period.end)
    if organisation:
        bodies = bodies.filter(Q(parent=organisation) | Q(pk=organisation.pk))
    leaders = (
        DigitalLeaderAppointment.objects.in_office_on(period.end)
        .filter(organisation__in=bodies)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )
    first = {item.organisation_id: item for item in leaders}
    rows = [
        Row.of(item, organisation=item.organisation, on=item.started_on, detail="In office")
        for item in first.values()
    ]
    total = bodies.count()
    return Measure(value=len(rows), of=total, text=f"{len(rows)} of {total}", rows=rows)


INDICATORS = [
    Indicator(
        slug="capability_reviews.digital_leaders_appointed",
        label="New departmental Digital Leaders",
        definition=(
            "Digital Leaders of departments who took office in the quarter. Those of agencies and "
            "bodies are counted separately."
        ),
        unit="appointments",
        compute=digital_leaders_appointed,
        strategy_action=1,
        order=90,
        tags=("T9",),
    ),
    Indicator(
        slug="capability_reviews.bodies_with_digital_leader",
        label="Agencies and bodies with a Digital Leader",
        definition="Agencies and bodies with a Digital Leader in office on the last day of "
        "the quarter.",
        unit="organisations",
        compute=bodies_with_digital_leader,
        strategy_action=1,
        order=95,
    ),
]
