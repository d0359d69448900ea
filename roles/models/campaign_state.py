"""The states of a campaign, and the sets of them that have a meaning of their own."""

from __future__ import annotations

from django.db import models


class CampaignState(models.TextChoices):
    """From draft to filled."""

    DRAFT = "draft", "Draft"
    APPROVAL_REQUESTED = "approval_requested", "Awaiting approval"
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"
    REFUSED = "refused", "Refused"
    SCHEDULED = "scheduled", "Scheduled"
    OPEN = "open", "Open"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"
    SIFTING = "sifting", "Sifting"
    INTERVIEWING = "interviewing", "Interviewing"
    MERIT_AGREED = "merit_agreed", "Merit order agreed"
    OFFERING = "offering", "Making offers"
    FILLED = "filled", "Filled"
    PART_FILLED = "part_filled", "Part filled"
    UNFILLED = "unfilled", "Unfilled"
    CANCELLED = "cancelled", "Cancelled"
    READVERTISED = "readvertised", "Advertised again"


_S = CampaignState
# Its terms can still be changed: nobody has approved them.
EDITABLE = frozenset({_S.DRAFT, _S.RETURNED})
# Approved and not yet open.
READY = frozenset({_S.APPROVED, _S.SCHEDULED})
# Opened and not yet closed.
LIVE = frozenset({_S.OPEN, _S.PAUSED})
# Candidates have been told of it.
ADVERTISED = frozenset(_S) - {
    _S.DRAFT,
    _S.APPROVAL_REQUESTED,
    _S.APPROVED,
    _S.RETURNED,
    _S.REFUSED,
    _S.SCHEDULED,
}
# Nothing more is expected to happen.
ENDED = frozenset(
    {_S.REFUSED, _S.FILLED, _S.PART_FILLED, _S.UNFILLED, _S.CANCELLED, _S.READVERTISED}
)
# Applications are being handled.
ASSESSING = frozenset({_S.CLOSED, _S.SIFTING, _S.INTERVIEWING, _S.MERIT_AGREED, _S.OFFERING})


class Audience(models.TextChoices):
    """Who may apply; widens only in this order (R2)."""

    INTERNAL = "internal", "Internal: this department only"
    ACROSS_GOVERNMENT = "across_government", "Across government"
    EXTERNAL = "external", "External: anyone"

    @property
    def reach(self) -> int:
        """How wide it is, from 0."""
        return list(Audience).index(self)

    def covers(self, other: str) -> bool:
        """Whether it is at least as wide as another."""
        return self.reach >= Audience(other).reach
