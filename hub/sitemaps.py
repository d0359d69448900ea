"""What search engines are told: where the public pages are, and where not to go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.sitemaps import Sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.contrib.sitemaps import views as sitemaps
from wagtail.models import PageQuerySet

from hub.addresses import PublishedRequest, absolute
from hub.navigation import NavigationItem, private_addresses, public_places


class PublicPages(PageSitemap):
    """Wagtail's public pages, without those of which a place has a sitemap of its own.

    Such a sitemap names their model in ``covers``, as ``"<label>.<Model>"``.
    """

    def items(self) -> PageQuerySet:
        covered = [apps.get_model(name) for name in _covered()]
        return super().items().not_exact_type(*covered)

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """With the public address, whatever Wagtail's site says."""
        urls = super()._urls(page, protocol, domain)
        return [{**url, "location": absolute(urlsplit(url["location"]).path)} for url in urls]


def _covered() -> list[str]:
    return [
        item.sitemap.covers
        for item in public_places()
        if item.sitemap and hasattr(item.sitemap, "covers")
    ]


class PublicPlaces(Sitemap):
    """Each place of the navigation that needs no permission."""

    def items(self) -> list[NavigationItem]:
        return list(public_places())

    def location(self, item: NavigationItem) -> str:
        return reverse(item.url_name)


def sections() -> dict[str, type[Sitemap]]:
    """The parts of the sitemap by name: the hub's own, and one for each place that has its own."""
    own = {
        item.slug.split(".")[1].replace("_", "-"): item.sitemap
        for item in public_places()
        if item.sitemap
    }
    return {**own, "pages": PublicPages, "places": PublicPlaces}


def index(request: HttpRequest) -> HttpResponse:
    """List the parts of the sitemap."""
    return sitemaps.index(PublishedRequest(request), sections(), sitemap_url_name="sitemap_part")


def part(request: HttpRequest, section: str) -> HttpResponse:
    """One part of the sitemap. Raises ``Http404`` for one that no enabled plugin has."""
    found = sections()
    if section not in found:
        raise Http404
    return sitemaps.sitemap(PublishedRequest(request), found, section=section)


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is, and what only people who sign in have something at."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in private_addresses()),
        f"Sitemap: {absolute(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
