"""Facts that one plugin announces and others may act on: past tense, hub types only, sent on
commit.

A new fact needs a decision record. Send with ``announce``; receivers that fail never undo the fact,
and all act as the system.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from hub.authorisation import as_system

# Arguments: person (User), need (Need or None), organisation, role (FrameworkRole), level
# (RoleLevel or None), service (Service or None), at (datetime), reference (str, of the post), actor
# (User or None).
appointment_made = Signal()

# Arguments: the same as above; the offer fell through or was declined after acceptance (R17).
appointment_ended = Signal()

# Arguments: period (PreElectionPeriod): it was set, changed, or has ended.
pre_election_changed = Signal()

# Arguments: row (Notification): the mail provider says that it came back.
mail_came_back = Signal()

# Arguments: organisation (Organisation): it is part of another one now, or of none.
organisation_moved = Signal()

# Arguments: person_id (int), receipt (ErasureReceipt).
person_erased = Signal()


def announce(fact: Signal, *, acknowledge: Callable[[], Any] | None = None, **facts: Any) -> None:
    """Send a fact once the transaction is committed; no receiver can undo it.

    ``acknowledge`` is called afterwards, unless a receiver failed: whoever announces can record
    that all have acted, and announce again what a process that died between the two never sent.
    """

    def send() -> None:
        with as_system():
            answers = fact.send_robust(sender=None, **facts)
        if acknowledge and not any(isinstance(answer, Exception) for _, answer in answers):
            acknowledge()

    transaction.on_commit(send)
