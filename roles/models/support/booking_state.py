"""The states of an expert's booking."""

from __future__ import annotations

from hub.states import StateFacts, States


class BookingState(States):
    """Booked, or not any more."""

    BOOKED = StateFacts("booked", "Booked", "blue")
    CANCELLED = StateFacts("cancelled", "Cancelled", "grey")
