"""What can be seen of mentoring: pairings accepted in a quarter."""

from __future__ import annotations

from hub.indicators import Indicator, Measure, Row
from hub.models import Organisation
from hub.periods import Quarter
from mentoring.models import Pairing


def pairings_accepted(period: Quarter, organisation: Organisation | None) -> Measure:
    """Pairings accepted on a day of the quarter, of one organisation and its bodies or of all."""
    pairings = Pairing.objects.accepted_within(period).select_related("need__organisation")
    if organisation is not None:
        pairings = pairings.filter(
            need__organisation__in=Organisation.objects.within([organisation])
        )
    rows = [
        Row.of(pairing, organisation=pairing.organisation, on=pairing.accepted_at)
        for pairing in pairings.order_by("accepted_at", "pk")
    ]
    return Measure(value=len(rows), text=f"{len(rows):,}", rows=rows)


MENTORING_INDICATORS = [
    Indicator(
        slug="mentoring.pairings_accepted",
        label="Mentors accepted",
        definition="Mentors that the person they were offered to accepted in the quarter.",
        unit="pairings",
        compute=pairings_accepted,
        order=200,
    )
]
