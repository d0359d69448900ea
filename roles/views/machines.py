"""What search engines read: the open vacancies' addresses, and where not to go."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from roles.models.listing import Listing

PRIVATE = ("/accounts/", "/admin/", "/applications/", "/campaigns/", "/posts/", "/support/")


class VacancySitemap(Sitemap[Listing]):
    """Every vacancy that is open now."""

    changefreq = "daily"
    limit = 10_000

    def items(self) -> QuerySet[Listing]:
        return Listing.objects.open().order_by("pk")

    def location(self, item: Listing) -> str:
        return item.path

    def lastmod(self, item: Listing) -> datetime:
        return item.projected_at


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is and what is nobody's business but people's."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in PRIVATE),
        f"Sitemap: {request.build_absolute_uri(reverse('roles:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
