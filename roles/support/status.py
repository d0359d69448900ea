"""Who has a support request, in words."""

from __future__ import annotations

from roles.models.support.request_state import RequestState
from roles.models.support.support_request import SupportRequest


def who_has_it(request: SupportRequest) -> str:
    """Who has to act next."""
    waits_for = RequestState(request.state).facts.waits_for
    if waits_for == "nobody":
        return "Nobody: it is closed"
    if waits_for == "department":
        return f"{request.organisation.name}"
    return (
        str(request.adviser) if request.adviser else "The hub team. It does not have an adviser yet"
    )
