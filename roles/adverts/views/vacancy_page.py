"""The page of one advert, found by its address in two queries instead of Wagtail's fourteen."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.views import serve

from hub.page_cache import store_page
from roles.adverts.context import is_restricted, with_facts
from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign import IN_TIME


@require_safe
def vacancy_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve a public advert; for all else at such an address Wagtail finds what there is."""
    rows = VacancyPage.objects.live().filter(~is_restricted(), slug=slug)
    for page in with_facts(rows):
        if page.url == request.path:
            response = page.serve(request)
            if isinstance(response, TemplateResponse):
                _store(response)
            return response
    return serve(request, request.path.strip("/") + "/")


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
