"""What is removed for good: by the erasure of a person, or with the demonstration; else never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import PermissionDenied

_is_removing: ContextVar[bool] = ContextVar("is_removing", default=False)


class RemovalError(PermissionDenied):
    """The record is not deleted by hand."""


@contextmanager
def removing() -> Iterator[None]:
    """Let accounts, and pages that the public knows, be deleted; a request never does."""
    token = _is_removing.set(True)
    try:
        yield
    finally:
        _is_removing.reset(token)


def is_removing() -> bool:
    """Whether what is deleted now is erased, or goes with the demonstration."""
    return _is_removing.get()
