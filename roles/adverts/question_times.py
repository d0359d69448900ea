"""Until when people may ask about an advert, and until when answers are published."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F

from roles.models.adverts.advert_question import AdvertQuestionQuerySet
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import LIVE
from roles.models.policy import RecruitmentPolicy


def asking_ends_at(campaign: Campaign, policy: RecruitmentPolicy | None = None) -> datetime | None:
    """The moment from which no question is taken; None where the campaign takes none."""
    if not campaign.takes_questions or campaign.closes_at is None:
        return None
    days = (policy or RecruitmentPolicy.load()).question_ask_days
    return campaign.closes_at - timedelta(days=days)


def takes_questions_at(
    campaign: Campaign, moment: datetime, policy: RecruitmentPolicy | None = None
) -> bool:
    """Whether somebody may ask about the advert at the moment."""
    ends = asking_ends_at(campaign, policy)
    return ends is not None and moment < ends and campaign.is_open_at(moment)


def answering_ends_at(campaign: Campaign) -> datetime:
    """The moment from which no first answer is published."""
    if campaign.closes_at is None or campaign.state not in LIVE:
        return campaign.draft_at
    return campaign.closes_at - _kept_for_applying()


def with_last_moment(rows: AdvertQuestionQuerySet) -> AdvertQuestionQuerySet:
    """Questions of live campaigns, each with ``answer_by``: what ``answering_ends_at`` says.

    Query: the policy, once for all of them.
    """
    ends = F("campaign__closes_at") - _kept_for_applying()
    rows = rows.filter(campaign__state__in=LIVE)
    return rows.annotate(answer_by=ExpressionWrapper(ends, DateTimeField()))


def _kept_for_applying() -> timedelta:
    return timedelta(days=RecruitmentPolicy.load().question_answer_days)
