"""The states of a place, the sets of them that have a meaning, and who comes first (I1)."""

from __future__ import annotations

from django.db import models


class PlaceState(models.TextChoices):
    """From the waiting list or an offer to the end of the course."""

    WAITING = "waiting", "On the waiting list"
    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Offer expired"
    CONFIRMED = "confirmed", "Confirmed"
    ATTENDING = "attending", "Attending"
    COMPLETED = "completed", "Completed"
    INCOMPLETE = "incomplete", "Not completed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NO_SHOW = "no_show", "Did not attend"


_S = PlaceState
# They use up one of the cohort's places (I3).
HOLDING = frozenset(
    {
        _S.OFFERED,
        _S.ACCEPTED,
        _S.CONFIRMED,
        _S.ATTENDING,
        _S.COMPLETED,
        _S.INCOMPLETE,
        _S.NO_SHOW,
    }
)
# Something is still to happen; the person may withdraw.
UNFINISHED = frozenset({_S.WAITING, _S.OFFERED, _S.ACCEPTED, _S.CONFIRMED, _S.ATTENDING})
# Expected on a day of the course.
EXPECTED = frozenset({_S.CONFIRMED, _S.ATTENDING})
# Taken, whatever came of it: a second place would be one too many.
INDUCTED = frozenset({_S.ATTENDING, _S.COMPLETED})


class Priority(models.IntegerChoices):
    """I1: whose service comes first on a waiting list."""

    EXEMPLAR = 1, "Exemplar service"
    LARGE = 2, "Large service"
    OTHER = 3, "Other"
