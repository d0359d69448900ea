"""The records of recruitment that the access matrix and other harnesses look at."""

from __future__ import annotations

from typing import Any

from tests.factories.roles import Team, make_delegation, make_draft, make_request
from tests.roles.world_candidates import build_candidate_world


def build_world(world: Any) -> None:
    """Adds a request, a campaign with its post, a delegation; and the candidate side."""
    team = Team(
        organisation=world.org_a,
        requester=world.people["requester_a"],
        manager=world.people["hiring_manager_a"],
        approver=world.people["approver_a"],
        adviser=world.people["hub_staff"],
        lead=world.people["hub_leads"],
    )
    world.request = make_request(team)
    world.campaign = make_draft(team)
    world.post = world.campaign.posts.get()
    world.delegation = make_delegation(team)
    build_candidate_world(world)
