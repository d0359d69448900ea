"""The feeds and the exports of open vacancies: for readers, scripts and job boards."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from roles import feeds
from roles.services.exports import export_path, write_exports
from roles.vacancy_data import NEWEST, Page, page_of
from roles.vacancy_search import DEFAULT_SORTING, Terms

SIZE = 50
FRESH_FOR = 300
REMEMBERED_FOR = 7 * 24 * 3600


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """The newest roles that a search finds, as Atom."""
    page, links = _asked(request, "roles:feed_atom")
    body = feeds.atom(page, **links)
    return answer(request, body, "application/atom+xml; charset=utf-8", links["feed_url"])


@require_safe
def json_feed(request: HttpRequest) -> HttpResponseBase:
    """The newest roles that a search finds, as JSON Feed."""
    page, links = _asked(request, "roles:feed_json")
    body = json.dumps(feeds.json_feed(page, **links), ensure_ascii=False)
    return answer(request, body, "application/feed+json; charset=utf-8", links["feed_url"])


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """What anyone may apply for, whole, as it was written this morning, for job boards."""
    path = export_path(form)
    if not path.exists():  # Before the first morning.
        write_exports()
    file = path.open("rb")
    changed = path.stat()
    response = FileResponse(file, content_type=f"application/{form}; charset=utf-8")
    tag = quote_etag(f"{changed.st_mtime_ns:x}-{changed.st_size:x}")
    return _open_to_all(request, response, tag, int(changed.st_mtime))


def answer(request: HttpRequest, body: str, content_type: str, address: str) -> HttpResponseBase:
    """What anybody may read and keep for a while; 304 to those who have it already."""
    digest = hashlib.sha256(body.encode()).hexdigest()[:32]
    changed = _changed_at(address, digest)
    response = HttpResponse(body, content_type=content_type)
    return _open_to_all(request, response, quote_etag(digest), changed)


def _open_to_all(
    request: HttpRequest, response: HttpResponseBase, etag: str, changed: int
) -> HttpResponseBase:
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    response["Access-Control-Allow-Origin"] = "*"
    found = get_conditional_response(request, etag, changed, response)
    return found if found is not None else response


def _changed_at(address: str, digest: str) -> int:
    """When the answer at an address last changed, in seconds.

    A role that closes changes a feed and leaves no date in it, so the date is remembered beside the
    digest; what the cache has forgotten counts as changed now.
    """
    key = f"roles:feed:{hashlib.sha256(address.encode()).hexdigest()}"
    known = cache.get(key)
    if known and known[0] == digest:
        return int(known[1])
    now = int(timezone.now().timestamp())
    cache.set(key, (digest, now), REMEMBERED_FOR)
    return now


def _asked(request: HttpRequest, name: str) -> tuple[Page, dict[str, str]]:
    """The page that the address asks for, always newest first, and the addresses around it."""
    # A feed has one order; what else the address holds is read as the list reads it.
    terms = replace(Terms.from_address(request.GET), sort=DEFAULT_SORTING)
    at, after = timezone.now(), request.GET.get("after", "")
    try:
        page = page_of(terms, order=NEWEST, after=after, size=SIZE, at=at)
    except ValueError:
        after = ""
        page = page_of(terms, order=NEWEST, after="", size=SIZE, at=at)
    address = settings.HUB_BASE_URL + reverse(name)
    return page, {
        "home": _with(settings.HUB_BASE_URL + reverse("roles:vacancy_list"), terms),
        "feed_url": _with(address, terms, after=after),
        "next_url": _with(address, terms, after=page.next_cursor) if page.next_cursor else "",
        "subtitle": f"Open roles for: {terms.keyword}" if terms.keyword else "Open roles",
    }


def _with(address: str, terms: Terms, **more: str) -> str:
    query = terms.address(**more)
    return f"{address}?{query}" if query else address
