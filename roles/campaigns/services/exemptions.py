"""What waits of a campaign before an election, and exemptions from it: asked for, decided."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.models import PeriodTerms, PreElectionPeriod, User
from hub.permissions import StaffGroup
from hub.pre_election import periods_not_over
from hub.signals import announce, pre_election_changed
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.exemption import Exemption
from roles.notifying import notify_people

GIVEN, REFUSED = "given", "refused"
ASKED = "An exemption has been asked for: a hub lead will decide."


OWN_PART = (
    "You cannot decide this because you worked on this campaign, advise on it or have access for "
    "its department. Ask another hub lead to decide."
)


def stopping_period(campaign: Campaign, at: datetime | None = None) -> PreElectionPeriod | None:
    """The pre-election period in which the campaign's advert has to wait at the moment."""
    return _stopping(campaign, in_force_at=at or timezone.now()).first()


def _stopping(
    campaign: Campaign, *, in_force_at: datetime | None = None
) -> QuerySet[PreElectionPeriod]:
    """The periods that stop its advert, from which nobody exempted it: in force then, or ever."""
    periods = PreElectionPeriod.objects
    rows = periods.in_force(in_force_at) if in_force_at else periods.not_over(timezone.now())
    rows = rows.of(campaign.organisation).stopping_adverts(senior=campaign.is_senior)
    exempt = Exemption.objects.given().filter(campaign=campaign).values("period")
    return rows.exclude(pk__in=exempt).order_by("-ends_on", "pk")


def why_advert_waits(campaign: Campaign, at: datetime | None = None) -> str:
    """Why it may not be advertised at the moment, and until when; "" when it may."""
    period = stopping_period(campaign, at)
    if period is None:
        return ""
    opens = may_open_from(campaign, at or timezone.now())
    more = why_never(campaign, opens)
    if not more and campaign.exemptions.waiting().exists():
        more = ASKED
    return ". ".join(filter(None, [period.why("New adverts"), more]))


def why_never(campaign: Campaign, opens: datetime, *, is_asked: bool | None = None) -> str:
    """Why it cannot open at that moment as it stands, and what to do; "" where it can.

    ``is_asked`` says whether an exemption waits, where that is known already.
    """
    if campaign.closes_on is None or campaign.closes_at is None or campaign.closes_at > opens:
        return ""
    if campaign.exemptions.waiting().exists() if is_asked is None else is_asked:
        ask = f"Set a later closing date, or wait. {ASKED}"
    elif campaign.is_ready:
        ask = "Set a later closing date, or ask for an exemption."
    else:
        ask = "Set a later closing date, or ask for an exemption once it is approved."
    return (
        f"It closes on {date_gb(campaign.closes_on)}, before new adverts can open on "
        f"{date_gb(timezone.localdate(opens))}, so it cannot open as it stands. {ask}"
    )


def is_held_back(campaign: Campaign, terms: PeriodTerms) -> bool:
    """Whether one that is not open yet would wait in a period of such terms.

    Not one that opens before or after it, or that closes before it begins.
    """
    opens = campaign.opens_at and max(campaign.opens_at, timezone.now())
    if opens:
        return terms.begins <= opens < terms.until
    return campaign.closes_at is None or campaign.closes_at > terms.begins


def why_never_in(campaign: Campaign, terms: PeriodTerms, *, is_asked: bool | None = None) -> str:
    """Why it could not open at all, as it stands, in a period of such terms; "" where it could."""
    if not is_held_back(campaign, terms):
        return ""
    never = why_never(campaign, terms.until, is_asked=is_asked)
    if never and not campaign.opens_at and terms.begins > timezone.now():
        return f"{never} You can also open it before {date_gb(terms.starts_on)}."
    return never


def never_in_periods(campaign: Campaign) -> dict[PreElectionPeriod, str]:
    """The periods in which it could not open as it stands, in force or to come, and why."""
    if campaign.opened_at or campaign.is_ended or campaign.closes_at is None:
        return {}
    if not periods_not_over():
        return {}
    found = {each: why_never_in(campaign, each.terms) for each in _stopping(campaign)}
    return {period: why for period, why in found.items() if why}


def may_open_from(campaign: Campaign, at: datetime) -> datetime:
    """The moment, or the first after it that is in no pre-election period."""
    while period := stopping_period(campaign, at):
        at = period.until
    return at


def waits_until(campaign: Campaign) -> datetime | None:
    """When a scheduled advert that has to wait opens by itself; None for any other."""
    if campaign.opened_at or campaign.is_ended or campaign.opens_at is None:
        return None
    opens = may_open_from(campaign, campaign.opens_at)
    return None if opens == campaign.opens_at else opens


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def ask_exemption(
    *, campaign: Campaign, case: str, actor: User, at: datetime | None = None
) -> list[Exemption]:
    """Ask the hub's leads to let it be advertised before an election.

    Of each period that stops it now or at the time it is scheduled for, or in which it closes.
    Raises
    ``TransitionNotAllowed`` when nothing stops it or it was asked already.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    periods = periods_to_ask(locked, moment)
    if not periods or locked.exemptions.waiting().exists():
        raise TransitionNotAllowed("There is nothing to ask for.", object=locked)
    made = [
        Exemption.objects.create(
            campaign=locked, period=period, case=case, asked_by=actor, asked_at=moment
        )
        for period in periods
    ]
    log(locked, "roles.exemption_asked", actor=actor, at=moment, data={"detail": case})
    leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    notify_people(
        "roles.exemption_asked",
        [person for person in leads if person.has_perm("roles.exempt_campaign", locked)],
        locked,
        at=moment,
        occasion=moment.isoformat(),
        reference=locked.reference,
    )
    return made


@requires("roles.exempt_campaign", "campaign")
@transaction.atomic
def decide_exemption(
    *, campaign: Campaign, decision: str, reason: str, actor: User, at: datetime | None = None
) -> list[Exemption]:
    """Give the exemption that was asked for, or refuse it, with a reason.

    Raises ``TransitionNotAllowed`` when nobody has asked.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    waiting = list(locked.exemptions.waiting().select_for_update(of=("self",)))
    if not waiting:
        raise TransitionNotAllowed("Nobody has asked for an exemption.", object=locked)
    for row in waiting:
        row.is_given = decision == GIVEN
        row.decided_by, row.decided_at, row.reason = actor, moment, reason
        row.save()
    action = f"roles.exemption_{GIVEN if decision == GIVEN else REFUSED}"
    log(locked, action, actor=actor, at=moment, data={"detail": reason})
    people = {row.asked_by for row in waiting} | {locked.made_by}
    notify_people(
        "roles.exemption_decided",
        [person for person in people if person != actor],
        locked,
        at=moment,
        occasion=moment.isoformat(),
        reference=locked.reference,
        answer="given" if decision == GIVEN else "refused",
        reason=reason,
    )
    # What was scheduled and had to wait may open now.
    announce(pre_election_changed, period=waiting[0].period)
    return waiting


def periods_to_ask(campaign: Campaign, at: datetime) -> list[PreElectionPeriod]:
    """Those that stop it now or at the time it is scheduled for, and in which it would close."""
    if campaign.opened_at or campaign.is_ended:
        return []
    moments = [at, *([campaign.opens_at] if campaign.opens_at else [])]
    found = [stopping_period(campaign, moment) for moment in moments]
    found += never_in_periods(campaign)
    return list(dict.fromkeys(period for period in found if period))


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade", "support_request").get(
        pk=campaign.pk
    )
