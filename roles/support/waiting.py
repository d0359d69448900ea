"""Which support requests, questions, bookings and answers wait for a person."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from hub.models import Membership, Organisation, User
from hub.open_work import STANDING_IN, stands_in_for
from roles.department_roles import HIRING, RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_rows import CampaignQuerySet
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.post import Post
from roles.models.selection.referral import Referral
from roles.models.support.expert import Booking
from roles.models.support.request_feedback import RequestFeedback
from roles.models.support.request_question import RequestQuestion
from roles.models.support.request_state import FOLLOWED_UP, WITH_THE_HUB, WORKED_ON, RequestState
from roles.models.support.support_request import SupportRequest, SupportRequestQuerySet
from roles.notifying import people_of
from roles.permissions.predicates import stands_in_for_requester

Role = Membership.Role
TO_CLOSE = (RequestState.REDIRECTED, RequestState.DECLINED, RequestState.OUTCOME_RECORDED)


def _for_hub(person: User) -> SupportRequestQuerySet:
    """Requests that this member of the hub team may work on; none for others (R25)."""
    if not person.is_hub_staff:
        return SupportRequest.objects.none()
    rows = SupportRequest.objects.select_related("organisation", "role", "level__role")
    if own := competed_in(person):
        rows = rows.exclude(Q(campaigns__in=own) | Q(posts__campaign__in=own))
    return rows


def _advised_by(person: User) -> SupportRequestQuerySet:
    """Those that this member of the hub team has, and those that nobody at work has."""
    free = Q(adviser=None) | Q(adviser__is_active=False)
    return _for_hub(person).filter(free | Q(adviser=person))


def to_triage(person: User) -> QuerySet[SupportRequest]:
    """Requests that nobody has looked at, without those that a colleague took (H2)."""
    return _advised_by(person).awaiting_triage()


def to_accept(person: User) -> QuerySet[SupportRequest]:
    """Triaged requests that wait for the hub's answer."""
    return _advised_by(person).filter(state=RequestState.TRIAGED).order_by("triaged_at", "pk")


def to_start(person: User) -> QuerySet[SupportRequest]:
    """Accepted requests on which nothing has been done."""
    return _advised_by(person).filter(state=RequestState.ACCEPTED).order_by("accepted_at", "pk")


def to_follow_up(person: User) -> QuerySet[SupportRequest]:
    """Requests to look at again by today, without those for which something else is next.

    These stand once, under what that is, with the day to follow up on as the day it is due.
    """
    pks = _advised_by(person).filter(state__in=FOLLOWED_UP).values("pk")
    rows = SupportRequest.objects.to_follow_up(timezone.localdate()).filter(pk__in=pks)
    for others in (without_outcome(person), to_put_forward_again(person)):
        rows = rows.exclude(pk__in=others.order_by().values("pk"))
    rows = rows.select_related("organisation", "role", "level__role")
    return rows.order_by(F("follows_up_by").asc(), "pk")


def without_outcome(person: User) -> QuerySet[SupportRequest]:
    """Requests whose every post is filled, or whose campaigns left none to fill (H7)."""
    filled = SupportRequest.objects.awaiting_outcome().values("pk")
    unwanted = _after_campaigns().with_no_post_to_fill().values("pk")
    rows = _advised_by(person).filter(Q(pk__in=filled) | Q(pk__in=unwanted))
    posts = Post.objects.order_by().filter(support_request=OuterRef("pk"))
    last = posts.exclude(accepted_at=None).order_by("-accepted_at").values("accepted_at")[:1]
    withdrawn = posts.exclude(withdrawn_at=None).order_by("-withdrawn_at").values("withdrawn_at")
    sent = F("submitted_at")
    done_at = Greatest(
        _left_at(), Coalesce(Subquery(last), sent), Coalesce(Subquery(withdrawn[:1]), sent)
    )
    return rows.annotate(done_at=done_at).order_by("done_at", "pk")


