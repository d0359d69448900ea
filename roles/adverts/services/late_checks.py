"""Chasing adverts that the hub was sent and has not checked: who checks, then the hub's leads."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import User
from hub.open_work import whoever_acts
from hub.permissions import StaffGroup
from roles.chasing import chase, decision_due, late_by
from roles.models.adverts.advert_review import AdvertReview
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.notifying import checkers_of, may_check
from roles.permissions.predicates import is_no_rival


@internal
def chase_late_checks(at: datetime | None = None) -> int:
    """Write about each advert that waits longer than the policy's days to be checked; for how many.

    First to who was asked to check it; after as many days again, and each week while it waits, to
    the hub's leads who may, the adviser and who sent it.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    policy = RecruitmentPolicy.load()
    number = 0
    for review in waiting_checks().order_by("sent_at", "pk"):
        sent_on = timezone.localdate(review.sent_at)
        late = late_by(decision_due(sent_on, policy), today, policy)
        if late is None:
            continue
        number += 1
        campaign = review.campaign
        chase(
            "roles.advert_check_late" if late.is_escalated else "roles.advert_check_waiting",
            _above(review) if late.is_escalated else checkers_of(campaign, review.sent_by),
            campaign,
            late=late,
            what=review.sent_at.isoformat(),
            at=moment,
            reference=campaign.reference,
            sent=date_gb(sent_on),
        )
    return number


def waiting_checks() -> QuerySet[AdvertReview]:
    """Adverts with the hub, of campaigns that have not opened and can still do so."""
    going_on = Campaign.objects.unfinished().filter(opened_at=None, page__isnull=False)
    rows = AdvertReview.objects.waiting().filter(campaign__in=going_on.values("pk"))
    return rows.select_related(
        "campaign__organisation__parent",
        "campaign__support_request__adviser",
        "campaign__page",
        "sent_by",
    )


def _above(review: AdvertReview) -> list[User]:
    campaign, request = review.campaign, review.campaign.support_request
    leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    found = [person for person in leads if may_check(person, campaign, review.sent_by)]
    sender, adviser = review.sent_by, request.adviser if request else None
    others = [*(whoever_acts(sender, campaign.organisation) if sender else []), adviser]
    return found + [person for person in others if person and is_no_rival(person, campaign)]
