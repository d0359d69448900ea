"""What follows when an offer comes to nothing: the next in order is proposed at once (S41)."""

from __future__ import annotations

from datetime import datetime

from hub.authorisation import internal
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.turns import next_in_order
from roles.notifying import notify_handlers


@internal
def propose_next(*, application: Application, at: datetime) -> Application | None:
    """Tell who makes offers whose turn it is for a post that an application has let go.

    Whoever it is is in To do as well, which leads to the form. Nothing where the post was of a
    support request, or nobody is left. The one it is not named.
    """
    if application.offered_for or application.post is None:
        return None
    campaign = Campaign.objects.get(pk=application.campaign_id)
    if campaign.state != Campaign.State.OFFERING:
        return None
    found: Application | None = next_in_order(campaign)
    if found is not None:
        notify_handlers("roles.next_in_order", application, at=at, next=found.reference)
    return found
