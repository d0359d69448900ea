"""What is next for the advert of a campaign, on its own page."""

from __future__ import annotations

from hub.states import Step
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState


def steps_of_advert(campaign: Campaign) -> tuple[Step, ...]:
    """What may be next, from the moves of the advert to who else acts; () once it is public."""
    if not hasattr(campaign, "page"):
        return (
            Step("Draft the advert.", move="draft-advert"),
            Step("The department or the hub team drafts the advert."),
        )
    if campaign.reviews.waiting().exists():
        return (
            Step("Approve the advert, or return it and say what to change.", move="pass"),
            Step("The hub team checks the advert."),
        )
    if not campaign.is_before_opening:
        return ()
    if campaign.state == CampaignState.SCHEDULED:
        return CampaignState.SCHEDULED.facts.steps
    review = campaign.reviews.first()
    if review is not None and review.state == ReviewState.PASSED:
        return (
            Step("Publish the advert now, or schedule it.", move="publish"),
            Step("The hub team publishes the advert when the campaign can open."),
        )
    if review is not None and review.state == ReviewState.RETURNED:
        return (
            Step("Write the advert as the hub team asked, then send it again.", move="write"),
            Step("The department changes the advert and sends it again."),
        )
    return (
        Step("Send the advert to the hub team once it is written.", move="send"),
        Step("The department writes the advert and sends it to the hub team."),
    )
