"""What search engines read: the open vacancies' addresses, and where not to go."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from roles.models.listing import Listing

PRIVATE = (
    "/accounts/",
    "/admin/",
    "/applications/",
    "/campaigns/",
    "/posts/",
    "/questions/",
    "/saved/",
    "/support/",
)


class VacancySitemap(Sitemap[Listing]):
    """Every vacancy that is open now."""

    limit = 10_000

    def items(self) -> QuerySet[Listing]:
        return Listing.objects.open().order_by("pk")

    def location(self, item: Listing) -> str:
        return item.path

    def lastmod(self, item: Listing) -> datetime:
        return item.projected_at

    def get_latest_lastmod(self) -> datetime | None:
        """When the newest of them was written; without reading them all."""
        newest = Listing.objects.open().order_by("-projected_at").values_list("projected_at")
        return next((moment for (moment,) in newest[:1]), None)


class ListSitemap(Sitemap[str]):
    """The page that lists them."""

    def items(self) -> list[str]:
        return ["roles:vacancy_list"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"vacancies": VacancySitemap, "lists": ListSitemap}


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is and what is nobody's business but people's."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in PRIVATE),
        f"Sitemap: {request.build_absolute_uri(reverse('roles:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
