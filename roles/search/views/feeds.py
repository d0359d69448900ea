"""The feeds and the exports of open vacancies: for readers, scripts and job boards."""

from __future__ import annotations

import hashlib
import json
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from ninja import Query
from ninja.errors import HttpError

from hub.api import Router, answers
from roles.models.policy import RecruitmentPolicy
from roles.search import feeds
from roles.search.services.exports import export_path, write_exports
from roles.search.vacancy_data import newest
from roles.search.vacancy_records import Export
from roles.search.vacancy_search import FeedParameters, Page, Terms

SIZE = 50
NO_PLACE = "after is no place in the list: take it from next, unchanged."
FRESH_FOR = 300
REMEMBERED_FOR = 7 * 24 * 3600
REFUSED = {400: "A parameter is unknown, or its value is; the detail names it."}
NO_FILE = "The daily files are switched off, and we have no file to send yet. Try again later."
NOT_MADE = {**REFUSED, 503: "The daily files are switched off, and none was made."}
router = Router()


@router.get(
    "/roles/feed.atom",
    url_name="feed_atom",
    operation_id="roles.feed_atom",
    summary="A search as an Atom feed",
    throttle=[],
    openapi_extra=answers("application/atom+xml", problems=REFUSED),
)
def atom(request: HttpRequest, asked: Query[FeedParameters]) -> HttpResponseBase:
    """The newest vacancies that a search finds, for a feed reader."""
    page, links = _asked(asked, "roles:feed_atom")
    body = feeds.atom(page, **links)
    return answer(request, body, "application/atom+xml; charset=utf-8", links["feed_url"])


@router.get(
    "/roles/feed.json",
    url_name="feed_json",
    operation_id="roles.feed_json",
    summary="A search as a JSON Feed",
    throttle=[],
    openapi_extra=answers("application/feed+json", problems=REFUSED),
)
def json_feed(request: HttpRequest, asked: Query[FeedParameters]) -> HttpResponseBase:
    """The same as JSON Feed 1.1; _vacancy in each item holds the facts, as in the API."""
    page, links = _asked(asked, "roles:feed_json")
    body = json.dumps(feeds.json_feed(page, **links), ensure_ascii=False)
    return answer(request, body, "application/feed+json; charset=utf-8", links["feed_url"])


@router.get(
    "/roles/export.json",
    url_name="export_json",
    operation_id="roles.export_json",
    summary="The daily export as JSON",
    throttle=[],
    response=Export,
    openapi_extra=answers(problems=NOT_MADE),
)
def export_json(request: HttpRequest) -> HttpResponseBase:
    """Every vacancy that anyone may apply for, with its whole advert: written each morning at ten
    past five, UK time. For job boards and researchers.
    """
    return _export(request, "json")


@router.get(
    "/roles/export.xml",
    url_name="export_xml",
    operation_id="roles.export_xml",
    summary="The daily export as XML",
    throttle=[],
    openapi_extra=answers("application/xml", problems=NOT_MADE),
)
def export_xml(request: HttpRequest) -> HttpResponseBase:
    """The same in the elements that job boards read: a source with a job for each vacancy."""
    return _export(request, "xml")


def _export(request: HttpRequest, form: str) -> HttpResponseBase:
    for name in request.GET:
        raise HttpError(400, f"{name} is not a parameter of the export: it holds every vacancy.")
    path = export_path(form)
    if not path.exists():  # Before the first morning at this public address.
        if RecruitmentPolicy.load().exports_are_paused:
            raise HttpError(503, NO_FILE)
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
    request: HttpRequest, response: HttpResponse | FileResponse, etag: str, changed: int
) -> HttpResponseBase:
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    response["Access-Control-Allow-Origin"] = "*"
    found = get_conditional_response(request, etag, changed, cast("HttpResponse", response))
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


def _asked(asked: FeedParameters, name: str) -> tuple[Page, dict[str, str]]:
    """The page that the address asks for, always newest first, and the addresses around it."""
    terms, after = asked.terms, asked.after
    try:
        page = newest(terms, after=after, size=SIZE, at=timezone.now())
    except ValueError as error:
        raise HttpError(400, NO_PLACE) from error
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
