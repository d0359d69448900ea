"""What the history of a support request says of whoever was offered a post of it (R15)."""

from __future__ import annotations

from datetime import datetime

from hub.audit import log
from hub.authorisation import internal
from hub.models import User
from roles.models.applications.application import Application


@internal
def log_for_request(
    application: Application, action: str, *, actor: User | None, at: datetime
) -> None:
    """Record it on the request whose post was offered, if it was one of a request."""
    if (request := application.offered_for) is not None:
        detail = f"Application {application.reference}"
        log(request, action, actor=actor, at=at, data={"detail": detail})
