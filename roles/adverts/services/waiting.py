"""Scheduled adverts that wait until an election is over, and are then published by themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from hub.audit import log
from hub.authorisation import internal
from hub.dates import date_gb, datetime_gb
from hub.models import User
from roles.adverts.pages import VacancyPage
from roles.campaigns.services.exemptions import may_open_from
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.notifying import handlers_of, notify_people


@internal
def set_scheduled_adverts(at: datetime | None = None) -> int:
    """Set each scheduled advert to the first moment at which it may open; returns how many moved.

    Later when a pre-election period was set, earlier again when one has ended or an exemption was
    given; what the department asked for stays on the campaign. Safe to run twice.
    """
    moment = at or timezone.now()
    rows = Campaign.objects.filter(state=CampaignState.SCHEDULED, opens_at__isnull=False)
    return sum(_set(pk, moment) for pk in rows.values_list("pk", flat=True))


@internal
@transaction.atomic
def hold_published(*, campaign: Campaign, revision: Revision, at: datetime) -> bool:
    """Set the version that the clock published too early to when it may open; False if it may now.

    What was written since stays a draft: it is not what somebody scheduled.
    """
    if campaign.state != CampaignState.SCHEDULED or campaign.opens_at is None:
        return False
    opens = may_open_from(campaign, at)
    if opens == at:
        return False
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=opens)
    _say(campaign, opens, at)
    return True


@transaction.atomic
def _set(pk: int, moment: datetime) -> bool:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related(
        "organisation__parent", "grade", "support_request__adviser"
    )
    campaign = rows.filter(pk=pk, state=CampaignState.SCHEDULED).first()
    if campaign is None or campaign.opens_at is None:
        return False
    page = VacancyPage.objects.filter(campaign=campaign, live=False).first()
    revision = page.scheduled_revision if page else None
    if revision is None:
        return False
    opens = may_open_from(campaign, max(campaign.opens_at, moment))
    if opens <= moment:
        opens = campaign.opens_at
    if revision.approved_go_live_at == opens:
        return False
    revision.approved_go_live_at = opens
    revision.save(update_fields=["approved_go_live_at"])
    _say(campaign, opens, moment)
    return True


def _say(campaign: Campaign, opens: datetime, at: datetime) -> None:
    """Log when it opens, and tell those who work on it, with what to look after."""
    waits = campaign.opens_at is not None and opens > campaign.opens_at
    log(
        campaign,
        "roles.advert_waits" if waits else "roles.advert_waits_no_more",
        actor=None,
        at=at,
        data={"detail": f"opens on {datetime_gb(opens)}"},
    )
    is_late = bool(campaign.closes_at and campaign.closes_at <= opens)
    notify_people(
        "roles.advert_waits" if waits else "roles.advert_waits_no_more",
        people_of_advert(campaign),
        campaign,
        at=at,
        occasion=at.isoformat(),
        reference=campaign.reference,
        opens=datetime_gb(max(opens, at)),
        closes=date_gb(campaign.closes_on) if is_late else "",
    )


def people_of_advert(campaign: Campaign) -> list[User | None]:
    """Those who made it or asked for its approval, who handle it, and the hub's adviser."""
    request = campaign.support_request
    people = [
        *(campaign.made_by, campaign.approval_requested_by),
        *handlers_of(campaign, request.adviser if request else None),
    ]
    return list(dict.fromkeys(people))
