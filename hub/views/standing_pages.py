"""What the admin says to whoever would take away a page that the public site needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from hub.standing_pages import is_standing

TAKING_AWAY = frozenset({"unpublish", "move", "delete"})


def keep_standing_page(request: HttpRequest, page: Any, *more: Any) -> HttpResponse | None:
    """Go back to the pages around it, with the reason; None for any other page."""
    return _stay(request, [page])


def keep_standing_pages(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages that are selected in a list."""
    if action_type not in TAKING_AWAY or not _are_pages(pages):
        return None
    return _stay(request, pages)


def _are_pages(records: list[Any]) -> bool:
    """Documents and accounts are selected in lists as well."""
    return all(isinstance(record, Page) for record in records)


def _stay(request: HttpRequest, pages: list[Any]) -> HttpResponse | None:
    """Say which pages stay, and take them out of the list; back to the first if none is left."""
    kept = [page for page in pages if is_standing(page)]
    if not kept:
        return None
    pages[:] = [page for page in pages if page not in kept]
    nothing = "" if pages else " Nothing has been changed."
    for page in kept:
        messages.error(
            request,
            f"“{page.title}” stays public where it is, because the public site needs it.{nothing}",
        )
    if pages:
        return None
    return redirect("wagtailadmin_explore", (kept[0].get_parent() or kept[0]).pk)
