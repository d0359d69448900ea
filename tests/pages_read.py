"""What the page of a decision carries: the version of the facts that somebody read on it."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

VERSION = re.compile(r'name="facts_version" value="(\w+)"')


def as_read(client: Client, url: str, answers: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answers of somebody who has opened the page just now."""
    found = VERSION.search(client.get(url).text)
    return {**({"facts_version": found[1]} if found else {}), **(answers or {})}
