"""What is next for a campaign, in words: its state says so, and its posts once it is filled."""

from __future__ import annotations

from hub.numbers import plural
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.campaigns.post_state import PostState


def next_step_of(campaign: Campaign) -> str:
    """The next step; "nothing more" only when whoever was appointed has started."""
    said = CampaignState(campaign.state).facts.next_step
    if not campaign.is_ended:
        return said
    if to_start := campaign.posts.filter(state=PostState.ACCEPTED).count():
        people = plural(to_start, "person", "people")
        return f"Record the checks, the formal offer and the start. To start: {people}."
    request = campaign.support_request
    if request is not None and request.awaits_outcome:
        return f"The hub records the outcome of support request {request.reference}."
    return said
