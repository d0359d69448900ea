"""What can be done with a team or a training plan, in the order in which it is offered."""

from __future__ import annotations

from functools import partial

from capability_reviews.actions.services import move_team, move_training
from hub.moves import Move, can

_move = partial(Move, permission="capability_reviews.record_building")

TEAM_MOVES = (
    _move(
        slug="start",
        label="Record that roles are being created",
        may=can("start"),
        service=partial(move_team, move="start"),
        done="is now having roles created",
        explain="We count it as a team for which roles are being created. You cannot undo this.",
    ),
    _move(
        slug="establish",
        label="Record that the team is established",
        may=can("establish"),
        service=partial(move_team, move="establish"),
        done="is established",
        explain="We count it as a team set up in this quarter. You cannot undo this.",
    ),
)
TRAINING_MOVES = (
    _move(
        slug="start",
        label="Record that the training has begun",
        may=can("start"),
        service=partial(move_training, move="start"),
        done="has begun",
        explain="We no longer count it as planned. You cannot undo this.",
    ),
    _move(
        slug="finish",
        label="Record that the training is over",
        may=can("finish"),
        service=partial(move_training, move="finish"),
        done="is over",
        explain="There is nothing more to do. You cannot undo this.",
    ),
)
