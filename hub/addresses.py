"""The public address of the hub: from ``HUB_BASE_URL`` alone, whoever asks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from wagtail.models import Site

# Names of things that are told apart for ever; never to be changed.
_LASTING = UUID("5b8a9d52-7c1e-4f0e-9a53-0c3f6f1d2a71")
_PORTS = {"http": 80, "https": 443}


def absolute(path: str | None) -> str:
    """The whole address of a path of ours; of none, the front page's."""
    return f"{settings.HUB_BASE_URL}{path or '/'}"


def own_path(address: str) -> str:
    """The path of an address of ours, whole or from the root on; "" of every other."""
    parts, ours = urlsplit(address), urlsplit(settings.HUB_BASE_URL)
    is_ours = not parts.netloc or parts.netloc.casefold() == ours.netloc.casefold()
    return parts.path or "/" if is_ours and address.startswith(("/", "http")) else ""


def lasting_id(name: str) -> str:
    """What tells a thing apart for ever, also when the hub moves to another domain (RFC 9562)."""
    return f"urn:uuid:{uuid5(_LASTING, name)}"


def host_and_port() -> tuple[str, int]:
    """The host and the port that the public address names."""
    parts = urlsplit(settings.HUB_BASE_URL)
    return parts.hostname or "localhost", parts.port or _PORTS.get(parts.scheme, 80)


def follow_base_url(**kwargs: Any) -> None:
    """Give Wagtail's site the public address: at each start, and after migrations.

    Nothing is done after a ``migrate`` that goes only part of the way.
    """
    if Site._meta.db_table not in connection.introspection.table_names():
        return
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None and (site.hostname, site.port) != host_and_port():
        site.hostname, site.port = host_and_port()
        site.save()


def wrong_site() -> str:
    """The address of Wagtail's site where it is not the public one; else nothing."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or (site.hostname, site.port) == host_and_port():
        return ""
    return f"{site.hostname}:{site.port}"


class PublishedRequest(HttpRequest):
    """A request as if it had come to the public address, for what builds addresses of it."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.path, self.path_info, self.method = request.path, request.path_info, request.method
        self.GET, self.META = request.GET, request.META

    @property
    def scheme(self) -> str:
        return urlsplit(settings.HUB_BASE_URL).scheme

    def get_host(self) -> str:
        return urlsplit(settings.HUB_BASE_URL).netloc
