"""Public pages stored whole for people without a session, and served before any other work.

A view says of an answer that it may be stored, and until when (``store_page``), and which
parameters it reads (``vary_on_parameters``). A page is found by its address without other
parameters, under the generation. Never stored: what was made for somebody with a session, what sets
a cookie or holds a token, a message, or anybody's name.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase

from hub.page_cache.generations import forget_generation, generation

LONGEST = 300
LARGEST = 256 * 1024
# Pages of one generation in the shared cache: whoever asks for ever new words fills no more.
MOST_SHARED = 2_000
OWN_HEADERS = frozenset({"x-request-id", "set-cookie", "date", "content-length"})

_parameters: set[str] = set()


@dataclass(frozen=True)
class StoredPage:
    """A page with its headers."""

    until: float
    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class InProcess:
    """The pages that this process served last."""

    def __init__(self) -> None:
        self.pages: OrderedDict[str, StoredPage] = OrderedDict()

    def get(self, key: str) -> StoredPage | None:
        """The page, unless its time is over."""
        page = self.pages.get(key)
        return page if page and page.until > time.time() else None

    def store(self, key: str, page: StoredPage) -> None:
        """Store the page instead of the one that came first."""
        most: int = settings.HUB_PAGES_IN_PROCESS
        if most:
            self.pages[key] = page
        while len(self.pages) > most:
            self.pages.popitem(last=False)


_near = InProcess()


def vary_on_parameters(*parameters: str) -> None:
    """Say which parameters the views that store pages read: by these, pages differ."""
    _parameters.update(parameters)


def store_page(response: HttpResponseBase, *, until: datetime) -> None:
    """Say that a page is the same for everybody without a session until then, at the longest."""
    # Carried on the response for the cache alone.
    response.stored_until = until.timestamp()  # type: ignore[attr-defined]


def forget_in_process() -> None:
    """Let this process forget the pages and the generation it knows; for tests."""
    _near.pages.clear()
    forget_generation()


class WholePageMiddleware:
    """Serves stored pages, and stores those that may be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # The views say what they read when they are imported; before that no key would be right.
        import_module(settings.ROOT_URLCONF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = generation() if _is_for_everybody(request) else None
        if number is None:
            return self.get_response(request)
        key = _key(request, number)
        page = _near.get(key)
        if page is None:
            page = cache.get(key)
            if page is not None and page.until > time.time():
                _near.store(key, page)
            else:
                return self._made(request, key, number)
        return _answer(request, page)

    def _made(self, request: HttpRequest, key: str, number: int) -> HttpResponse:
        response = self.get_response(request)
        if not may_be_stored(request, response):
            return response
        page = _page(response)
        seconds = page.until - time.time()
        if seconds <= 0:
            return response
        _near.store(key, page)
        if _has_room(number):
            cache.set(key, page, seconds)
        response["ETag"] = page.etag
        response["Cache-Control"] = "private, no-cache"
        if _is_known(request, page.etag):
            return _not_modified(page)
        return response


def may_be_stored(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer that its view would store holds nothing of anybody's own."""
    if not hasattr(response, "stored_until") or response.status_code != 200 or response.streaming:
        return False
    if response.cookies or "Set-Cookie" in response or len(response.content) > LARGEST:
        return False
    if "CSRF_COOKIE_NEEDS_UPDATE" in request.META:  # The page holds a token.
        return False
    if getattr(getattr(request, "_messages", None), "added_new", False):
        return False
    session = getattr(request, "session", None)
    if session is not None and not session.is_empty():
        return False
    user = getattr(request, "user", None)
    return user is None or not user.is_authenticated


def _is_for_everybody(request: HttpRequest) -> bool:
    """Whether nothing in the request tells who asks."""
    if request.method != "GET" or not settings.HUB_PAGE_CACHE:
        return False
    if "HTTP_COOKIE" in request.META and (
        settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES
    ):
        return False
    return "HTTP_AUTHORIZATION" not in request.META and "HTTP_RANGE" not in request.META


def _key(request: HttpRequest, number: int) -> str:
    """The address without parameters that no view reads; the order of the others is one."""
    query = request.META.get("QUERY_STRING", "")
    known = ""
    if query:
        given = QueryDict(query).lists()
        known = repr(sorted((name, values) for name, values in given if name in _parameters))
    host = request.META.get("HTTP_HOST", "")
    address = f"{request.is_secure()} {host} {request.path} {known}"
    return f"hub:pages:{number}:{hashlib.sha256(address.encode()).hexdigest()}"


def _page(response: HttpResponse) -> StoredPage:
    """The answer as it is stored: without what belongs to the request."""
    headers = tuple(
        (name, value) for name, value in response.items() if name.lower() not in OWN_HEADERS
    )
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    # Carried on the response for the cache alone.
    until = min(response.stored_until, time.time() + LONGEST)  # type: ignore[attr-defined]
    return StoredPage(until, f'W/"{digest}"', headers, response.content)


def _answer(request: HttpRequest, page: StoredPage) -> HttpResponse:
    if _is_known(request, page.etag):
        return _not_modified(page)
    response = HttpResponse(page.body)
    for name, value in page.headers:
        response[name] = value
    response["ETag"] = page.etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    return etag in [item.strip() for item in request.META.get("HTTP_IF_NONE_MATCH", "").split(",")]


def _not_modified(page: StoredPage) -> HttpResponse:
    response = HttpResponseNotModified()
    response["ETag"] = page.etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie"
    return response


def _has_room(number: int) -> bool:
    counter = f"hub:pages:{number}:stored"
    cache.add(counter, 0, LONGEST)
    try:
        return cache.incr(counter) <= MOST_SHARED
    except ValueError:  # The cache is away.
        return False
