"""The demonstration: records that each plugin builds through its services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hub.extensions import ExtensionPoint


@dataclass(frozen=True)
class Persona:
    """Somebody a visitor of the demonstration may become with one click.

    They come to what waits for them, as everybody who signs in does.
    """

    email: str
    name: str
    title: str
    story: str


@dataclass(frozen=True)
class DemoData:
    """A plugin's part of the demonstration; parts are loaded by ``order`` and cleared in reverse.

    ``load`` goes through services, can be run again without changing anything, and refreshes what
    is relative to today; ``clear`` removes every row it made. ``load_large`` adds what is only
    loaded when somebody asks for a large demonstration.
    """

    slug: str
    label: str
    order: int
    load: Callable[[], None]
    clear: Callable[[], None]
    personas: Sequence[Persona] = ()
    load_large: Callable[[], None] = lambda: None


parts = ExtensionPoint("register_hub_demo", DemoData)


def in_order() -> list[DemoData]:
    """Every declared part, in the order of loading."""
    return sorted(parts, key=lambda part: (part.order, part.slug))
