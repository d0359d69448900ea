"""Acts in a matter of one's own: the audit trail says in which capacity, and does not name who."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

_own_act: ContextVar[tuple[Any, str] | None] = ContextVar("own_act", default=None)


@dataclass(frozen=True)
class OwnAct:
    """What people do in a matter of their own: the audit trail says who by these words alone.

    ``person`` is the attribute of the record that holds the key of the person whose matter it is;
    an act on no record yet is its actor's own.
    """

    words: str
    person: str = ""

    def is_of(self, actor: Any, record: Any) -> bool:
        """Whether this actor acts in their own matter, rather than for somebody else."""
        if record is None or not self.person:
            return True
        return bool(getattr(record, self.person) == actor.pk)


_own_acts: dict[str, OwnAct] = {}


def in_own_matter(permission: str, words: str, person: str = "") -> None:
    """Declare, beside a permission, that whoever uses it in their own matter is not named.

    Neither in the entry of that act nor in those of what follows from it in the same act.
    """
    _own_acts[permission] = OwnAct(words, person)


@contextmanager
def acting_for_oneself(actor: Any, words: str) -> Iterator[None]:
    """Do what follows as somebody's own act, where no permission says so (as at a sign-in)."""
    token = _own_act.set((actor.pk, words))
    try:
        yield
    finally:
        _own_act.reset(token)


def words_of_own(permission: str, actor: Any, record: Any) -> str:
    """How the audit trail says who acts, where this use of a permission is in their own matter."""
    own = _own_acts.get(permission)
    return own.words if own and own.is_of(actor, record) else ""


def own_act_of(actor: Any) -> str:
    """In which words this person acts in their own matter now; "" for an act of office."""
    current = _own_act.get()
    return current[1] if current is not None and current[0] == actor.pk else ""
