"""The hub's agreement to the appointment to a Senior Civil Service technology post (R4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from hub.audit import doers_by_record, log
from hub.authorisation import internal, requires
from hub.models import LogEntry, User
from hub.refusals import RefusedError
from roles.models.applications.application import Application, ApplicationQuerySet
from roles.models.applications.application_state import APPOINTABLE, FOUND_BY_PANEL
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.campaigns.selection_order import obstacle_to
from roles.models.selection.referral import Referral
from roles.models.support.activity import SupportActivity
from roles.models.support.expert import Booking
from roles.permissions.predicates import is_no_rival

# H8: whoever sat on the panel does not agree to what the panel found.
ON_THE_PANEL = (SupportActivity.Type.PANEL, SupportActivity.Type.INTERVIEW)
# What the history of an application says of what the panel found.
FINDING = (*(state.facts.action for state in FOUND_BY_PANEL), "roles.rejection_undone")


class PanelMemberError(RefusedError, PermissionDenied):
    """Nobody of the panel agrees to the appointment (H8)."""

    reason = (
        "You cannot agree to this appointment because you worked on its panel, or recorded what it "
        "decided. Ask another hub lead"
    )


class PanelColleagueError(PanelMemberError):
    """Nor does who stands in for one of the panel, or for whom one of the panel stands in."""

    reason = (
        "You cannot agree to this appointment because a colleague worked on its panel, or recorded "
        "what it decided, and one of you stands in for the other. Ask another hub lead"
    )


class AgreedBeforeError(RefusedError):
    """Who agreed to an appointment that is offered does not work on its panel afterwards (H8)."""

    reason = (
        "This person agreed to the appointment, and the post has been offered, so they cannot work "
        "on the panel. Choose somebody else"
    )


class AppointmentRefusedError(RefusedError):
    """The hub cannot agree to offer the post to the candidate of that application now."""

    reason = "Select an application that was recommended, or put on the reserve list, for this post"
    field = "application"


def why_of_the_panel(
    post: Post, person: User, application: Application | None = None
) -> PanelMemberError | None:
    """Why the person counts as one of the panel of the post; None where they do not (H8).

    So does the panel that found the candidate of an application, where another campaign did.

    They sat on it, or are booked to, as the hub recorded it, or recorded what it found of a
    candidate, or somebody on their side did. The posts of a campaign have one panel. What was
    logged or booked for no one post of a request counts for each of its posts.
    """
    panel = _panel_of(post, person.side_keys, application)
    if not panel:
        return None
    return PanelColleagueError() if panel.isdisjoint(person.account_keys) else PanelMemberError()


def agreed_by_the_panel(post: Post) -> bool:
    """Whether whoever agreed to the appointment is one of the panel all the same (H8).

    They may have become one afterwards. Who stands in for whom changes, and counts for nothing.
    """
    if post.agreed_by is None:
        return False
    agreed = Application.objects.filter(reference=post.agreed_for).first()
    return bool(_panel_of(post, post.agreed_by.account_keys, agreed))


def refuse_late_panel(posts: Iterable[Post], person: User) -> None:
    """Raise ``AgreedBeforeError`` where the person agreed to an appointment that is offered (H8).

    Before it is offered, somebody else can agree again, and has to.
    """
    agreed = {post.agreed_by_id for post in posts if post.state != Post.State.OPEN}
    if not agreed.isdisjoint(person.side_keys):
        raise AgreedBeforeError


def is_agreed(post: Post, reference: str) -> bool:
    """Whether the hub's agreement to offer a post to that application stands (R4, H8)."""
    return post.agreed_for == reference and not agreed_by_the_panel(post)


def panels_of(
    posts: Collection[Post], keys: Collection[int], elsewhere: Mapping[int, int] | None = None
) -> dict[int, set[int]]:
    """Which of these people are of the panel of each of the posts, by the post's key (H8).

    ``elsewhere`` names by the post's key the campaign of a candidate for it, whose panel counts as
    well. Queries: as many for one post as for many.
    """
    elsewhere = elsewhere or {}
    campaigns = {post.campaign_id for post in posts if post.campaign_id}
    together = Q(pk__in=[post.pk for post in posts]) | Q(campaign__in=campaigns)
    alike: dict[int, set[int]] = defaultdict(set)
    requests: dict[int, int | None] = {}
    rows = Post.objects.filter(together).values_list("pk", "campaign", "support_request")
    for key, campaign, request in rows:
        requests[key] = request
        if campaign:
            alike[campaign].add(key)
    for_post, for_request = _who_worked(requests, keys)
    found = _who_found({*campaigns, *elsewhere.values()}, keys)
    panels = {}
    for post in posts:
        panel = set[int]()
        for key in alike[post.campaign_id] if post.campaign_id else {post.pk}:
            panel |= for_post.get(key, set())
            if asked := requests.get(key):
                panel |= for_request.get(asked, set())
        for finder in (post.campaign_id, elsewhere.get(post.pk)):
            if finder:
                panel |= found.get(finder, set())
        panels[post.pk] = panel
    return panels


