"""The hub's own indicators: what it can count without any plugin."""

from __future__ import annotations

from hub.indicators.declaring import Indicator, Measure, Part, Row
from hub.models import Organisation, PhaseEvent, Service
from hub.periods import Quarter


def exemplars_by_phase(period: Quarter, organisation: Organisation | None) -> Measure:
    """Exemplars by the phase each had reached at the end of the period (T6)."""
    services = (
        Service.objects.exemplars()
        .with_phase_as_at(period.end)
        .filter(phase_as_at__isnull=False)  # type: ignore[misc]  # annotated above
        .select_related("organisation__parent")
    )
    if organisation:
        services = services.filter(organisation__in=Organisation.objects.within([organisation]))
    rows, parts = [], []
    found = list(services)
    for phase, label in PhaseEvent.Phase.choices:
        reached = [service for service in found if service.phase_as_at == phase]
        is_partial = bool(reached) and all(service.partial_as_at for service in reached)
        parts.append(
            Part(
                slug=phase,
                label="partly live"
                if is_partial and phase == PhaseEvent.Phase.LIVE
                else label.lower(),
                value=len(reached),
                qualifier="parts of" if is_partial else "",
            )
        )
        rows += [
            Row.of(
                service,
                organisation=service.organisation,
                on=service.since_as_at,
                part=phase,
                detail=label,
            )
            for service in reached
        ]
    words = ", ".join(f"{part.value} {part.label}" for part in parts if part.value)
    return Measure(
        value=len(rows), text=f"{words} ({len(rows)})" if rows else "0", rows=rows, parts=parts
    )


HUB_INDICATORS = [
    Indicator(
        slug="hub.exemplars_by_phase",
        label="Exemplars by phase",
        definition=(
            "Exemplar services by the latest phase each had entered by the last day of the "
            "quarter. A service of which only parts are live is counted as live and marked."
        ),
        unit="services",
        compute=exemplars_by_phase,
        strategy_action=5,
        order=60,
        tags=("T6",),
    )
]
