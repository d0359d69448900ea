"""Extension points: typed lists that plugins add to through Wagtail hooks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from wagtail import hooks


def guarded() -> AbstractContextManager[Any]:
    """Read what a plugin gives: a query of it that fails spoils no transaction there may be."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


class HasSlug(Protocol):
    """An item that is told apart by its slug."""

    @property
    def slug(self) -> str: ...


Item = TypeVar("Item", bound=HasSlug)


class ExtensionPoint(Generic[Item]):
    """The items that all functions registered under one hook return.

    A hook function takes no arguments and returns an iterable of items. Raises
    ``ImproperlyConfigured`` when an item has another type or a slug is taken twice.
    """

    known: dict[str, ExtensionPoint] = {}

    def __init__(self, hook: str, item_type: type[Item]) -> None:
        self.hook = hook
        self.item_type = item_type
        ExtensionPoint.known[hook] = self

    def __iter__(self) -> Iterator[Item]:
        return iter(self.by_slug().values())

    def by_slug(self) -> dict[str, Item]:
        """Return the items by slug, in the order of registration."""
        found: dict[str, Item] = {}
        for function in hooks.get_hooks(self.hook):
            for item in function():
                if not isinstance(item, self.item_type):
                    raise ImproperlyConfigured(
                        f"{self.hook} takes {self.item_type.__name__} items; "
                        f"{function.__module__} gave {item!r}."
                    )
                if item.slug in found:
                    raise ImproperlyConfigured(f"{self.hook}: the slug {item.slug!r} is taken.")
                found[item.slug] = item
        return found

    def get(self, slug: str) -> Item | None:
        """Return the item with this slug, or None when no enabled plugin declares it."""
        return self.by_slug().get(slug)