def _panel_of(post: Post, keys: Collection[int], application: Application | None) -> set[int]:
    """Which of these people are of the panel of a post, or of that which found a candidate."""
    elsewhere = {post.pk: application.campaign_id} if application else {}
    return panels_of([post], keys, elsewhere)[post.pk]


def _who_worked(
    requests: Mapping[int, int | None], keys: Collection[int]
) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Which of these people sat on panels, or are booked to: for a post, and for a whole request.

    ``requests`` are those of the posts, by the posts' keys.
    """
    whole = Q(post=None, request__in={request for request in requests.values() if request})
    concerned = Q(post__in=requests) | whole
    work = SupportActivity.objects.filter(concerned, adviser__in=keys, type__in=ON_THE_PANEL)
    booked = Booking.objects.played().filter(
        concerned, expert__user__in=keys, kind__in=ON_THE_PANEL
    )
    for_post: dict[int, set[int]] = defaultdict(set)
    for_request: dict[int, set[int]] = defaultdict(set)
    for rows, who in ((work, "adviser"), (booked, "expert__user")):
        for person, post, request in rows.values_list(who, "post", "request"):
            (for_post[post] if post else for_request[request]).add(person)
    return for_post, for_request


def _who_found(campaigns: Collection[int], keys: Collection[int]) -> dict[int, set[int]]:
    """Which of these people recorded what the panel of each campaign found, or had it recorded.

    The histories say it: decisions can be undone, and who took them stays.
    """
    if not campaigns:
        return {}
    applications = Application.objects.filter(campaign__in=campaigns)
    of_them = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Application),
        object_id__in=applications.annotate(key=Cast("pk", CharField())).values("key"),
        action__in=FINDING,
    )
    of_itself = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Campaign),
        object_id__in=[str(key) for key in campaigns],
        action="roles.campaign_merit_agreed",
    )
    found: dict[int, set[int]] = defaultdict(set)
    for record, people in doers_by_record(of_itself, keys).items():
        found[int(record)] |= people
    judges = doers_by_record(of_them, keys)
    judged = applications.filter(pk__in=list(judges)).order_by()
    for application, campaign in judged.values_list("pk", "campaign"):
        found[campaign] |= judges[str(application)]
    return found


def appointable_to(post: Post) -> ApplicationQuerySet:
    """The applications to whose candidates the post could be offered, in the order of merit."""
    rows = _appointable([post])
    hidden = post.campaign.hidden_applications if post.campaign else frozenset()
    return rows.exclude(pk__in=hidden) if hidden else rows


def _appointable(posts: Collection[Post]) -> ApplicationQuerySet:
    """The same for one of several posts."""
    campaigns = {post.campaign_id for post in posts if post.campaign_id}
    of_their_campaigns = Q(campaign__in=campaigns, state__in=APPOINTABLE)
    selected = Q(pk__in=_selected(posts).values("application"))
    rows = Application.objects.going_on().filter(of_their_campaigns | selected)
    return rows.select_related("campaign").in_order_of_merit()


def _selected(posts: Collection[Post]) -> QuerySet[Referral]:
    """Those selected from the reserve list of another campaign for one of the posts."""
    requests = {post.support_request_id for post in posts if post.support_request_id}
    return Referral.objects.awaiting_offer().filter(request__in=requests)


def awaiting_agreement(posts: Collection[Post], reader: User | None = None) -> list[Post]:
    """Of some posts those that could be offered now, but for the hub's agreement (R4).

    Those whose agreement stands are left out, and those for which nobody can be agreed to yet.
    Nobody counts who is hidden from the ``reader`` (S4). Queries: as many for one post as for many.
    """
    found = {post.pk: list[Application]() for post in posts}
    selected = set(_selected(posts).values_list("request", "application"))
    rows = _appointable(posts).with_what_offers_wait_for()
    if reader is not None and (hidden := rows.hidden_from(reader)):
        rows = rows.exclude(pk__in=hidden)
    for application in rows:
        application.campaign.read_by(reader)
        for post in posts:
            is_own = application.campaign_id == post.campaign_id
            is_own = is_own and application.state in APPOINTABLE
            if is_own or (post.support_request_id, application.pk) in selected:
                found[post.pk].append(application)
    standing = _standing(posts, found)
    return [
        post
        for post in posts
        if post.pk not in standing
        and any(not obstacle_of(post, application) for application in found[post.pk])
    ]


def _standing(posts: Collection[Post], found: Mapping[int, list[Application]]) -> set[int]:
    """The posts for which the hub agreed to somebody to whom they can still be offered (R4, H8)."""
    elsewhere = {
        post.pk: application.campaign_id
        for post in posts
        for application in found[post.pk]
        if post.agreed_for and application.reference == post.agreed_for
    }
    agreed = [post for post in posts if post.pk in elsewhere]
    accounts = User.objects.account_keys_of(
        {post.agreed_by_id for post in agreed if post.agreed_by_id}
    )
    panels = panels_of(agreed, {*chain(*accounts.values())}, elsewhere) if agreed else {}
    return {
        post.pk
        for post in agreed
        if panels[post.pk].isdisjoint(accounts.get(post.agreed_by_id or 0, ()))
    }


def recommended_for(post: Post) -> list[str]:
    """The references of the applications that the post could be offered to."""
    return list(appointable_to(post).values_list("reference", flat=True))


def obstacle_to_agreement(post: Post) -> str:
    """Why nobody can agree to an appointment to the post now: what keeps it from being offered."""
    obstacles = [obstacle_of(post, application) for application in appointable_to(post)]
    if not obstacles:
        return AppointmentRefusedError.reason
    return "" if "" in obstacles else obstacles[0]


def obstacle_of(post: Post, application: Application) -> str:
    """What keeps the application from an offer: the order of its campaign, or of who is next."""
    if application.campaign_id != post.campaign_id:
        return ""
    return obstacle_to(application, "offer")


@requires("roles.agree_appointment", "post")
@transaction.atomic
def agree_appointment(
    *, post: Post, application: str, actor: User, at: datetime | None = None
) -> Post:
    """Record that the hub agrees to offer the senior post to the candidate of that application.

    Agreeing to another replaces the first as long as nothing is offered. Raises
    ``PermissionDenied`` for who is no lead of the hub, made or wrote the campaign or applies for it
    (R25), ``PanelMemberError`` (H8), ``AppointmentRefusedError`` for an application that the post
    could not be offered to, and while the post, or the campaign, is not at its offers.
    """
    locked = (
        Post.objects.select_for_update(of=("self",))
        .select_related("grade", "campaign")
        .get(pk=post.pk)
    )
    if not actor.has_perm("roles.agree_appointment", locked) or not is_no_rival(actor, locked):
        raise PermissionDenied("Only a hub lead who has no part in it agrees.")
    if of_the_panel := why_of_the_panel(locked, actor):
        raise of_the_panel
    if not locked.is_senior or locked.state != Post.State.OPEN:
        raise AppointmentRefusedError(
            ["The hub team only agrees to appointments to open senior posts"]
        )
    if locked.campaign is not None:
        locked.campaign.read_by(actor)
    chosen = appointable_to(locked).filter(reference=application).first()
    if chosen is None:
        raise AppointmentRefusedError
    if of_the_panel := why_of_the_panel(locked, actor, chosen):
        raise of_the_panel
    if why := obstacle_of(locked, chosen):
        raise AppointmentRefusedError([why])
    return record_agreement(post=locked, reference=application, actor=actor, at=at)


@internal
@transaction.atomic
def record_agreement(
    *, post: Post, reference: str, actor: User, at: datetime | None = None
) -> Post:
    """Record an agreement: for an application, or for the department's own record of an offer."""
    moment = at or timezone.now()
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    locked.agreed_for = reference
    locked.agreed_at = moment
    locked.agreed_by = actor
    locked.save()
    log(locked, "roles.appointment_agreed", actor=actor, at=moment)
    return locked
