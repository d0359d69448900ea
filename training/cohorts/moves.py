"""What those who run a cohort can do with it, in the order in which it is offered."""

from __future__ import annotations

from functools import partial

from hub.moves import Move, can
from training.cohorts import services

_move = partial(Move, permission="training.manage_cohort")

COHORT_MOVES = (
    _move(
        slug="open",
        label="Places available",
        may=can("open"),
        service=services.open_nominations,
        done="is open",
    ),
    _move(
        slug="confirm",
        label="Confirm the cohort",
        may=can("confirm"),
        service=services.confirm_cohort,
        done="is confirmed",
    ),
    _move(
        slug="start",
        label="Start the cohort",
        may=can("start"),
        service=services.start_cohort,
        done="has started",
    ),
    _move(
        slug="complete",
        label="Complete the cohort",
        may=can("complete"),
        service=services.complete_cohort,
        done="is completed",
    ),
)
