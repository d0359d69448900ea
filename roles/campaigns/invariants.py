"""What must never be so of campaigns and posts; the hub's daily check looks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from hub.invariants import Invariant
from roles.campaigns.services.appointments import agreed_by_the_panel
from roles.models import Application, Approval, Campaign, Post
from roles.models.campaigns.campaign_state import ENDED

# The sweep runs each minute; so much later it has stopped.
SWEPT = timedelta(minutes=15)
# Appointments are announced again each hour.
ANNOUNCED_AGAIN = timedelta(hours=2)


def _open_past_closing() -> Iterable[Campaign]:
    return Campaign.objects.due_to_close(timezone.now() - SWEPT)


def _open_without_approval() -> Iterable[Campaign]:
    approval = Approval.objects.given().filter(campaign=OuterRef("pk"))
    opened = Campaign.objects.filter(state=Campaign.State.OPEN)
    return opened.filter(~Exists(approval))


def _appointments_unacknowledged() -> Iterable[Post]:
    """A service manager whose appointment nobody heard of has no offer of an induction place."""
    return Post.objects.unacknowledged().filter(accepted_at__lt=timezone.now() - ANNOUNCED_AGAIN)


def _undecided_at_the_end() -> Iterable[Application]:
    """Somebody waits for a decision in a campaign that has ended (R19, R21)."""
    return Application.objects.undecided().filter(campaign__state__in=ENDED)


def _agreed_by_the_panel() -> Iterable[Post]:
    """Whoever agreed to a senior appointment sat on its panel, or recorded what it found (H8)."""
    agreed = Post.objects.filter(grade__is_scs=True, agreed_by__isnull=False)
    rows = agreed.select_related("agreed_by", "grade").order_by("pk")
    return [post for post in rows.iterator(chunk_size=100) if agreed_by_the_panel(post)]


INVARIANTS = [
    Invariant(
        "roles.agreed_by_the_panel",
        "Somebody who agreed to a senior appointment is on its panel",
        _agreed_by_the_panel,
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
        "roles.undecided_at_the_end",
        "Somebody is waiting for a decision in a campaign that has ended",
        _undecided_at_the_end,
    ),
    Invariant(
        "roles.appointment_unheard",
        "Nothing has followed from an appointment, such as an induction offer",
        _appointments_unacknowledged,
    ),
]
