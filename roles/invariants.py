"""What must never be so in recruitment; the hub's daily check looks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hub.invariants import Invariant
from roles.models import Application, Approval, Campaign, Post
from roles.models.application_state import OFFER_ACCEPTED
from roles.models.post import FILLED

# The sweep runs each minute; so much later it has stopped.
SWEPT = timedelta(minutes=15)
# Appointments are announced again each hour.
ANNOUNCED_AGAIN = timedelta(hours=2)


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


def _open_past_closing() -> Iterable[str]:
    return [str(campaign) for campaign in Campaign.objects.due_to_close(timezone.now() - SWEPT)]


def _open_without_approval() -> Iterable[str]:
    approval = Approval.objects.given().filter(campaign=OuterRef("pk"))
    opened = Campaign.objects.filter(state=Campaign.State.OPEN)
    return [str(campaign) for campaign in opened.filter(~Exists(approval))]


def _appointments_unheard() -> Iterable[str]:
    """A service manager whose appointment nobody heard of has no offer of an induction place."""
    broken = Post.objects.unheard().filter(accepted_at__lt=timezone.now() - ANNOUNCED_AGAIN)
    return [str(post) for post in broken]


INVARIANTS = (
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
    Invariant(
        "roles.open_past_closing",
        "A campaign is past its closing time and not closed",
        _open_past_closing,
    ),
    Invariant(
        "roles.open_without_approval",
        "A campaign is open without an approval",
        _open_without_approval,
    ),
    Invariant(
        "roles.appointment_unheard",
        "An appointment was not acted on, such as by an induction offer",
        _appointments_unheard,
    ),
)
