"""People named on a record for what they did with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hub.retention import PartPlayed, RetentionPolicy

KEPT = timedelta(days=5 * 365)


def part(model: Any, field: str, label: str, since: str) -> PartPlayed:
    """A person's part in a record; the name goes five years after the moment ``since``."""
    return PartPlayed(model, field, label, since, lambda at: at - KEPT)


def policies(parts: Iterable[PartPlayed]) -> list[RetentionPolicy]:
    """The policies that take the names off."""
    return [
        part.policy(
            purpose="To know whom to ask about a review or advice.",
            period="5 years. If you close your account, a number replaces your name.",
            who_sees="Members of the department, reviewers, hub staff and analysts.",
        )
        for part in parts
    ]
