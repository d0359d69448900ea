"""A support request that turns out to be a question of organisation design."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub import needs
from hub.audit import log
from hub.models import Need, User
from roles.models.support_request import SupportRequest
from roles.services.requests import locked_request

# The same words again so soon are a second press of the button.
PRESSED_AGAIN = timedelta(minutes=10)


@transaction.atomic
def raise_design_need(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> Need:
    """Raise a need for advice on organisation design that the request brought to light.

    The same again soon is a second press of the button and gives the need that was raised.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    raised = needs.needs_of(locked).filter(
        reason=reason, raised_by=actor, raised_at__gt=moment - PRESSED_AGAIN
    )
    if found := raised.exclude(pk=locked.need_id).first():
        return found
    need = needs.raise_need(
        organisation=locked.organisation,
        reason=reason,
        actor=actor,
        headcount=locked.posts_wanted,
        service=locked.service,
        origin=locked,
        at=moment,
    )
    log(
        locked,
        "roles.support_design_need",
        actor=actor,
        at=moment,
        data={"detail": f"Need {need.reference}"},
    )
    return need
