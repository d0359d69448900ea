"""The choices to which a list of work leads: how an advert is got ready, and published."""

from __future__ import annotations

from hub.moves import choice_of
from roles.adverts.moves import ADVERT_MOVES, OPENING_MOVES

AT = "roles:campaign_move"
MOVES = {move.slug: move for move in (*OPENING_MOVES, *ADVERT_MOVES)}
PREPARE, PUT_OUT = "prepare-advert", "put-out-advert"

CHOICES = (
    choice_of(
        PREPARE,
        "Get the advert ready",
        (MOVES["write"], MOVES["send"]),
        at=AT,
        already=lambda campaign: "You can only do this before the hub team publishes the advert",
    ),
    choice_of(
        PUT_OUT,
        "Publish or schedule the advert",
        (MOVES["publish"], MOVES["schedule"]),
        at=AT,
        already=lambda campaign: "You can only do this when the campaign is ready to open",
    ),
)
# Where the next step of an advert is one of several moves.
INSTEAD = {"write": PREPARE, "send": PREPARE, "publish": PUT_OUT}
