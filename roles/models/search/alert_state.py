"""The states of an alert."""

from __future__ import annotations

from hub.states import StateFacts, States


class AlertState(States):
    """From asked for, by way of the mailbox, to its end."""

    PENDING = StateFacts("pending", "Waiting to be confirmed", "yellow")
    CONFIRMED = StateFacts("confirmed", "Wanted", "green")
    ENDED = StateFacts("ended", "Ended", "grey")
