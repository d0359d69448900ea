"""What is next for a campaign, in words: by its state, what it lacks, and its posts once filled."""

from __future__ import annotations

from hub.dates import datetime_gb
from hub.numbers import plural
from roles.campaigns.services.exemptions import waits_until, why_advert_waits
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
        if why := why_advert_waits(campaign):
            return f"{why}."
        if lacking_for_opening(campaign):
            return "Put right what it lacks before it can be advertised."
    if campaign.state == CampaignState.OFFERING and (after := _after_the_last_offer(campaign)):
        return after
    if opens := waits_until(campaign):
        return f"The advert waits until the election is over, and opens on {datetime_gb(opens)}."
    return CampaignState(campaign.state).facts.next_step


def _after_the_last_offer(campaign: Campaign) -> str:
    """What is next when every post is offered or filled; "" while one is not."""
    posts = campaign.posts
    if posts.filter(state=PostState.OPEN).exists():
        return ""
    if offered := posts.filter(state=PostState.OFFERED).count():
        return f"Wait for the answer to {plural(offered, 'offer')}."
    if to_start := posts.filter(state=PostState.ACCEPTED).count():
        people = plural(to_start, "person", "people")
        return f"Record the checks, the formal offer and the start. To start: {people}."
    return ""


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
