"""Acts done together for several records: the audit trail says which belong to one another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Under this an entry keeps the reference of what it is part of.
GROUP = "group"
# Under this it says what a run did with the record, where it is part of one (hub/bulk).
RUN = "run"
DONE, UNDONE = "done", "undone"

_group: ContextVar[dict[str, str]] = ContextVar("audit_group", default={})  # noqa: B039  # Never changed.


@contextmanager
def in_group(reference: str, *, run: str = "") -> Iterator[None]:
    """Do what follows as part of one act for several; ``run`` is DONE or UNDONE, of a run."""
    token = _group.set({GROUP: reference} | ({RUN: run} if run else {}))
    try:
        yield
    finally:
        _group.reset(token)


def group_now() -> str:
    """The reference of what is being done for several; "" for what is done by itself."""
    return _group.get().get(GROUP, "")


def said_of_group() -> dict[str, str]:
    """What an entry made now keeps of the act for several records that it is part of."""
    return dict(_group.get())
