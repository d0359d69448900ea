"""Where people can go: what the navigation, the front page and the account page lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from hub.extensions import ExtensionPoint

# A person sees at most this many links in the service navigation; the rest go in the footer.
MOST_SHOWN = 6


@dataclass(frozen=True)
class Door:
    """A card on the front page: what can be done there, and for whom.

    Somebody may go to a place and only read there: ``permission`` is the right to do what the card
    says. Without one, whoever may go there may do it.
    """

    title: str
    text: str
    audience: str
    permission: str | None = None


@dataclass(frozen=True)
class Count:
    """How many things wait at a place, and how many of them are late."""

    total: int
    late: int = 0

    @property
    def in_words(self) -> str:
        """For who does not see the number: "5 waiting, 2 of them late"."""
        late = f", {self.late:,} of them late" if self.late else ""
        return f"{self.total:,} waiting{late}"


@dataclass(frozen=True)
class NavigationItem:
    """A place that somebody may go to; shown to whoever holds ``permission``, or to everybody.

    ``order`` is its position among the links. Of more than six links those with the lowest
    ``rank`` stay in the service navigation. ``shown`` on the ``account`` page are places of few
    people, which no other page looks for. A ``door`` puts a card on the front page. Search engines
    are told of a place that needs no permission, and of the addresses in its ``sitemap``. They are
    asked to leave alone what is below the address of any other, or below its ``private`` addresses
    where it names some. A ``count`` says beside the link how much waits there for a person: it is
    asked on every page, so it reads what is stored and asks no database; None shows nothing.
    """

    slug: str
    label: str
    url_name: str
    order: int
    permission: str | None = None
    rank: int = 100
    shown: Literal["navigation", "account"] = "navigation"
    door: Door | None = None
    sitemap: type[Sitemap] | None = None
    private: tuple[str, ...] | None = None
    count: Callable[[Any], Count | None] | None = None

    def is_for(self, user: Any) -> bool:
        """Whether this person, who may be a stranger, may go there."""
        return _holds(user, self.permission)

    def has_door_for(self, user: Any) -> bool:
        """Whether it has a card of something that this person may do."""
        return bool(self.door and self.is_for(user) and _holds(user, self.door.permission))


def _holds(user: Any, permission: str | None) -> bool:
    if permission is None:
        return True
    return bool(user and user.is_authenticated and user.has_perm(permission))


navigation_items = ExtensionPoint("register_hub_navigation", NavigationItem)


def in_order() -> list[NavigationItem]:
    """What the hub and its plugins have registered, by ``order``."""
    return sorted(navigation_items, key=lambda item: item.order)


def address(url_name: str) -> str | None:
    """Give the address of a URL that this installation may not have."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def navigation(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """Collect the links that this person may follow, in `shown` and `more`."""
    user = getattr(request, "user", None)
    allowed = [
        (item, reverse(item.url_name))
        for item in in_order()
        if item.shown == "navigation" and item.is_for(user)
    ]
    first = {item for item, _ in sorted(allowed, key=lambda pair: pair[0].rank)[:MOST_SHOWN]}
    # Of two places where one lies inside the other, only the inner one is where you are.
    here = max((href for _, href in allowed if request.path.startswith(href)), key=len, default="")
    links: dict[str, list[dict[str, Any]]] = {"shown": [], "more": []}
    for item, href in allowed:
        links["shown" if item in first else "more"].append(
            link(request, item.label, href, active=href == here) | _counted(item, user)
        )
    return links


def _counted(item: NavigationItem, user: Any) -> dict[str, Any]:
    """The words of a link with what waits behind it; nothing where nothing does."""
    count = item.count(user) if item.count and user and user.is_authenticated else None
    if not count or not count.total:
        return {}
    number = format_html(
        '<span class="hub-count{}" aria-hidden="true">{}</span>'
        '<span class="govuk-visually-hidden">, {}</span>',
        " hub-count--late" if count.late else "",
        f"{count.total:,}",
        count.in_words,
    )
    return {"html": format_html("{} {}", item.label, number)}


def account_page_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Collect the places that only the account page leads to, for those who have something."""
    return [
        link(request, item.label, reverse(item.url_name), active=False)
        for item in in_order()
        if item.shown == "account" and item.is_for(request.user)
    ]


def front_page_doors(request: HttpRequest) -> list[dict[str, str]]:
    """Collect the cards of the front page: all for a stranger, who may yet sign in as anybody; for
    a person who has signed in, those of what they may do.
    """
    user = getattr(request, "user", None)
    is_known = bool(user and user.is_authenticated)
    return [
        {
            "href": reverse(item.url_name),
            "title": item.door.title,
            "text": item.door.text,
            "who": item.door.audience,
        }
        for item in in_order()
        if item.door and (item.has_door_for(user) or not is_known)
    ]


def public_places() -> Iterator[NavigationItem]:
    """Where a stranger may go."""
    return (item for item in in_order() if item.permission is None)


def private_addresses() -> list[str]:
    """The beginnings of addresses that only people who sign in have something at."""
    found: set[str] = set()
    for item in in_order():
        if item.private is not None:
            found.update(item.private)
        elif item.permission is not None:
            found.add(reverse(item.url_name))
    return sorted(found)


def link(request: HttpRequest, label: str, href: str, *, active: bool) -> dict[str, Any]:
    """Describe a navigation link for the GOV.UK service navigation."""
    return {"text": label, "href": href, "current": request.path == href, "active": active}
