"""The states of an alert, and the set of them that stands."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class AlertFacts(StateFacts):
    """What is so in one state of an alert."""

    # It is wanted, or may yet be confirmed: it counts among those of its address.
    stands: bool = False


class AlertState(States):
    """From asked for, by way of the mailbox, to its end."""

    facts: AlertFacts

    PENDING = AlertFacts("pending", "Waiting to be confirmed", "yellow", stands=True)
    CONFIRMED = AlertFacts("confirmed", "Wanted", "green", stands=True)
    ENDED = AlertFacts("ended", "Ended", "grey")


STANDING = AlertState.where("stands")
