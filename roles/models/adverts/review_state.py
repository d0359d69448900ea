"""The states of the hub's check of an advert."""

from __future__ import annotations

from hub.states import StateFacts, States


class ReviewState(States):
    """Waiting for the hub, or answered."""

    WAITING = StateFacts("waiting", "With the hub team", "purple", waits_on_people=True)
    PASSED = StateFacts("passed", "Approved", "green")
    # Somebody changed the words since: they are checked again before they are published.
    CHANGED = StateFacts("changed", "Changed after it was approved", "yellow")
    RETURNED = StateFacts("returned", "Returned for changes", "yellow")
    TAKEN_BACK = StateFacts("taken_back", "Taken back", "grey")
