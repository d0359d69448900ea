"""What must never be so of support requests; the hub's daily check looks for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from hub.invariants import Invariant
from hub.models import User
from hub.work import HUB_TEAM
from roles.models.support.request_state import RequestState
from roles.models.support.support_request import SupportRequest


def _without_adviser() -> Iterable[SupportRequest]:
    """Requests in progress that nobody of the hub team works on any more."""
    team = User.objects.in_staff_group(*HUB_TEAM).order_by().values("pk")
    rows = SupportRequest.objects.filter(state=RequestState.IN_PROGRESS)
    rows = rows.filter(Q(adviser=None) | ~Q(adviser__in=team))
    return rows.order_by("pk")[:100]


INVARIANTS = [
    Invariant(
        "roles.request_without_adviser",
        "A support request is in progress, but nobody in the hub team is working on it. Change "
        "its adviser",
        _without_adviser,
    ),
]
