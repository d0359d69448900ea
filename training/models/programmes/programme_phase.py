"""The phases of a programme."""

from __future__ import annotations

from hub.states import StateFacts, States


class ProgrammePhase(States):
    """From discovery to retired."""

    DISCOVERY = StateFacts("discovery", "Discovery", "grey")
    ALPHA = StateFacts("alpha", "Alpha", "grey")
    BETA = StateFacts("beta", "Beta", "grey")
    LIVE = StateFacts("live", "Live", "grey")
    RETIRED = StateFacts("retired", "Retired", "grey")
