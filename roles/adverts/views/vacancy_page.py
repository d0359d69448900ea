"""The page of one advert, found by its address in two queries instead of Wagtail's fourteen."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.views import serve

from hub.page_cache import store_page
from roles.adverts.context import is_restricted, with_facts
from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign import IN_TIME

WELSH = "cymraeg/"


@require_safe
def vacancy_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve a public advert; for all else at such an address Wagtail finds what there is."""
    found = _served(request, slug, request.path)
    return found or serve(request, request.path.strip("/") + "/")


# A link to such an address leads somewhere where Wagtail has a page (hub/page_faults.py).
vacancy_page.serves_pages = True  # type: ignore[attr-defined]  # Of a function.


@require_safe
def vacancy_page_in_welsh(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The Welsh text of an advert in English and Welsh. Raises ``Http404`` for any other."""
    found = _served(request, slug, request.path.removesuffix(WELSH), "cy")
    if found is None:
        raise Http404
    return found


def _served(
    request: HttpRequest, slug: str, path: str, language: str = ""
) -> HttpResponseBase | None:
    rows = VacancyPage.objects.live().filter(~is_restricted(), slug=slug)
    for page in with_facts(rows):
        if page.url == path and (page.shows_welsh or not language):
            response = page.serve(request, language=language)
            if isinstance(response, TemplateResponse):
                _store(response)
            return response
    return None


def _store(response: TemplateResponse) -> None:
    """Until the clock changes what the page says: of this role, or of those like it."""
    context = response.context_data or {}
    now = timezone.now()
    moments = [listing.closes_at + IN_TIME for listing in context["similar"]]
    if closes_at := context["campaign"].closes_at:
        moments.append(closes_at + IN_TIME)
    if context["asking_ends_at"]:
        moments.append(context["asking_ends_at"])
    moments = [moment for moment in moments if moment > now]
    store_page(response, until=min(moments, default=now + timedelta(days=1)))
