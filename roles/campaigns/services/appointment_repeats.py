"""Announcing appointments again, for whoever was not told because a process died."""

from __future__ import annotations

from hub.authorisation import internal
from roles.campaigns.services.posts import announce_appointment
from roles.models.campaigns.post import Post


@internal
def announce_appointments_again() -> int:
    """Tell again of each filled post on whose appointment not everybody has acted.

    A fact is sent after the commit that makes it true, so a process that dies between the two loses
    it; whoever acted on it already does nothing more. Returns how many were told of.
    """
    posts = Post.objects.unacknowledged().select_related(
        "appointee", "organisation", "role", "level", "service", "campaign__need"
    )
    told = 0
    for post in posts:
        if post.appointee is not None:
            announce_appointment(post=post, person=post.appointee, actor=None, at=post.accepted_at)
            told += 1
    return told
