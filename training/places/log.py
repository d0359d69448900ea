"""What the audit trail says of places."""

from __future__ import annotations

LOG_ACTIONS = {
    "training.place_requested": "Put on the waiting list",
    "training.place_offered": "Induction place offered",
    "training.place_accepted": "Induction place accepted",
    "training.place_declined": "Induction place declined",
    "training.place_expired": "Offer of an induction place ended",
    "training.place_confirmed": "Induction place confirmed",
    "training.place_withdrawn": "Induction place withdrawn",
    "training.place_returned": "Back on the waiting list",
    "training.place_erased": "Person removed from a place",
}
