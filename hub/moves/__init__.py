"""Moves: what can be done to a record now, by whom; each declared once, a page with one form.

An area lists its moves in the order in which they are offered. The page of a record shows those
``offered``, with the next step of the steps it is given; a ``MoveView`` only finds the record.

    COHORT_MOVES = (
        Move(
            slug="cancel",
            label="Cancel the cohort",
            permission="training.manage_cohort",
            may=can("cancel"),
            service=cohorts.cancel_cohort,
            form=ReasonForm,
            done="is cancelled",
            is_warning=True,
        ),
    )
"""

from __future__ import annotations

from hub.moves.choices import choice_of
from hub.moves.move import (
    ConfirmForm,
    Move,
    ReasonForm,
    can,
    can_from,
    possible,
    reason_read_by,
)
from hub.moves.offers import Offer, Offers, offered
from hub.moves.task_lists import Task
from hub.moves.views import MoveView

__all__ = [
    "ConfirmForm",
    "Move",
    "MoveView",
    "Offer",
    "Offers",
    "ReasonForm",
    "Task",
    "can",
    "can_from",
    "choice_of",
    "offered",
    "possible",
    "reason_read_by",
]
