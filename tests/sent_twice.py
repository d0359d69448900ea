"""Pages that make a record, by URL name; each app lists its own in its ``sent_twice.py``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hub.models import User
from tests.factories.hub import signed_in
from tests.typed import tick_on

TOKEN = re.compile(r'name="page_token" value="([\w-]{36})"')


@dataclass(frozen=True)
class Creating:
    """Who opens the page where, what they send (made anew each time), and what it makes.

    ``other`` is what a second page says otherwise, where one is looked at, or the name of the box
    that it ticks when it is asked; None where the domain
    lets no second be made at all.
    """

    person: User
    url: str
    data: Callable[[], dict[str, Any]]
    model: type[Model]
    other: dict[str, Any] | str | None = field(default_factory=dict)


def token_of(client: Client, url: str) -> str:
    """The token of the page, opened now."""
    found = TOKEN.findall(client.get(url).content.decode())
    assert len(found) == 1, f"{url} has {len(found)} tokens"
    return found[0]


def press(client: Client, url: str, data: Callable[[], dict[str, Any]]) -> list[HttpResponse]:
    """Open the page and send it twice; gives both answers."""
    token = token_of(client, url)
    return [client.post(url, {**data(), "page_token": token}) for _ in range(2)]


def page_is_sent_twice(page: Creating) -> None:
    """Check that it makes one record and leads to it.

    Going back and sending the same is asked about; a second page with another answer is not.
    """
    client, before = signed_in(page.person), page.model.objects.count()
    first, second = press(client, page.url, page.data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert page.model.objects.count() == before + 1
    assert client.get(first.url).status_code == 200
    if page.other == {}:
        again, _ = press(client, page.url, page.data)
        assert (again.status_code, page.model.objects.count()) == (200, before + 1)
        assert "You sent the same answers on" in again.text
        assert f'href="{first.url}"' in again.text
        assert 'name="second" value="yes"' in again.text
        press(client, page.url, lambda: {**page.data(), "second": "yes"})
        assert page.model.objects.count() == before + 2
    if page.other:
        other = page.other
        if isinstance(other, str):
            asked = client.post(page.url, {**page.data(), "page_token": token_of(client, page.url)})
            other = tick_on(asked.text, other)
            assert other != {}
        press(client, page.url, lambda: {**page.data(), **other})
        assert page.model.objects.count() == before + 2


def day(name: str, ahead: int = 0) -> dict[str, int]:
    """So many days from now, as a page sends it."""
    date = timezone.localdate() + timedelta(days=ahead)
    return {f"{name}_day": date.day, f"{name}_month": date.month, f"{name}_year": date.year}
