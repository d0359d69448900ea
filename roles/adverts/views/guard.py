"""What the editor's screens do when somebody publishes or copies an advert."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import reasons_against_publishing
from roles.adverts.services.moderation import OwnAdvertError, refuse_own_words


def refuse_unready(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to publish an advert whose campaign may not open yet (R1), or whose words are the
    publisher's own; the draft is kept."""
    if not isinstance(page.specific, VacancyPage):
        return None
    reasons = _reasons(request, page.specific)
    if not reasons:
        return None
    for reason in reasons:
        messages.error(request, f"The advert is saved and was not published. {reason}.")
    return redirect("wagtailadmin_pages:edit", page.pk)


def refuse_unready_in_bulk(
    request: HttpRequest, action_type: str, pages: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages that are selected in a list and published together."""
    if action_type != "publish" or request.method != "POST":
        return None
    adverts = [page.specific for page in pages if isinstance(page.specific, VacancyPage)]
    refused = [(page, reason) for page in adverts for reason in _reasons(request, page)]
    for page, reason in refused:
        messages.error(request, f"Nothing was published. {page.title}: {reason}.")
    return redirect("wagtailadmin_explore", adverts[0].get_parent().pk) if refused else None


def _reasons(request: HttpRequest, page: VacancyPage) -> list[str]:
    reasons = reasons_against_publishing(page)
    try:
        # Whoever opens the admin is signed in.
        refuse_own_words(page=page, actor=request.user)  # type: ignore[arg-type]
    except OwnAdvertError as error:
        reasons = [*error.reasons, *reasons]
    return reasons


def refuse_copy(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to copy an advert: each belongs to one campaign."""
    if not isinstance(page.specific, VacancyPage):
        return None
    messages.error(
        request, "An advert cannot be copied. Draft the advert of the other campaign instead."
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
