"""Acts done together for several records: the audit trail says which belong to one another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Under this an entry keeps the reference of the run that it is part of.
GROUP = "group"

_group: ContextVar[str] = ContextVar("audit_group", default="")


@contextmanager
def in_group(reference: str) -> Iterator[None]:
    """Do what follows as part of one act for several records."""
    token = _group.set(reference)
    try:
        yield
    finally:
        _group.reset(token)


def group_now() -> str:
    """The reference of what is being done for several; "" for what is done by itself."""
    return _group.get()