def to_advertise_again(person: User) -> SupportRequestQuerySet:
    """Requests with posts still to fill whose campaigns ended, or whom somebody selected left."""
    # A campaign that ended is offered to be advertised again, or told of, on its own page first.
    free = Post.objects.free().filter(support_request__in=_after_campaigns().values("pk"))
    left = Q(pk__in=free.order_by().values("support_request")) | Q(pk__in=_left_by_somebody())
    rows = _for_department(person).filter(left)
    return rows.annotate(left_at=_left_at()).order_by("left_at", "pk")


def _left_at() -> Coalesce:
    """When the last campaign of a request, or of one of its posts, ended; else when it was sent."""
    of_it = Q(support_request=OuterRef("pk")) | Q(posts__support_request=OuterRef("pk"))
    over = Campaign.objects.filter(of_it).annotate(
        over_at=Coalesce("ended_at", "cancelled_at", "refused_at")
    )
    latest = over.exclude(over_at=None).order_by("-over_at").values("over_at")[:1]
    return Coalesce(Subquery(latest), _selected_left_at(), F("submitted_at"))


def _selected_left_at() -> Subquery:
    """When whoever was selected for a request was not to be had any more."""
    left = Referral.objects.leaving_posts_free().order_by().filter(request=OuterRef("pk"))
    ends = ("fell_through", "declined", "offer_withdrawn", "withdrawn", "reserve_ended")
    at = Coalesce(*(f"application__{end}_at" for end in ends), "selected_at")
    return Subquery(left.annotate(gone_at=at).order_by("-gone_at").values("gone_at")[:1])


def to_make_campaigns(person: User) -> SupportRequestQuerySet:
    """Requests that the hub accepted, for whose posts there was no campaign and no candidate."""
    return _for_department(person).awaiting_a_campaign().order_by("accepted_at", "pk")


def _for_department(person: User) -> SupportRequestQuerySet:
    """Requests for which this person of the department may make campaigns (R25)."""
    if not (organisations := person.organisations(*HIRING)):
        return SupportRequest.objects.none()
    rows = SupportRequest.objects.visible_to(person).filter(organisation__in=organisations)
    if own := competed_in(person):
        rows = rows.exclude(Q(campaigns__in=own) | Q(posts__campaign__in=own))
    return rows.select_related("organisation", "role", "level__role").order_by("submitted_at", "pk")


def to_put_forward_again(person: User) -> QuerySet[SupportRequest]:
    """Requests whose department selected somebody who is no longer available."""
    rows = _advised_by(person).filter(pk__in=_left_by_somebody())
    return rows.annotate(gone_at=_selected_left_at()).order_by("gone_at", "pk")


def _left_by_somebody() -> QuerySet[Any, Any]:
    """The keys of requests for which whoever was selected fills no post (R15)."""
    return Referral.objects.leaving_posts_free().order_by().values("request")


def _after_campaigns() -> SupportRequestQuerySet:
    """Requests that are worked on and had campaigns, of which none goes on."""
    rows = SupportRequest.objects.order_by().filter(state__in=WORKED_ON)
    going_on, all_of_them = Campaign.objects.unfinished(), Campaign.objects.all()
    had = _of_requests(all_of_them)
    return rows.filter(had).exclude(_of_requests(going_on))


def _of_requests(campaigns: CampaignQuerySet) -> Q:
    """That one of these campaigns is about a request, or about a post of it."""
    own = campaigns.exclude(support_request=None).order_by().values("support_request")
    posts = Post.objects.order_by().filter(campaign__in=campaigns.values("pk"))
    of_posts = posts.exclude(support_request=None).values("support_request")
    return Q(pk__in=own) | Q(pk__in=of_posts)


def to_close(person: User) -> QuerySet[SupportRequest]:
    """Requests that the department has the answer to."""
    answered = Coalesce("outcome_recorded_at", "declined_at", "redirected_at", "submitted_at")
    rows = _advised_by(person).filter(state__in=TO_CLOSE).annotate(answered_at=answered)
    return rows.order_by("answered_at", "pk")


