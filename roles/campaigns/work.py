"""What waits for people on campaigns: approvals, agreements, exemptions, terms, dates and moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, PreElectionPeriod, StaffGroup, User
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue
from roles.campaigns.services.held_back import never_opening
from roles.campaigns.services.movers import movers_awaiting
from roles.campaigns.waiting import (
    appointments_to_agree,
    appointments_with_hub,
    audiences_to_approve,
    campaigns,
    campaigns_of,
    exemptions_asked,
    exemptions_to_decide,
    job_descriptions_to_agree,
    to_approve,
    with_approvers,
)
from roles.department_roles import HIRING, RUNNING_CAMPAIGNS
from roles.models.adverts.review_state import ReviewState
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import ASSESSING, ENDED, CampaignState
from roles.models.campaigns.exemption import Exemption
from roles.models.campaigns.post import Post
from roles.models.campaigns.priority_mover import PriorityMover
from roles.models.selection.panel import lacking_before_sift
from roles.models.support.request_feedback import RequestFeedback
from roles.models.support.request_state import WORKED_ON
from roles.models.support.support_request import SupportRequest

State = CampaignState
# The hub has the advert, or has nothing against it.
CHECKED = (ReviewState.WAITING, ReviewState.PASSED)


def to_complete(person: User) -> QuerySet[Campaign]:
    """Campaigns that this person made and nobody has approved: drafts, and those returned."""
    rows = campaigns_of(person, *HIRING) if not person.is_hub_staff else campaigns()
    rows = rows.filter(made_by=person, state__in=(State.DRAFT, State.RETURNED))
    rows = rows.exclude(pk__in=competed_in(person))
    since = Coalesce("returned_at", "draft_at")
    return rows.annotate(with_maker_since=since).order_by(since, "pk")


def to_advertise(person: User) -> QuerySet[Campaign]:
    """Approved campaigns of a department that nobody has sent to be checked."""
    rows = campaigns_of(person, *RUNNING_CAMPAIGNS).filter(state=State.APPROVED)
    waiting = Campaign.objects.filter(reviews__state__in=CHECKED)
    return rows.exclude(pk__in=waiting.values("pk")).order_by("approved_at", "pk")


def stopped_by_election(person: User) -> list[tuple[Campaign, PreElectionPeriod]]:
    """Campaigns of a department that close before an election lets them open (R23)."""
    return never_opening(campaigns_of(person, *RUNNING_CAMPAIGNS))


def with_posts_left(person: User) -> QuerySet[Campaign]:
    """Ended campaigns of a department with posts still to fill, which nobody has said how.

    Where the hub works on the support request of the posts, that is said of the request.
    """
    rows = campaigns_of(person, *HIRING).filter(state__in=ENDED)
    asked = RequestFeedback.objects.filter(campaign__isnull=False, answered_at=None)
    rows = rows.exclude(pk__in=asked.values("campaign"))
    left = Post.objects.order_by().open().filter(campaign__in=rows.order_by().values("pk"))
    with_hub = SupportRequest.objects.filter(state__in=WORKED_ON)
    left = left.exclude(support_request__in=with_hub.order_by().values("pk"))
    ended = Coalesce("ended_at", "cancelled_at", "draft_at")
    rows = rows.filter(pk__in=left.values("campaign")).annotate(left_at=ended)
    return rows.order_by(ended, "pk")


def in_state(state: CampaignState, since: str) -> Callable[[User], QuerySet[Campaign]]:
    """The campaigns of a department in one state, the longest first.

    Once applications are handled those alone in which somebody is left: the others are to be ended.
    """

    def rows(person: User) -> QuerySet[Campaign]:
        found = campaigns_of(person, *RUNNING_CAMPAIGNS).filter(state=state)
        if state in ASSESSING:
            known = Application.objects.without_rivals_of(person)
            left = known.that_can_be_chosen().order_by()
            found = found.filter(pk__in=left.values("campaign"))
        return found.order_by(since, "pk")

    return rows


def to_sift(person: User) -> list[Campaign]:
    """Closed campaigns whose sift can start: their panels can assess (S5)."""
    rows = list(in_state(State.CLOSED, "closed_at")(person).select_related("organisation", "grade"))
    lacking = lacking_before_sift(rows, timezone.localdate())
    return [row for row in rows if not lacking[row.pk]]


def own_priority(person: User) -> list[PriorityMover]:
    """Whether a person agrees to see roles first, as their department says they should (R3)."""
    return movers_awaiting(person)


def _item(
    since: str, move: str = "", until: str = "", page: str = ""
) -> Callable[[Campaign], WorkItem]:
    """A campaign, and the address of its move or of the ``page`` of that name, else its own."""

    def item(campaign: Campaign) -> WorkItem:
        moment: datetime | None = getattr(campaign, since)
        last: date | datetime | None = getattr(campaign, until) if until else None
        return WorkItem(
            text=f"{campaign.reference}: {campaign.title}",
            href=_address(campaign, move, page),
            since=moment or campaign.draft_at,
            until=last,
            organisation=campaign.organisation.name,
        )

    return item


def _address(campaign: Campaign, move: str, page: str) -> str:
    if move:
        return reverse("roles:campaign_move", args=[campaign.reference, move])
    return reverse(page, args=[campaign.reference]) if page else campaign.get_absolute_url()


def _post(post: Post) -> WorkItem:
    campaign = post.campaign
    return WorkItem(
        text=f"{post.reference}: {campaign.title if campaign else post.title}",
        href=reverse("roles:post_move", args=[post.reference, "agree-appointment"]),
        since=(campaign and campaign.merit_agreed_at) or post.opened_at,
        organisation=post.organisation.name,
    )


def _post_with_hub(post: Post) -> WorkItem:
    return replace(_post(post), href=post.get_absolute_url())


def _exemption(exemption: Exemption) -> WorkItem:
    campaign = exemption.campaign
    return WorkItem(
        text=f"{campaign.reference}: {campaign.title}",
        href=reverse("roles:campaign_move", args=[campaign.reference, "decide-exemption"]),
        since=exemption.asked_at,
        organisation=campaign.organisation.name,
    )


def _asked_exemption(exemption: Exemption) -> WorkItem:
    campaign = exemption.campaign
    return WorkItem(
        text=f"{campaign.reference}: {campaign.title}",
        href=campaign.get_absolute_url(),
        since=exemption.asked_at,
        organisation=campaign.organisation.name,
    )


def _stopped(found: tuple[Campaign, PreElectionPeriod]) -> WorkItem:
    """A campaign that cannot open as it stands, by the day on which it was to open."""
    campaign, period = found
    return WorkItem(
        text=f"{campaign.reference}: {campaign.title}",
        href=reverse("roles:campaign_move", args=[campaign.reference, "make-way"]),
        since=max(period.set_at, campaign.draft_at),
        until=campaign.opens_at,
        organisation=campaign.organisation.name,
    )


def _mover(mover: PriorityMover) -> WorkItem:
    return WorkItem(
        text=mover.get_kind_display(),
        href=reverse("roles:mover_answer", args=[mover.reference]),
        since=mover.valid_from,
        organisation=mover.organisation.name,
    )


def _may_draft(person: User, campaign: Campaign) -> bool:
    return person.has_perm("roles.draft_campaign", campaign)


def _all_campaigns(person: Any) -> str:
    return reverse("roles:campaign_list")


CAMPAIGN_WORK = (
    WorkQueue(
        "roles.approve",
        "Decide on approvals",
        to_approve,
        _item("approval_requested_at", "approve"),
        order=30,
        whole=_all_campaigns,
        offices=(Membership.Role.APPROVER,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.approve_audience",
        "Decide on wider audiences",
        audiences_to_approve,
        _item("approval_requested_at", "approve-audience"),
        order=31,
        whole=_all_campaigns,
        offices=(Membership.Role.APPROVER,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.agree_job_description",
        "Agree job descriptions of senior posts",
        job_descriptions_to_agree,
        _item("draft_at", "agree-job-description"),
        order=32,
        whole=_all_campaigns,
        offices=(StaffGroup.HUB_LEADS,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.agree_appointment",
        "Agree to appointments to senior posts",
        appointments_to_agree,
        _post,
        order=32,
        offices=(StaffGroup.HUB_LEADS,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.decide_exemption",
        "Decide on exemptions before an election",
        exemptions_to_decide,
        _exemption,
        order=33,
        offices=(StaffGroup.HUB_LEADS,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.make_way",
        "Set later dates or ask for an exemption: a pre-election period stops these from opening",
        stopped_by_election,
        _stopped,
        order=33,
        whole=_all_campaigns,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.complete_terms",
        "Complete campaigns and ask for approval",
        to_complete,
        _item("with_maker_since", page="roles:campaign_go_on"),
        order=34,
        whole=_all_campaigns,
        offices=(*HUB_TEAM, *HIRING),
        may=_may_draft,
    ),
    WorkQueue(
        "roles.advertise",
        "Advertise approved campaigns",
        to_advertise,
        _item("approved_at", page="roles:campaign_go_on"),
        order=35,
        whole=_all_campaigns,
        offices=RUNNING_CAMPAIGNS,
    ),
    *(
        WorkQueue(
            f"roles.{move}_campaign",
            label,
            to_sift if state == State.CLOSED else in_state(state, since),
            _item(since, move, until),
            order=36,
            whole=_all_campaigns,
            offices=RUNNING_CAMPAIGNS,
        )
        for state, since, until, move, label in (
            (State.PAUSED, "paused_at", "closes_at", "resume", "Resume campaigns"),
            (State.CLOSED, "closed_at", "", "sift", "Start the sift"),
            (State.MERIT_AGREED, "merit_agreed_at", "", "offers", "Start offers"),
        )
    ),
    WorkQueue(
        "roles.posts_left",
        "Advertise again, or withdraw posts that are not needed",
        with_posts_left,
        _item("left_at", "posts-left"),
        order=38,
        whole=_all_campaigns,
        offices=HIRING,
    ),
    WorkQueue(
        "roles.priority",
        "Say whether you want to see roles first",
        own_priority,
        _mover,
        order=5,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.with_leads",
        "A hub lead decides on an exemption before an election",
        exemptions_asked,
        _asked_exemption,
        order=31,
        others_act=True,
    ),
    WorkQueue(
        "roles.appointment_with_leads",
        "A hub lead agrees to an appointment to a senior post",
        appointments_with_hub,
        _post_with_hub,
        order=32,
        others_act=True,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.with_approvers",
        "An approver decides",
        with_approvers,
        _item("approval_requested_at"),
        order=30,
        others_act=True,
        whole=_all_campaigns,
    ),
)
