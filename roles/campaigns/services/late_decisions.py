"""Chasing what a hub lead decides of a campaign: senior job descriptions, senior appointments (R4),
exemptions before an election (R23).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import PreElectionPeriod, User
from hub.open_work import whoever_acts
from hub.permissions import StaffGroup
from roles.campaigns.services.appointments import (
    appointable_to,
    is_agreed,
    obstacle_of,
    why_of_the_panel,
)
from roles.campaigns.services.readiness import lacking_for_agreement
from roles.chasing import chase, decision_due, late_by
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_state import JUDGED
from roles.models.campaigns.exemption import Exemption
from roles.models.campaigns.post import Post
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.referral import Referral
from roles.models.support.support_request import SupportRequest
from roles.notifying import handlers_of
from roles.permissions.predicates import is_no_rival


@dataclass(frozen=True)
class Waiting:
    """A record that a hub lead decides on: since when, and who of others waits for it."""

    record: Campaign | Post
    since: datetime
    waits_for_it: tuple[User, ...]

    @property
    def request(self) -> SupportRequest | None:
        """The support request whose adviser is told as well."""
        campaign = self.record if isinstance(self.record, Campaign) else self.record.campaign
        own = self.record.support_request
        return own or (campaign.support_request if campaign else None)


@dataclass(frozen=True)
class HubDecision:
    """One kind of decision: what it is called, where it is made, by whose permission."""

    name: str
    words: str
    page: str
    permission: str
    waiting: Callable[[], Iterable[Waiting]]

    def said_of(self, record: Campaign | Post) -> str:
        return f"{self.words} {record.reference}"

    def path(self, record: Campaign | Post) -> str:
        """The address of the page on which it is made."""
        of_what = "post" if isinstance(record, Post) else "campaign"
        return reverse(f"roles:{of_what}_move", args=[record.reference, self.page])

    def occasion(self, waiting: Waiting) -> str:
        return f"{self.name} {waiting.since.isoformat()}"

    def deciders(self, record: Campaign | Post) -> list[User]:
        """The hub leads who may decide it; nobody of a panel on what it found (H8)."""
        leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
        may = [person for person in leads if person.has_perm(self.permission, record)]
        if isinstance(record, Post):
            may = [person for person in may if why_of_the_panel(record, person) is None]
        return may


def _job_descriptions() -> Iterable[Waiting]:
    """Those of which nothing is lacking, since somebody wrote them last."""
    rows = Campaign.objects.unfinished().filter(
        grade__is_scs=True,
        opened_at=None,
        job_description__isnull=False,
        job_description_agreed_at=None,
    )
    related = ("job_description", "organisation", "support_request", "made_by")
    for campaign in rows.select_related(*related, "approval_requested_by").order_by("pk"):
        if lacking_for_agreement(campaign):
            continue
        parts = campaign.parts.filter(part=CampaignPart.Part.JOB_DESCRIPTION)
        written = parts.aggregate(last=Max("at"))["last"]
        since = max(written or campaign.draft_at, campaign.draft_at)
        asked = (campaign.made_by, campaign.approval_requested_by)
        yield Waiting(campaign, since, _acting(campaign, *asked))


def _appointments() -> Iterable[Waiting]:
    """Senior posts that could be offered to somebody if the hub agreed, since that is so."""
    rows = (
        Post.objects.open()
        .senior()
        .select_related(
            "grade", "campaign__organisation", "campaign__support_request", "support_request"
        )
    )
    for post in rows.order_by("pk"):
        people = appointable_to(post)
        if not post.campaign or post.campaign.state not in JUDGED:
            # Nobody offers it but to who was selected for its request.
            people = people.exclude(campaign__posts=post)
        ready = [person for person in people if not obstacle_of(post, person)]
        if not ready or any(is_agreed(post, person.reference) for person in ready):
            continue
        since = _since_it_could_be_offered(post, [person.pk for person in ready])
        handlers = handlers_of(ready[0].campaign, department=post.organisation)
        yield Waiting(post, since, tuple(handlers))


def _since_it_could_be_offered(post: Post, ready: list[int]) -> datetime:
    """When the last of what it waited for happened."""
    moments = [post.opened_at, post.fell_through_at]
    if post.campaign and post.campaign.state in JUDGED:
        campaign = post.campaign
        of_others = campaign.applications.aggregate(
            told=Max("release_at", filter=Q(pk__in=ready)),
            declined=Max("declined_at"),
            taken_back=Max("offer_withdrawn_at"),
            withdrawn=Max("withdrawn_at", filter=Q(recommended_at__isnull=False)),
        )
        moments += [campaign.merit_agreed_at, *of_others.values()]
    selected = Referral.objects.awaiting_offer().filter(
        request=post.support_request_id, application__in=ready
    )
    moments.append(selected.aggregate(last=Max("selected_at"))["last"])
    now = timezone.now()
    return max(moment for moment in moments if moment and moment <= now)


def _exemptions() -> Iterable[Waiting]:
    """Those asked for, of campaigns that could still open in a period that is not over."""
    rows = Exemption.objects.waiting().filter(
        campaign__in=Campaign.objects.unfinished().filter(opened_at=None).values("pk"),
        period__in=PreElectionPeriod.objects.not_over(timezone.now()).values("pk"),
    )
    related = ("campaign__organisation", "campaign__support_request", "asked_by")
    # Asked of several periods at once, it is decided at once.
    found: dict[int, Exemption] = {}
    for row in rows.select_related(*related).order_by("asked_at", "pk"):
        found.setdefault(row.campaign_id, row)
    return [
        Waiting(row.campaign, row.asked_at, _acting(row.campaign, row.asked_by))
        for row in found.values()
    ]


def _acting(campaign: Campaign, *people: User | None) -> tuple[User, ...]:
    """These, or who acts in the place of those who have left; nobody for nobody."""
    body = campaign.organisation
    return tuple(one for person in people if person for one in whoever_acts(person, body))


HUB_DECISIONS = (
    HubDecision(
        "job_description",
        "the job description of campaign",
        "agree-job-description",
        "roles.agree_job_description",
        _job_descriptions,
    ),
    HubDecision(
        "appointment",
        "the appointment to post",
        "agree-appointment",
        "roles.agree_appointment",
        _appointments,
    ),
    HubDecision(
        "exemption",
        "the exemption for campaign",
        "decide-exemption",
        "roles.exempt_campaign",
        _exemptions,
    ),
)


def still_waits(name: str, record: Campaign | Post, occasion: str) -> bool:
    """Whether the decision of that name on a record waits as it did when that was said."""
    return any(
        waiting.record == record and occasion.startswith(decision.occasion(waiting))
        for decision in HUB_DECISIONS
        if decision.name == name
        for waiting in decision.waiting()
    )


@internal
def chase_hub_decisions(at: datetime | None = None) -> int:
    """Write about each decision that waits longer than the policy's days; for how many.

    First to the hub leads who may decide; after as many days again, and each week while it waits,
    also to the adviser and to who waits for it.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    policy = RecruitmentPolicy.load()
    number = 0
    for decision in HUB_DECISIONS:
        for waiting in decision.waiting():
            record, since = waiting.record, timezone.localdate(waiting.since)
            late = late_by(decision_due(since, policy), today, policy)
            if late is None:
                continue
            number += 1
            people = list[User | None](decision.deciders(record))
            if late.is_escalated:
                adviser = waiting.request.adviser if waiting.request else None
                others = (*waiting.waits_for_it, adviser)
                people += [one for one in others if one and is_no_rival(one, record)]
            chase(
                "roles.hub_decision_late" if late.is_escalated else "roles.hub_decision_waiting",
                people,
                record,
                late=late,
                what=decision.occasion(waiting),
                at=moment,
                decision=decision.name,
                waits=decision.said_of(record),
                since=date_gb(since),
                decide=decision.path(record),
                see=record.get_absolute_url(),
            )
    return number
