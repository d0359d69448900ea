"""Which campaigns wait because of a pre-election period, or would with other terms of one."""

from __future__ import annotations

from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb, datetime_gb
from hub.models import Organisation, PeriodTerms, PreElectionPeriod, User
from hub.pre_election import HeldBack, WaitingKind, periods_not_over
from roles.campaigns.services.exemptions import is_held_back, why_never_in
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_rows import CampaignQuerySet
from roles.models.campaigns.exemption import Exemption
from roles.notifying import handlers_of, notify_people


def waiting_with_part_of(period: PreElectionPeriod, person: User) -> list[str]:
    """What waits because of a period and is partly the person's own, who so cannot let it pass."""
    rows = Campaign.objects.with_part_of(person)
    return [row.reference for row in _not_open(rows, period, period.terms)]


def campaigns_held_back(period: PreElectionPeriod, terms: PeriodTerms) -> list[HeldBack]:
    """Those not open yet that would wait with these terms, and which of them would never open."""
    asked = set(Exemption.objects.waiting().values_list("campaign", flat=True))
    found = []
    for campaign in _not_open(Campaign.objects.all(), period, terms):
        if not is_held_back(campaign, terms):
            continue
        never = why_never_in(campaign, terms, is_asked=campaign.pk in asked)
        opens = campaign.opens_at and max(campaign.opens_at, timezone.now())
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


def never_opening(rows: CampaignQuerySet) -> list[tuple[Campaign, PreElectionPeriod]]:
    """Of these, those that a period stops and that close before they could open.

    Without those for which somebody asked for an exemption: a hub lead has those.
    """
    periods = sorted(periods_not_over(), key=lambda period: (period.starts_on, period.pk))
    asked = Exemption.objects.waiting().values("campaign")
    found: dict[int, tuple[Campaign, PreElectionPeriod]] = {}
    for period in periods:
        terms = period.terms
        for campaign in _not_open(rows.exclude(pk__in=asked), period, terms):
            if why_never_in(campaign, terms, is_asked=False):
                found.setdefault(campaign.pk, (campaign, period))
    return list(found.values())


@internal
def tell_of_what_cannot_open(period: PreElectionPeriod) -> None:
    """Tell those who work on campaigns that a period stops and that would close meanwhile.

    Once for the days of the period and of the campaign. Those of scheduled ones are told when
    their advert is set to wait.
    """
    now = timezone.now()
    if period.is_waiting or period.is_over_at(now):
        return
    terms = period.terms
    rows = Campaign.objects.not_scheduled()
    for campaign in _not_open(rows, period, terms):
        never = why_never_in(campaign, terms)
        if never:
            notify_people(
                "roles.campaign_cannot_open",
                dict.fromkeys([campaign.made_by, *handlers_of(campaign)]),
                campaign,
                at=now,
                occasion=f"{period.pk} {terms.starts_on} {terms.ends_on} {campaign.closes_on}",
                reference=campaign.reference,
                election=terms.in_short,
                why=never,
            )


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
