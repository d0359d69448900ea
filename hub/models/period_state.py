"""The states of a reporting period, and the set of them whose figures no longer move."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class PeriodFacts(StateFacts):
    """What is so in one state of a reporting period."""

    # Its figures are read from what was kept, and no longer move.
    is_frozen: bool = False


class PeriodState(States):
    """From open to published."""

    facts: PeriodFacts

    OPEN = PeriodFacts("open", "Open", "blue")
    COLLECTING = PeriodFacts("collecting", "Collecting", "grey")
    QUERIED = PeriodFacts("queried", "Queried", "grey")
    FROZEN = PeriodFacts("frozen", "Closed", "grey", is_frozen=True)
    PUBLISHED = PeriodFacts("published", "Published", "blue", is_frozen=True)
    CORRECTED = PeriodFacts("corrected", "Corrected", "grey", is_frozen=True)


FROZEN = PeriodState.where("is_frozen")
