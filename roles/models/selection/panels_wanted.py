"""Panels that a sift wants and that nobody has set up yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import Panel
from roles.models.selection.planned_stage import stages_of_each

# A panel is asked for so many days before its stage begins.
ASKED_FOR = timedelta(days=14)


def wants_sift_panel(campaign: Campaign) -> bool:
    """Whether the panel for a sift that is near has still to be set up."""
    if not campaign.is_live or campaign.sift_on is None:
        return False
    if campaign.sift_on > timezone.localdate() + ASKED_FOR:
        return False
    return bool(sifts_without_panel([campaign]))


def sifts_without_panel(campaigns: Sequence[Campaign]) -> list[Panel]:
    """The panel that each of them wants first for a sift of its plan, not stored; in two queries.

    Of a role that had closed before panels were asked for, none.
    """
    asked = [campaign for campaign in campaigns if not campaign.is_before_panels]
    rows = Panel.objects.that_sift().filter(campaign__in=[campaign.pk for campaign in asked])
    have = set(rows.order_by().values_list("campaign", "number"))
    stages = stages_of_each(asked) if asked else {}
    found = []
    for campaign in asked:
        for stage in stages[campaign.pk]:
            if stage.kind == Stage.Kind.SIFT and (campaign.pk, stage.number) not in have:
                found.append(Panel(campaign=campaign, number=stage.number, kind=stage.kind))
                break
    return found
