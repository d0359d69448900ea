"""What the admin says to whoever would take away a page that the public site needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from hub.several_pages import of_pages
from hub.standing_pages import is_standing, lasts

TAKING_AWAY = frozenset({"unpublish", "move", "delete"})


def keep_before(action: str) -> Callable[..., HttpResponse | None]:
    """The guard of a screen that would take one page away."""

    def keep(request: HttpRequest, page: Any, *more: Any) -> HttpResponse | None:
        """Go back to the pages around it, with the reason; None for any other page."""
        return _stay(request, [page], action)

    return keep


@of_pages
def keep_standing_pages(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages that are selected in a list."""
    return _stay(request, pages, action_type) if action_type in TAKING_AWAY else None


def _why(page: Page, action: str) -> str:
    """Why a page stays; "" where it need not."""
    if is_standing(page):
        return "stays public where it is, because the public site needs it."
    if not lasts(page, action):
        return ""
    stays = "stays at its address while it is public, because people may have the link."
    if lasts(page, "unpublish"):
        return f"{stays} To put something right, edit the page and publish it again."
    return f"{stays} If it has to go, unpublish it first."


def _stay(request: HttpRequest, pages: list[Any], action: str) -> HttpResponse | None:
    """Say which pages stay, and take them out of the list; back to the first if none is left."""
    kept = {page: why for page in pages if (why := _why(page, action))}
    if not kept:
        return None
    pages[:] = [page for page in pages if page not in kept]
    nothing = "" if pages else " Nothing has been changed."
    for page, why in kept.items():
        messages.error(request, f"“{page.title}” {why}{nothing}")
    if pages:
        return None
    first = next(iter(kept))
    return redirect("wagtailadmin_explore", (first.get_parent() or first).pk)
