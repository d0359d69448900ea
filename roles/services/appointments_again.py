"""Announcing appointments again, for whoever was not told because a process died."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.signals import announce, appointment_made
from roles.models.post import Post
from roles.services.posts import facts_of

# A process that died after the commit is found within an hour; a week covers a long outage.
LOOKED_BACK = timedelta(days=7)


def announce_appointments_again(at: datetime | None = None) -> int:
    """Tell again of each post filled lately; whoever acted on it already does nothing more.

    A fact is sent after the commit that makes it true, so a process that dies between the two loses
    it. Returns how many were told of.
    """
    since = (at or timezone.now()) - LOOKED_BACK
    posts = (
        Post.objects.filled()
        .filter(accepted_at__gte=since, appointee__isnull=False)
        .select_related("appointee", "organisation", "role", "level", "service", "campaign__need")
    )
    for post in posts:
        announce(appointment_made, **facts_of(post, post.appointee, None, post.accepted_at))
    return len(posts)
