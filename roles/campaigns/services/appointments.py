"""The hub's agreement to the appointment to a Senior Civil Service technology post (R4)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.models.applications.application import Application
from roles.models.applications.application_state import APPOINTABLE
from roles.models.campaigns.post import Post
from roles.models.support.activity import SupportActivity
from roles.models.support.expert import Booking

# H8: whoever sat on the panel does not agree to what the panel found.
ON_THE_PANEL = (SupportActivity.Type.PANEL, SupportActivity.Type.INTERVIEW)


class PanelMemberError(PermissionDenied):
    """Nobody of the panel agrees to the appointment (H8)."""


def was_on_panel(post: Post, person: User) -> bool:
    """Whether the person sat on the panel of the post, or is booked to: as the hub recorded it.

    The posts of a campaign have one panel. What was logged or booked for no one post of a request
    counts for each of its posts.
    """
    posts = Post.objects.filter(pk=post.pk)
    if post.campaign_id:
        posts = Post.objects.filter(campaign=post.campaign_id)
    whole = Q(post=None, request__in=posts.values("support_request"))
    concerned = Q(post__in=posts) | whole
    work = SupportActivity.objects.filter(concerned, adviser=person, type__in=ON_THE_PANEL)
    booked = Booking.objects.in_force().filter(
        concerned, expert__user=person, kind__in=ON_THE_PANEL
    )
    return work.exists() or booked.exists()


def recommended_for(post: Post) -> list[str]:
    """The references of the applications that the post could be offered to."""
    rows = Application.objects.going_on().filter(campaign=post.campaign_id, state__in=APPOINTABLE)
    return list(rows.order_by("reference").values_list("reference", flat=True))


@requires("roles.agree_appointment", "post")
@transaction.atomic
def agree_appointment(
    *, post: Post, application: str, actor: User, at: datetime | None = None
) -> Post:
    """Record that the hub agrees to offer the senior post to the candidate of that application.

    Agreeing to another replaces the first as long as nothing is offered. Raises
    ``PermissionDenied`` for who is no lead of the hub, ``PanelMemberError`` (H8).
    """
    moment = at or timezone.now()
    locked = Post.objects.select_for_update(of=("self",)).select_related("grade").get(pk=post.pk)
    if not actor.has_perm("roles.agree_appointment", locked):
        raise PermissionDenied("Only a lead of the hub agrees to appointments.")
    if was_on_panel(locked, actor):
        raise PanelMemberError
    locked.agreed_for = application
    locked.agreed_at = moment
    locked.agreed_by = actor
    locked.save()
    log(locked, "roles.appointment_agreed", actor=actor, at=moment)
    return locked
