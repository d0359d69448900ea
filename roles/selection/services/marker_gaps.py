"""Applications in a sift that too few people on the panel can mark (S3, R9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from hub.models import Membership, User
from hub.work import read_once
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.stage_result import StageResult
from roles.selection.services.panel_people import can_be_asked, can_go_on


@dataclass(frozen=True)
class MarkerGap:
    """A panel that sifts, and how many applications too few of its people can mark."""

    panel: Panel
    number: int
    # Whether the department can invite somebody else, or share out again.
    can_mend: bool


def marker_gaps(person: User) -> list[MarkerGap]:
    """Of the panels that a person chairs or whose selection they arrange, as they may know them.

    In as many queries for many panels as for one.
    """
    return read_once(person, "roles.marker_gaps", _read)


def _read(person: User) -> list[MarkerGap]:
    chaired = PanelMember.objects.of(person).sitting().filter(role=PanelMember.Role.CHAIR)
    runs = Q(campaign__organisation__in=person.organisations(*RUNNING_CAMPAIGNS))
    arranges = Q(campaign__organisation__in=person.organisations(Membership.Role.RESOURCING))
    rows = Panel.objects.that_sift().filter(campaign__state=CampaignState.SIFTING)
    rows = rows.filter(arranges | (runs & Q(members__in=chaired)))
    rows = rows.exclude(campaign__in=competed_in(person))
    rows = rows.select_related(
        "campaign__organisation__parent", "campaign__grade", "campaign__support_request"
    )
    panels = list(rows.prefetch_related("campaign__support_request__kinds").distinct())
    if panels:
        undeclared = Campaign.objects.undeclared_by(person)
        panels = [panel for panel in panels if panel.campaign_id not in undeclared]
    if not panels:
        return []
    campaigns = [panel.campaign_id for panel in panels]
    results = StageResult.objects.filter(application__campaign__in=campaigns).shown_to(person)
    lacking = results.lacking_markers()
    found = [panel for panel in panels if (panel.campaign_id, panel.number) in lacking]
    places: dict[int, list[int | None]] = defaultdict(list)
    held = PanelMember.objects.holding_a_place().filter(panel__in=found)
    for panel, held_by in held.values_list("panel", "person"):
        places[panel].append(held_by)
    return [
        MarkerGap(
            panel,
            lacking[panel.campaign_id, panel.number],
            panel.markers_each is not None or can_go_on(panel, able, places[panel.pk]),
        )
        for panel, able in zip(found, can_be_asked(found), strict=True)
    ]
