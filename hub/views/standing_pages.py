"""What the admin says to whoever would take away a page that the public site needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.standing_pages import is_standing

TAKING_AWAY = frozenset({"unpublish", "move", "delete"})


def keep_standing_page(request: HttpRequest, page: Any, *more: Any) -> HttpResponse | None:
    """Go back to the pages around it, with the reason; None for any other page."""
    return _stay(request, [page])


def keep_standing_pages(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages that are selected in a list."""
    return _stay(request, pages) if action_type in TAKING_AWAY else None


def _stay(request: HttpRequest, pages: list[Any]) -> HttpResponse | None:
    kept = next((page for page in pages if is_standing(page)), None)
    if kept is None:
        return None
    messages.error(
        request,
        f"“{kept.title}” stays public where it is, because the public site needs it. "
        "Nothing has been changed.",
    )
    return redirect("wagtailadmin_explore", (kept.get_parent() or kept).pk)
