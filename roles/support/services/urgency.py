"""How urgent a request is: the department's word first, the hub's with a reason (H2)."""

from __future__ import annotations

from hub.authorisation import internal
from hub.refusals import RefusedError
from roles.models.support.request_state import Urgency
from roles.models.support.support_request import SupportRequest


class UrgencyReasonError(RefusedError):
    """The urgency is changed and nobody says why (H2)."""

    reason = "Explain why you changed the urgency"


@internal
def set_urgency(
    request: SupportRequest, *, before: str, urgency: str, reason: str
) -> dict[str, str] | None:
    """Set it on a locked request, and keep why it differs; returns what the audit trail says.

    Raises ``UrgencyReasonError`` for a change without a reason.
    """
    differs = bool(before) and urgency != before
    if differs and not reason.strip():
        raise UrgencyReasonError
    request.urgency = urgency
    if not differs:
        return None
    request.urgency_reason = reason.strip()
    old, new = Urgency(before).label, Urgency(urgency).label
    return {"detail": f"Urgency “{old}” is now “{new}”: {request.urgency_reason}"}
