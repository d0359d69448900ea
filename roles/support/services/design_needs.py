"""A support request that turns out to be a question of organisation design."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub import needs
from hub.audit import log
from hub.authorisation import requires
from hub.models import Need, User
from roles.models.support.support_request import SupportRequest
from roles.support.services.requests import locked_request


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def raise_design_need(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> Need:
    """Raise a need for advice on organisation design that the request brought to light."""
    moment = at or timezone.now()
    locked = locked_request(request)
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
