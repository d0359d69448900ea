"""The hub's agreement to the appointment to a Senior Civil Service technology post (R4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from hub.audit import doers, log
from hub.authorisation import internal, requires
from hub.models import LogEntry, User
from hub.refusals import RefusedError
from roles.models.applications.application import Application
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


def _panel_of(post: Post, keys: Iterable[int], application: Application | None) -> set[int]:
    """Which of these people are of the panel of a post, or of that which found a candidate."""
    posts = Post.objects.filter(pk=post.pk)
    if post.campaign_id:
        posts = Post.objects.filter(campaign=post.campaign_id)
    whole = Q(post=None, request__in=posts.values("support_request"))
    concerned = Q(post__in=posts) | whole
    work = SupportActivity.objects.filter(concerned, adviser__in=keys, type__in=ON_THE_PANEL)
    booked = Booking.objects.played().filter(
        concerned, expert__user__in=keys, kind__in=ON_THE_PANEL
    )
    panel = {*work.values_list("adviser", flat=True)}
    panel |= {*booked.values_list("expert__user", flat=True)}
    campaigns = {post.campaign_id, application.campaign_id if application else None} - {None}
    return panel | _who_found(campaigns, keys)


def _who_found(campaigns: Collection[int | None], keys: Iterable[int]) -> set[int]:
    """Which of these people recorded what the panels of campaigns found, or had it recorded.

    The histories say it: decisions can be undone, and who took them stays.
    """
    if not campaigns:
        return set()
    applications = Application.objects.filter(campaign__in=campaigns)
    of_them = Q(
        content_type=ContentType.objects.get_for_model(Application),
        object_id__in=applications.annotate(key=Cast("pk", CharField())).values("key"),
        action__in=FINDING,
    )
    of_itself = Q(
        content_type=ContentType.objects.get_for_model(Campaign),
        object_id__in=[str(key) for key in campaigns],
        action="roles.campaign_merit_agreed",
    )
    return doers(LogEntry.objects.filter(of_them | of_itself), keys)


def appointable_to(post: Post) -> QuerySet[Application]:
    """The applications to whose candidates the post could be offered, in the order of merit."""
    of_its_campaign = Q(campaign__posts=post, state__in=APPOINTABLE)
    selected = Q(
        pk__in=Referral.objects.awaiting_offer()
        .filter(request=post.support_request_id)
        .values("application")
    )
    rows = Application.objects.going_on().filter(of_its_campaign | selected).distinct()
    return rows.select_related("campaign").in_order_of_merit()


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
