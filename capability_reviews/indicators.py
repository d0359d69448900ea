"""What GDS can see of capability: advice, reviews, leaders, teams and skills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from capability_reviews.models import (
    CapabilityReview,
    DigitalLeaderAppointment,
    OrgDesignEngagement,
    TeamBuild,
    TrainingPlan,
)
from hub.indicators import Indicator, Measure, Part, Row
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


def reviews_completed(period: Quarter, organisation: Organisation | None) -> Measure:
    """Reviews agreed in the quarter, by department (T8)."""
    reviews = (
        CapabilityReview.objects.completed_between(period.start_at, period.end_at)
        .filter(_of(organisation))
        .select_related("organisation__parent")
        .order_by("agreed_at", "pk")
    )
    rows = [
        Row.of(item, organisation=item.organisation, on=item.completed_on, detail="Completed")
        for item in reviews
    ]
    return Measure(value=len(rows), text=_named(rows), rows=rows)


def digital_leaders_appointed(period: Quarter, organisation: Organisation | None) -> Measure:
    """Departments' Digital Leaders who took office in the quarter (T9)."""
    leaders = (
        DigitalLeaderAppointment.objects.filter(
            _of(organisation),
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
    return Measure(value=len(rows), text=_named(rows), rows=rows)


def teams_and_skills(period: Quarter, organisation: Organisation | None) -> Measure:
    """Teams set up in the quarter, roles being created and training planned at its end (T10)."""
    before = period.end_at
    teams = TeamBuild.objects.filter(_of(organisation)).select_related("organisation")
    established = teams.filter(established_at__gte=period.start_at, established_at__lt=before)
    creating = teams.filter(in_progress_at__lt=before).filter(_not_yet("established_at", before))
    plans = (
        TrainingPlan.objects.filter(_of(organisation), planned_at__lt=before)
        .filter(_not_yet("running_at", before))
        .select_related("organisation")
    )
    groups = (
        ("established", "set up", established, "established_on"),
        ("creating", "creating roles", creating, "in_progress_at"),
        ("planning", "planning training", plans, "planned_at"),
    )
    parts, rows, words = [], [], []
    for slug, label, found, moment in groups:
        items = sorted(found, key=lambda item: (getattr(item, moment), item.pk))
        group = [
            Row.of(
                item,
                organisation=item.organisation,
                on=getattr(item, moment),
                detail=label.capitalize(),
                part=slug,
            )
            for item in items
        ]
        parts.append(Part(slug=slug, label=label, value=len(group)))
        if group:
            words.append(f"{len(group)} {label} ({_codes(group)})")
        rows += group
    return Measure(value=len(rows), text="; ".join(words) or "0", rows=rows, parts=parts)


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


def _of(organisation: Organisation | None) -> Q:
    if organisation is None:
        return Q()
    return Q(organisation__in=Organisation.objects.within([organisation]))


def _not_yet(field: str, moment: datetime) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": moment})


def _codes(rows: Iterable[Row]) -> str:
    return ", ".join(dict.fromkeys(row.organisation for row in rows))


def _named(rows: Sequence[Row]) -> str:
    return f"{len(rows)} ({_codes(rows)})" if rows else "0"


CAPABILITY_INDICATORS = [
    Indicator(
        slug="capability_reviews.departments_advised",
        label="Major transactional departments advised on organisation design",
        definition=(
            "Of the major transactional departments in being at the end of the quarter, those to "
            "which advice on organisation design was given, or with which an advice meeting was "
            "held, in the quarter. A department counts once. Other departments are not counted."
        ),
        unit="departments",
        compute=departments_advised,
        strategy_action=3,
        order=30,
        tags=("T3",),
    ),
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
    Indicator(
        slug="capability_reviews.digital_leaders_appointed",
        label="New departmental Digital Leaders",
        definition=(
            "Digital Leaders of departments who took office in the quarter. Those of agencies and "
            "bodies are counted on their own."
        ),
        unit="appointments",
        compute=digital_leaders_appointed,
        strategy_action=1,
        order=90,
        tags=("T9",),
    ),
    Indicator(
        slug="capability_reviews.teams_and_skills",
        label="Departments building teams or skills",
        definition=(
            "Digital teams established in the quarter; teams for which roles were being created "
            "at its end; and plans for digital skills training not yet begun at its end."
        ),
        unit="records",
        compute=teams_and_skills,
        strategy_action=3,
        order=100,
        tags=("T10",),
    ),
    Indicator(
        slug="capability_reviews.bodies_with_digital_leader",
        label="Agencies and bodies with a Digital Leader",
        definition="Agencies and bodies with a Digital Leader in office on the last day.",
        unit="organisations",
        compute=bodies_with_digital_leader,
        strategy_action=1,
        order=95,
    ),
]
