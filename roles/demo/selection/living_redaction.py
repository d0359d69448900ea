"""Personal details hidden in answers before a sift of today: one application done, others not."""

from __future__ import annotations

from django.utils import timezone

from roles.demo.people import Cast
from roles.models import Campaign, Redactor
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.redaction import Redaction
from roles.selection.services.redacting import appoint_redactor, save_redaction
from roles.selection.services.redaction_texts import texts_of, value_of


def load() -> None:
    """The requester of the first department that has closed a role; the same again does nothing."""
    closed = Campaign.objects.filter(
        organisation__is_demo=True,
        state=CampaignState.CLOSED,
        selection_panels__isnull=False,
    )
    if Redactor.objects.filter(campaign__in=closed.order_by().values("pk")).exists():
        return
    for campaign in closed.distinct().order_by("pk"):
        if campaign.applications.to_sift().count() > 1:
            _hide(campaign)
            return


def _hide(campaign: Campaign) -> None:
    cast, now = Cast.of(campaign.organisation.code), timezone.now()
    appoint_redactor(
        campaign=campaign,
        person=cast.requester,
        actor=cast.resourcing,
        at=campaign.opened_at or now,
    )
    first = Redaction.objects.waiting_in(campaign).order_by("reference").first()
    if first is not None:
        first.campaign = campaign
        proposed = {value_of(span) for text in texts_of(first) for span in text.spans}
        save_redaction(
            application=first, hidden=proposed, is_finished=True, actor=cast.requester, at=now
        )
