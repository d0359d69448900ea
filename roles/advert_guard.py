"""What the editor's screens do when somebody publishes or copies an advert."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from roles.pages import VacancyPage
from roles.services.adverts import reasons_against_publishing


def refuse_unready(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to publish an advert whose campaign may not open yet; the draft is kept (R1)."""
    if not isinstance(page.specific, VacancyPage):
        return None
    reasons = reasons_against_publishing(page.specific)
    if not reasons:
        return None
    for reason in reasons:
        messages.error(request, f"The advert is saved and was not published. {reason}.")
    return redirect("wagtailadmin_pages:edit", page.pk)


def refuse_copy(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Refuse to copy an advert: each belongs to one campaign."""
    if not isinstance(page.specific, VacancyPage):
        return None
    messages.error(
        request, "An advert cannot be copied. Draft the advert of the other campaign instead."
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
