"""What is asked of Wagtail about several pages at once: of which of them it is done, page by page.

A guard (``before_bulk_action``) takes out of the list that it is given those pages of which it may
not be done, and says which and why; it answers for itself only where none is left. So the rest of
what somebody selected is done, and the page that asks "Are you sure?" names the rest alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch
from wagtail import hooks
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page

Guard = Callable[[HttpRequest, str, list[Any], Any], HttpResponse | None]


def of_pages(guard: Guard) -> Guard:
    """A guard that is asked of pages alone: documents and accounts are selected in lists, too."""

    @wraps(guard)
    def asked(
        request: HttpRequest, action_type: str, records: list[Any], action: Any
    ) -> HttpResponse | None:
        if not all(isinstance(record, Page) for record in records):
            return None
        return guard(request, action_type, records, action)

    return asked


def is_about_pages(match: ResolverMatch) -> bool:
    """Whether a screen of the admin is about several pages."""
    return match.view_name == "wagtail_bulk_action" and match.kwargs["model_name"] == "page"


def selected(request: HttpRequest, match: ResolverMatch) -> list[Page]:
    """The pages that a screen about several of them names, one by one or all of a list."""
    keys: Iterable[Any] = [key for key in request.GET.getlist("id") if key.isdecimal()]
    if "all" in request.GET.getlist("id"):
        keys = _all_of_list(request, match)
    return list(Page.objects.filter(pk__in=list(keys)))


def _all_of_list(request: HttpRequest, match: ResolverMatch) -> Iterable[Any]:
    """The keys of what the list shows, also where somebody searched in it: as Wagtail finds it."""
    above = request.GET.get("childOf")
    if above is not None and not (
        above.isdecimal() and len(above) < 19 and Page.objects.filter(pk=above).exists()
    ):
        return []
    names = [match.kwargs[name] for name in ("app_label", "model_name", "action")]
    action = bulk_action_registry.get_bulk_action_class(*names)
    found: Iterable[Any] = (
        action(request, Page).get_all_objects_in_listing_query(above) if action else []
    )
    return found


def keep_to(request: HttpRequest, pages: Iterable[Page]) -> None:
    """Let the screen, and the form that it shows, be about these pages alone."""
    query = request.GET.copy()
    query.setlist("id", [str(page.pk) for page in pages])
    request.GET = query  # type: ignore[assignment]  # What the screens read.
    request.META["QUERY_STRING"] = query.urlencode()


def refused_of_several(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """What the guards answer before Wagtail asks; what they take out, it does not ask about."""
    pages = selected(request, match)
    known = len(pages)
    for guard in hooks.get_hooks("before_bulk_action"):
        answer = guard(request, match.kwargs["action"], pages, None)
        if isinstance(answer, HttpResponse):
            return answer
    if len(pages) < known:
        keep_to(request, pages)
    return None


def closed_of_several(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Leave out those that their class closes to this person (``why_closed_to``), and say why."""
    pages, closed = selected(request, match), []
    for page in pages:
        why_closed = getattr(page.specific, "why_closed_to", None)
        if why_closed is not None and (why := why_closed(request.user)):
            messages.error(request, f"{page.title}: {why}.")
            closed.append(page)
    if not closed:
        return None
    if rest := [page for page in pages if page not in closed]:
        keep_to(request, rest)
        return None
    return redirect("wagtailadmin_explore", closed[0].get_parent().pk)
