"""What somebody read on a page: the version of the facts of a decision, the green buttons."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from tests.moves_shown import moves_shown

VERSION = re.compile(r'name="facts_version" value="(\w+)"')


def as_read(client: Client, url: str, answers: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answers of somebody who has opened the page just now."""
    found = VERSION.search(client.get(url).text)
    return {**({"facts_version": found[1]} if found else {}), **(answers or {})}


def green_of(html: str) -> list[str]:
    """The labels of the buttons that are neither grey nor a warning, of what can be done."""
    shown = moves_shown(html.split("<main", 1)[1].split("</main>")[0])
    return [label for label, move in shown.items() if move.is_green and "inverse" not in move.look]
