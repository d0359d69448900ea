"""Which campaigns wait because of a pre-election period, or would with other terms of one."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.models import Organisation, PeriodTerms, PreElectionPeriod, User
from hub.periods import LONDON
from hub.pre_election import HeldBack, WaitingKind
from roles.campaigns.services.exemptions import why_never
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_rows import CampaignQuerySet


def waiting_with_part_of(period: PreElectionPeriod, person: User) -> list[str]:
    """What waits because of a period and is partly the person's own, who so cannot let it pass."""
    rows = Campaign.objects.with_part_of(person)
    return [row.reference for row in _not_open(rows, period, period.terms)]


def campaigns_held_back(period: PreElectionPeriod, terms: PeriodTerms) -> list[HeldBack]:
    """Those not open yet that would wait with these terms, and which of them would never open.

    Not those that open before or after it, or that close before it begins.
    """
    now = timezone.now()
    starts = datetime.combine(terms.starts_on, time(0), LONDON)
    ends = datetime.combine(terms.first_day_after, time(0), LONDON)
    found = []
    for campaign in _not_open(Campaign.objects.all(), period, terms):
        opens = campaign.opens_at and max(campaign.opens_at, now)
        if opens and not starts <= opens < ends:
            continue
        if campaign.closes_at and campaign.closes_at <= starts:
            continue
        never = why_never(campaign, ends)
        if never and not opens and starts > now:
            never = f"{never} It could open before {date_gb(terms.starts_on)}."
        waits = f"It has to wait until {date_gb(terms.first_day_after)}."
        planned = f"Set to open on {datetime_gb(opens)}." if opens else "Not open yet."
        found.append(
            HeldBack(
                text=f"{campaign.reference}, {campaign.title}, {campaign.organisation.name}",
                href=campaign.get_absolute_url(),
                words=never or f"{planned} {waits}",
                never=bool(never),
            )
        )
    return found


def _not_open(
    rows: CampaignQuerySet, period: PreElectionPeriod, terms: PeriodTerms
) -> list[Campaign]:
    """Of these, the ones whose advert such terms stop, without an exemption from the period."""
    adverts = PreElectionPeriod.Adverts(terms.adverts)
    if adverts == PreElectionPeriod.Adverts.NONE:
        return []
    rows = rows.unfinished().filter(opened_at__isnull=True)
    if terms.departments:
        rows = rows.filter(organisation__in=Organisation.objects.within(terms.departments))
    exempt = period.exemptions.given().values("campaign")
    rows = rows.exclude(pk__in=exempt).select_related("organisation__parent", "grade")
    everybody = adverts == PreElectionPeriod.Adverts.ALL
    return [row for row in rows.order_by("pk") if everybody or row.is_senior]


# A hub lead who has a part in one does not loosen the period either (R23).
WAITING_CAMPAIGNS = WaitingKind(
    slug="roles.campaigns", with_part_of=waiting_with_part_of, held_back=campaigns_held_back
)
