"""Departments that build teams or skills."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from capability_reviews.by_organisation import codes, within
from capability_reviews.models import (
    TeamBuild,
    TrainingPlan,
)
from hub.indicators import Indicator, Measure, Part, Row
from hub.models import Organisation
from hub.periods import Quarter


def teams_and_skills(period: Quarter, organisation: Organisation | None) -> Measure:
    """Teams set up in the quarter, roles being created and training planned at its end (T10)."""
    before = period.end_at
    # What an organisation had not finished when it came to an end is nobody's afterwards.
    in_being = Q(organisation__in=Organisation.objects.as_at(period.end))
    teams = TeamBuild.objects.filter(within(organisation)).select_related("organisation")
    established = teams.filter(established_at__gte=period.start_at, established_at__lt=before)
    creating = teams.filter(in_being, in_progress_at__lt=before).filter(
        _not_yet("established_at", before)
    )
    plans = (
        TrainingPlan.objects.filter(within(organisation), in_being, planned_at__lt=before)
        .filter(_not_yet("running_at", before))
        .select_related("organisation")
    )
    groups: tuple[tuple[str, str, Any, str], ...] = (
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
            words.append(f"{len(group)} {label} ({codes(group)})")
        rows += group
    return Measure(value=len(rows), text="; ".join(words) or "0", rows=rows, parts=parts)


def _not_yet(field: str, moment: datetime) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": moment})


INDICATORS = [
    Indicator(
        slug="capability_reviews.teams_and_skills",
        label="Departments building teams or skills",
        definition=(
            "Digital teams established in the quarter; teams for which roles were being created "
            "at its end; and plans for digital skills training not yet begun at its end. What an "
            "organisation had not finished when it was merged or closed is not counted afterwards."
        ),
        unit="records",
        compute=teams_and_skills,
        strategy_action=3,
        order=100,
        tags=("T10",),
    ),
]
