"""The choice to which a list of work leads: how the posts of a request are filled after all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.forms import Way
from hub.moves import choice_of
from roles.campaigns.moves.choices import withdrawals
from roles.models.support.support_request import SupportRequest
from roles.support.moves import SUPPORT_MOVES


def _posts(request: SupportRequest, user: Any) -> Sequence[Way]:
    return withdrawals(request.posts.free(), user)


CHOICES = (
    choice_of(
        "fill",
        "Decide how to fill the posts that are left",
        tuple(move for move in SUPPORT_MOVES if move.slug == "campaign"),
        at="roles:support_move",
        may=lambda request: request.posts.free().exists(),
        already=lambda request: "Every post of this request is filled or withdrawn",
        more=_posts,
    ),
)
