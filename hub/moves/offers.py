"""What a person is offered on the page of a record, and which of it is the next step.

The sentence that says the next step and the green button come from the same ``Step``: where others
or the clock act, the sentence says so and no button is green.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hub.moves.in_place import form_in_place, id_of, is_button
from hub.moves.move import Move, possible
from hub.states import Step


@dataclass(frozen=True)
class Offer:
    """A move that a person is offered on a record's page.

    ``obstacle`` says why it has to wait; "" where it has not. ``is_next`` is the next step,
    ``is_barred`` that the person is kept from it, and not the record.
    """

    move: Move
    record: Any
    user: Any
    obstacle: str
    is_next: bool
    is_barred: bool = False

    def form_in_place(self, key: Sequence[Any]) -> Any:
        """Its form on the page of the record, None where it has its page alone."""
        return form_in_place(self.move, self.record, self.user, key)

    def id_in_place(self, key: Sequence[Any]) -> str:
        """What stands for it on the page of the record."""
        return id_of(self.slug, key)

    @property
    def is_button(self) -> bool:
        """Whether it is made at once."""
        return is_button(self.move, self.record)

    @property
    def explanation(self) -> str:
        """What is said of it above its form."""
        return self.move.explained(self.record)

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """What is shown above its form."""
        return self.move.facts(self.record)

    @property
    def is_line(self) -> bool:
        """Whether a shorter form stands for its own."""
        return self.move.line is not None

    @property
    def slug(self) -> str:
        return self.move.slug

    @property
    def label(self) -> str:
        return self.move.label

    @property
    def is_decision(self) -> bool:
        return self.move.is_decision

    @property
    def is_warning(self) -> bool:
        return self.move.is_warning


class Offers(list[Offer]):
    """The moves a person is offered, in order.

    ``next_step`` says what is next; ``page`` is the label and the address of the page where it is
    done, where it is no move.
    """

    next_step: str = ""
    page: tuple[str, str] | None = None

    def address_of_next(self, address: Callable[[str], str]) -> str:
        """Where the next step is taken; "" where others act. ``address`` gives that of a move.

        Of a list of pages it is the first that lacks something.
        """
        if self.page:
            return self.page[1]
        found = next((offer for offer in self if offer.is_next), None)
        if found is None:
            return ""
        tasks = found.move.tasks(found.record) if found.move.tasks else ()
        return address(next((task.move for task in tasks if not task.is_complete), found.slug))


def offered(
    moves: Iterable[Move],
    record: Any,
    user: Any,
    steps: Iterable[Step] = (),
    pages: Mapping[str, tuple[str, str]] | None = None,
) -> Offers:
    """The moves this person can make now, in order, and those that they are kept from in words.

    The next step is the first decision that others wait for this person to make, then the first of
    the ``steps`` that this person can take: by a move that need not wait, or on one of the
    ``pages`` they may open. A step without either says who else acts. A move with a warning is
    never the next step, and of a choice between moves none is.
    """
    obstacles, mine, barred = {}, [], set()
    # Several moves may wait for the same, or need the same permission: it is looked up once.
    may = cache(lambda permission: user.has_perm(permission, record))
    why = cache(lambda obstacle: obstacle(record))
    kept = cache(lambda barred_by: barred_by(record, user))
    for move in possible(moves, record):
        if move.part_of or move.ways or not move.is_offered_to(record, user):
            continue
        is_mine = may(move.permission)
        own = kept(move.barred_by)
        obstacle = own or (why(move.obstacle) if is_mine else "")
        if own:
            barred.add(move.slug)
        if is_mine or obstacle:
            mine.append(move)
            obstacles[move.slug] = obstacle
    free = [move for move in mine if not move.is_warning and not obstacles[move.slug]]
    step = _next(free, steps, pages or {})
    found = Offers(
        Offer(
            move,
            record,
            user,
            obstacles[move.slug],
            move.slug == step.move and not step.is_choice,
            move.slug in barred,
        )
        for move in mine
    )
    found.next_step = step.words
    found.page = (pages or {}).get(step.page)
    return found


def _next(free: list[Move], steps: Iterable[Step], pages: Mapping[str, Any]) -> Step:
    decision = next((move for move in free if move.is_decision), None)
    if decision is not None:
        return Step(f"{decision.label}.", move=decision.slug)
    own = {move.slug for move in free}
    return next(
        (
            step
            for step in steps
            if step.move in own or step.page in pages or not (step.move or step.page)
        ),
        Step(""),
    )
