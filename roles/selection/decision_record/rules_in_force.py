"""By which version of which rule a selection was made: frameworks, stage plan, settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst

from hub.dates import date_gb, day_of
from hub.models import LogEntry
from hub.pdf import Section
from hub.tables import NEVER_EMPTY, Column, Table
from roles.models.campaigns.stage_plan import StagePlan
from roles.models.policy import RecruitmentPolicy
from roles.selection.decision_record.reading import Reading

CHANGED = "hub.policy_changed"
# The settings on which decisions about people rest.
SETTINGS = (
    "movers_working_days",
    "sift_working_days",
    "interview_working_days",
    "release_hours",
    "reserve_list_months",
    "fixed_term_months",
    "candidate_months",
)
VERSIONS = Table(
    "Versions",
    (
        Column("Rule", lambda row: row[0]),
        Column("Version", lambda row: row[1]),
    ),
    empty=NEVER_EMPTY,
)
IN_FORCE = Table(
    "Settings of the service",
    (
        Column("Setting", lambda row: row[0]),
        Column("When the role opened", lambda row: row[1]),
        Column("Changed since, up to the end", lambda row: row[2]),
    ),
    empty=NEVER_EMPTY,
)
STAGES = Table(
    "Stage plan",
    (
        Column("Stage", lambda stage: str(stage)),
        Column("What it assesses", lambda stage: ", ".join(stage.element_names)),
        Column("Essential criteria", lambda stage: "; ".join(stage.criteria)),
        Column("Pass mark", lambda stage: stage.mark_text),
    ),
    empty=NEVER_EMPTY,
)


def rules_in_force(reading: Reading) -> Section:
    """The versions that the decisions were made under."""
    campaign = reading.campaign
    plan = StagePlan.objects.of(campaign)
    version = campaign.role.family.version
    rows = [
        (
            "Civil Service Commission",
            "Recruitment Principles: on merit, by fair and open competition",
        ),
        ("Role and its level", f"{version.title}, published on {date_gb(version.published_on)}"),
    ]
    if plan is not None:
        changed = reading.last("roles.plan_changed")
        since = f", last changed on {date_gb(day_of(changed.at))}" if changed else ""
        rows += [
            ("What is assessed, and on which scale", plan.version.title),
            ("Stage plan", f"As it is below{since}"),
        ]
    if campaign.tie_rule:
        rows.append(("Candidates with equal points", campaign.tie_rule))
    tables = [VERSIONS.of(rows)]
    if plan is not None and (stages := list(plan.stages.select_related("plan"))):
        tables.append(STAGES.of(stages))
    if campaign.opened_at:
        tables.append(IN_FORCE.of(settings_at(campaign.opened_at, end_of(reading))))
    return Section("Rules that applied", tables=tuple(tables))


def end_of(reading: Reading) -> datetime | None:
    """When the campaign ended; None while it goes on."""
    return reading.campaign.ended_at or reading.campaign.cancelled_at


def settings_at(opened: datetime, ended: datetime | None) -> list[tuple[str, Any, str]]:
    """Each setting as it was at a moment, and what became of it until another.

    From today's value back through the changes that the log has.
    """
    policy = RecruitmentPolicy.load()
    rows = LogEntry.objects.filter(
        action=CHANGED,
        content_type=ContentType.objects.get_for_model(RecruitmentPolicy),
        timestamp__gte=opened,
    )
    values = {name: getattr(policy, name) for name in SETTINGS}
    changes: dict[str, list[str]] = {name: [] for name in SETTINGS}
    for entry in rows.order_by("-timestamp", "-pk"):
        for name, (before, after) in entry.data.get("changes", {}).items():
            if name not in values:
                continue
            values[name] = before
            if ended is None or entry.timestamp <= ended:
                changes[name].insert(0, f"{after} from {date_gb(day_of(entry.timestamp))}")
    return [
        (
            capfirst(str(RecruitmentPolicy._meta.get_field(name).verbose_name)),
            values[name],
            "; ".join(changes[name]) or "No",
        )
        for name in SETTINGS
    ]
