"""How many people began, sent, passed, were interviewed and offered: counted once, then printed.

A person who applied twice is one: what was set aside is not counted (R8).

A campaign is counted when it has ended, so that nobody learns of one person from what changes from
one day to the next, and never again: what is printed is all that is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from hub.authorisation import internal
from hub.suppression import FEWEST_VALUES, CannotHideError, Plan, publish, survey_hidden_up_to
from roles.campaigns.funnel import fillings_of
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.people_counted import PeopleCounted

# Later, some applications may have been deleted, and the numbers would be wrong.
COUNTED_WITHIN = timedelta(days=90)
_OFFERED = Q(provisional_offer_at__isnull=False)
_INTERVIEWED = Q(interviewed_at__isnull=False) | _OFFERED
_PASSED = Q(sift_pass_at__isnull=False) | Q(interview_invited_at__isnull=False) | _INTERVIEWED
# Whoever came to a stage came to those before it, too.
STAGES = {
    "started": Q(),
    "sent": Q(submitted_at__isnull=False) | _PASSED,
    "passed": _PASSED,
    "interviewed": _INTERVIEWED,
    "offered": _OFFERED,
}


@internal
def count_ended(at: datetime | None = None) -> int:
    """Count the campaigns that have ended and were not counted; returns how many.

    Safe to run twice or beside itself: a campaign has one count.
    """
    moment = at or timezone.now()
    keys = Campaign.objects.ended_uncounted(moment - COUNTED_WITHIN).values_list("pk", flat=True)
    return sum(_count(key, moment) for key in list(keys))


@transaction.atomic
def _count(key: int, at: datetime) -> bool:
    campaign = Campaign.objects.select_for_update().get(pk=key)
    rows = Application.objects.filter(campaign=campaign).going_on()
    counts = rows.aggregate(**{stage: Count("pk", filter=which) for stage, which in STAGES.items()})
    return keep_count(campaign=campaign, counts=counts, at=at)


@internal
def keep_count(*, campaign: Campaign, counts: dict[str, int], at: datetime) -> bool:
    """Keep what is printed of the people at each stage; False where a campaign has its count."""
    posts = campaign.posts.wanted().count()
    filled = campaign.posts.filled().count()
    known = max(filled, fillings_of(campaign).count())
    _, is_new = PeopleCounted.objects.get_or_create(
        campaign=campaign,
        defaults={
            "counted_at": at,
            "numbers": [[stage, number] for stage, number in printed(counts, known).items()],
            "posts": posts,
            "posts_filled": filled,
        },
    )
    return is_new


def printed(counts: dict[str, int], known: int) -> dict[str, int | None]:
    """What is printed of the people at each stage, in their order; None where it is hidden.

    Everybody knows how often posts were filled (``known``), and that no fewer people came so far:
    the histories of the posts say it, of those as well who left a post again. Where the
    numbers are hidden, there are at least three that each can be, all the same.
    """
    stages = list(STAGES)
    plan = Plan(
        counts=counts,
        orders=list(pairwise(stages)),
        hidden_up_to=max(survey_hidden_up_to(), known + FEWEST_VALUES - 1),
    )
    try:
        shown = publish(plan)
    except CannotHideError:
        return dict.fromkeys(stages)
    return {stage: shown[stage] for stage in stages}
