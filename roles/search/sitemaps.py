"""The adverts that search engines are told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from roles.models.search.listing import Listing


class VacancySitemap(Sitemap):
    """Every vacancy that is open now."""

    covers = "roles.VacancyPage"
    limit = 10_000

    def items(self) -> QuerySet[Listing]:
        return Listing.objects.open().order_by("pk")

    def location(self, item: Listing) -> str:
        return item.path

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """Each advert; one in English and Welsh at both addresses, each naming both."""
        urls: list[dict[str, Any]] = []
        for url in super().get_urls(*args, **kwargs):
            urls.append(url)
            listing = url["item"]
            if not listing.welsh_path:
                continue
            domain = url["location"].removesuffix(listing.path)
            welsh = f"{domain}{listing.welsh_path}"
            url["alternates"] = [
                {"lang_code": "en", "location": url["location"]},
                {"lang_code": "cy", "location": welsh},
            ]
            urls.append({**url, "location": welsh})
        return urls

    def lastmod(self, item: Listing) -> datetime:
        return item.projected_at

    def get_latest_lastmod(self) -> datetime | None:
        """When the newest of them was written; without reading them all."""
        newest = Listing.objects.open().order_by("-projected_at").values_list("projected_at")
        return next((moment for (moment,) in newest[:1]), None)
