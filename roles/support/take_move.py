"""Taking a request in one step; on the board also for several at once."""

from __future__ import annotations

from hub.moves import Move
from roles.support.services import taking

TAKE = Move(
    slug="take",
    label="Become the adviser",
    permission="roles.triage_supportrequest",
    may=lambda request: request.is_assignable,
    already=lambda request: (
        "You can only become the adviser after triage, until the request is closed"
    ),
    barred_by=taking.why_not_taken,
    service=taking.take,
    explain="You take over from the adviser, if there is one. How urgent it is and the date to "
    "follow up on stay as they are.",
    says=lambda request, result: f"You are the adviser of {request}",
)
