"""What is next for a campaign, in words: by its state, what it lacks, and its posts once filled."""

from __future__ import annotations

from hub.numbers import plural
from roles.campaigns.services.readiness import lacking_for_approval, lacking_for_opening
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.campaigns.post_state import PostState


def next_step_of(campaign: Campaign) -> str:
    """The next step; "nothing more" only when whoever was appointed has started."""
    if campaign.is_ended:
        return _after_the_end(campaign)
    if campaign.is_editable and not lacking_for_approval(campaign):
        return "Ask for approval."
    if campaign.is_ready and campaign.state != CampaignState.SCHEDULED:
        if not hasattr(campaign, "page"):
            return "Draft the advert."
        if lacking_for_opening(campaign):
            return "Put right what it lacks before it can be advertised."
    return CampaignState(campaign.state).facts.next_step


def _after_the_end(campaign: Campaign) -> str:
    if to_start := campaign.posts.filter(state=PostState.ACCEPTED).count():
        people = plural(to_start, "person", "people")
        return f"Record the checks, the formal offer and the start. To start: {people}."
    if campaign.awaits_feedback:
        return "Tell the hub what became of it."
    request = campaign.support_request
    if request is not None and request.awaits_outcome:
        return f"The hub records the outcome of support request {request.reference}."
    return CampaignState(campaign.state).facts.next_step
