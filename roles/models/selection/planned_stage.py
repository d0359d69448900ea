"""The stages of a campaign at which candidates are assessed, each by a panel of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage


@dataclass(frozen=True)
class PlannedStage:
    """A stage at which candidates are assessed, by its number in the plan."""

    number: int
    kind: str

    @property
    def name(self) -> str:
        """What it is called, such as "Stage 1: sift of applications"."""
        label = str(Stage.Kind(self.kind).label)
        return f"Stage {self.number}: {label[:1].lower()}{label[1:]}"


# What happens in any campaign, where no plan says more.
WITHOUT_A_PLAN = (PlannedStage(1, Stage.Kind.SIFT), PlannedStage(2, Stage.Kind.INTERVIEW))


def planned_stages(campaign: Campaign) -> list[PlannedStage]:
    """The stages of a campaign's plan, in order; a sift and interviews where there is none."""
    return stages_of_each([campaign])[campaign.pk]


def stages_of_each(campaigns: Sequence[Campaign]) -> dict[int, list[PlannedStage]]:
    """The same of several, by their keys, in one query."""
    rows = Stage.objects.filter(plan__campaign__in=[campaign.pk for campaign in campaigns])
    rows = rows.order_by("plan", "number")
    found: dict[int, list[PlannedStage]] = defaultdict(list)
    for campaign, number, kind in rows.values_list("plan__campaign", "number", "kind"):
        found[campaign].append(PlannedStage(number, kind))
    return {campaign.pk: found[campaign.pk] or list(WITHOUT_A_PLAN) for campaign in campaigns}