def with_the_hub(person: User) -> QuerySet[SupportRequest]:
    """Requests that a person made, while the hub team has them."""
    if not person.current_roles:
        return SupportRequest.objects.none()
    rows = SupportRequest.objects.visible_to(person).unfinished().filter(requester=person)
    rows = rows.filter(state__in=WITH_THE_HUB)
    return rows.select_related("organisation", "role", "level__role").order_by("submitted_at", "pk")


def departments_questions(person: User) -> QuerySet[RequestQuestion]:
    """Questions of departments on the requests that this member of the hub team has."""
    requests = _advised_by(person).values("pk")
    return _questions().filter(is_from_hub=False, request__in=requests)


def hubs_questions(person: User) -> QuerySet[RequestQuestion]:
    """Questions of the hub team to a department whose requester this person is."""
    rows = _questions().filter(is_from_hub=True)
    asks = Q(request__organisation__in=_asks_for(person, rows))
    rows = rows.filter(asks | Q(request__in=_in_place_of_rivals(person, rows)))
    if own := competed_in(person):
        rows = rows.exclude(Q(request__campaigns__in=own) | Q(request__posts__campaign__in=own))
    return rows


def _asks_for(person: User, rows: QuerySet[RequestQuestion]) -> set[int]:
    """The organisations of these in which a person asks for support, or stands in for who did."""
    own = set(person.organisations(Role.REQUESTER).values_list("pk", flat=True))
    stood_in = person.organisations(*STANDING_IN).exclude(pk__in=own)
    waiting = stood_in.filter(pk__in=rows.order_by().values("request__organisation"))
    waiting = waiting.select_related("parent")
    return own | {each.pk for each in waiting if stands_in_for(Role.REQUESTER, person, each)}


def _in_place_of_rivals(person: User, rows: QuerySet[RequestQuestion]) -> list[SupportRequest]:
    """Requests that wait, for whose requesters a person stands in as each competes (R25)."""
    stood_in = person.organisations(*STANDING_IN)
    waiting = SupportRequest.objects.filter(pk__in=rows.order_by().values("request"))
    bodies = Organisation.objects.filter(pk__in=stood_in.values("pk")).select_related("parent")
    found: list[SupportRequest] = []
    for body in bodies.filter(pk__in=waiting.order_by().values("organisation")):
        own = {pk for one in people_of(body, Role.REQUESTER) for pk in competed_in(one)}
        theirs = waiting.filter(Q(campaigns__in=own) | Q(posts__campaign__in=own)).distinct()
        # Few: a requester competes for a role that the department was asked about.
        found += [
            request
            for request in theirs.filter(organisation=body).select_related("organisation__parent")
            if stands_in_for_requester(person, request)
        ]
    return found


def _questions() -> QuerySet[RequestQuestion]:
    rows = RequestQuestion.objects.open().select_related("request__organisation")
    return rows.order_by("asked_at", "pk")


def feedback_asked(person: User) -> QuerySet[RequestFeedback]:
    """What the hub asked a department about how it ended (H9)."""
    requester = person.organisations(Role.REQUESTER)
    running = person.organisations(Role.REQUESTER, *RUNNING_CAMPAIGNS)
    mine = Q(request__organisation__in=requester) | Q(campaign__organisation__in=running)
    rows = RequestFeedback.objects.filter(mine, answered_at=None)
    if own := competed_in(person):
        rows = rows.exclude(
            Q(campaign__in=own)
            | Q(request__campaigns__in=own)
            | Q(request__posts__campaign__in=own)
        )
    return rows.select_related("request__organisation", "campaign__organisation").order_by(
        "asked_at", "pk"
    )


def bookings_to_come(person: User) -> QuerySet[Booking]:
    """The days on which an expert is booked."""
    rows = Booking.objects.in_force().of(person).filter(ends_on__gte=timezone.localdate())
    return rows.select_related("request__organisation").order_by("starts_on", "pk")
