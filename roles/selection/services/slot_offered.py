"""What candidates are told of the times from which they can choose: the days, and by when (S30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min
from django.utils import timezone

from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.slot import Slot, first_moment, last_day_to_choose
from roles.selection.services.interview_clashes import is_outside, said_of


@dataclass(frozen=True)
class Offered:
    """What is said of the times from which candidates can choose."""

    first_day: date
    last_day: date
    choose_by: date
    # So many working days before it an interview can still be changed.
    change_days: int
    # Which days the advert says, where some of the times are on others; else "".
    advertised: str = ""


def times_offered(campaign: Campaign, at: datetime) -> Offered | None:
    """The days of the times that candidates of a campaign can choose; None where none is free."""
    policy = RecruitmentPolicy.load()
    rows = Slot.objects.choosable_from(first_moment(at, policy)).filter(campaign=campaign)
    known = rows.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    if known["last"] is None:
        return None
    first, last = (timezone.localdate(known[each]) for each in ("first", "last"))
    others = [day for day in (first, last) if is_outside(campaign, day)]
    return Offered(
        first,
        last,
        last_day_to_choose(known["last"], policy),
        policy.interview_change_working_days,
        said_of(campaign, others[0]) if others else "",
    )
