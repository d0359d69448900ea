"""The states of a cohort, and the sets of them that have a meaning of their own."""

from __future__ import annotations

from django.db import models


class CohortState(models.TextChoices):
    """From planned to completed."""

    PLANNED = "planned", "Planned"
    OPEN = "open_for_nominations", "Open for nominations"
    FULL = "full", "Full"
    CONFIRMED = "confirmed", "Confirmed"
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


_S = CohortState
# A place in it can be offered while there is room.
TAKING = frozenset({_S.OPEN, _S.FULL, _S.CONFIRMED})
# Still to come, and told to people.
UPCOMING = TAKING
