"""What must never be so of offers; the hub's daily check looks for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from hub.invariants import Invariant
from roles.models import Application, Post
from roles.models.applications.application_state import OFFER_ACCEPTED
from roles.models.campaigns.post import FILLED


def _filled_without_offer() -> Iterable[str]:
    """A post filled by somebody the hub knows has an accepted offer; every one names its offer."""
    accepted = Application.objects.filter(post=OuterRef("pk"), state__in=OFFER_ACCEPTED)
    broken = Post.objects.filled().filter(
        Q(offer_reference="") | Q(appointee__isnull=False) & ~Exists(accepted)
    )
    return [str(post) for post in broken]


def _accepted_without_post() -> Iterable[str]:
    broken = Application.objects.filter(state__in=OFFER_ACCEPTED).exclude(post__state__in=FILLED)
    return [str(application) for application in broken]


INVARIANTS = [
    Invariant(
        "roles.filled_without_offer",
        "A filled post has no accepted offer",
        _filled_without_offer,
    ),
    Invariant(
        "roles.accepted_without_post",
        "An accepted offer has no filled post",
        _accepted_without_post,
    ),
]
