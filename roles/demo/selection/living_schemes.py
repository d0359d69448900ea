"""A rule for interview schemes, set in time in a role that is still open."""

from __future__ import annotations

from roles.demo.people import Cast
from roles.models import Campaign
from roles.models.campaigns.campaign_state import LIVE
from roles.selection.services.sift_cuts import set_scheme_rule

MOST = 6


def load() -> None:
    """The first open role with a panel has one; the same again changes nothing."""
    rows = Campaign.objects.filter(
        organisation__is_demo=True, state__in=LIVE, selection_panels__isnull=False, closed_at=None
    )
    campaign = rows.order_by("pk").first()
    if campaign is None or campaign.scheme_rules.exists():
        return
    set_scheme_rule(
        campaign=campaign,
        most=MOST,
        reason="We expect more than 200 applications for one post, and can hold 20 interviews.",
        actor=Cast.of(campaign.organisation.code).resourcing,
        at=campaign.opened_at,
    )
