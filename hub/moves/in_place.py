"""Moves in place: what opens on the record's own page, and what is one button there.

Which of them do follows from what they ask and do, never from a list:

- a move of at most two questions opens there; a longer one has a page, or a ``line`` of its own;
- a decision, and what is about the version that was read, is made where its facts are read;
- what warns, what may be the end of the record, and what says that nobody can undo it, asks on its
  own page;
- what asks nothing and can be undone is one button.

The form is that of the move's own page and is sent there. A refusal is shown on that page, as ever,
with what was entered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub.moves.move import Move
from hub.states import may_be_final
from hub.views.base import with_token

MOST_QUESTIONS = 2
# How the words of a move say that it is for good (plain words: always in this way).
FOR_GOOD = "You cannot undo"


def opens_in_place(move: Move, record: Any) -> bool:
    """Whether the move opens on the record's page, as far as can be told without its form."""
    if move.is_warning or move.is_decision or move.is_bound_to_facts or move.tasks:
        return False
    if move.made_by and may_be_final(record, move.made_by):
        return False
    fields = (move.line or move.form_for(record)).base_fields
    if any(each.widget.is_hidden for each in fields.values()):
        # What its page shows goes with it, such as the version of an advert.
        return False
    if move.line is None and len(fields) > MOST_QUESTIONS:
        return False
    return FOR_GOOD not in str(move.explained(record))


def form_in_place(move: Move, record: Any, user: Any, key: Iterable[Any]) -> Any:
    """The form on the record's page, None for a move that has its page alone.

    ``key`` names the record in the address, and so its fields on a page of several.
    """
    if not opens_in_place(move, record):
        return None
    kind = move.line or move.form_for(record)
    form = kind(auto_id=f"{id_of(move.slug, key)}-%s", **move.form_kwargs(record, user))
    if move.line is None and len(form.visible_fields()) > MOST_QUESTIONS:
        return None
    return with_token(form) if move.is_creating else form


def is_button(move: Move, record: Any) -> bool:
    """Whether the move is made at once: it asks nothing, and can be undone."""
    return bool(move.undo) and not move.form_for(record).base_fields


def id_of(slug: str, key: Iterable[Any]) -> str:
    """What stands for a move of a record on a page."""
    return "-".join(["move", slug, *map(str, key)])
