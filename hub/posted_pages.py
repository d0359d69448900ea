"""Pages that answer a form have an address: going back and loading anew show them again.

A browser that goes back to the answer of a form it may not store asks for the form to be sent
again, or shows an error of its own. So such an answer, a page to check or a form with errors, is
kept for an hour, encrypted, and the browser is led to it. Its address names nobody and opens for
the same session alone, as long as the form itself opens for the person. What did not come from a
browser's own navigation is answered as ever.
"""

from __future__ import annotations

import base64
import re
import secrets
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from hub.encryption import EncryptionError, decrypt, encrypt

PARAMETER, SESSION_KEY = "posted", "posted_pages"
TOKEN = re.compile(r"[\w-]{16}", re.ASCII)
# How many of a session's pages are kept, the latest, for how many seconds, of which size.
PAGES, AN_HOUR, LARGEST = 10, 3600, 2_000_000
# A page to check or with errors, and one that says what somebody else changed meanwhile.
KEPT = (200, 409, 422)


class PostedPagesMiddleware:
    """Leads a browser from the answer of a form to the address at which it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _take_token(request)
        if token and request.method in ("GET", "HEAD"):
            kept = _kept(request, token)
            if kept is None:  # Of another session, or too old: the form as it is opened first.
                return HttpResponseRedirect(request.get_full_path())
            # What keeps somebody from the page by now keeps them from what it answered, too.
            page = self.get_response(request)
            if _is_refused(request, page):
                return page
            _leave_messages(request)
            return kept
        response = self.get_response(request)
        if request.method != "POST" or not request.user.is_authenticated:
            return response
        if _is_page(request, response):
            return _keep(request, response)
        if 300 <= response.status_code < 400:
            _sent(request)
        return response


def unsent(request: HttpRequest) -> str:
    """Where answers are that were typed at this address and not sent; "" where there are none."""
    for token, (_, path, is_open) in reversed(_pages(request).items()):
        if path == request.path and is_open:
            return _address(request, token)
    return ""


def forget(request: HttpRequest) -> None:
    """Let go of every page that is kept for a session, as when it ends."""
    for key, *_ in _pages(request).values():
        _store(key).delete()
    request.session.pop(SESSION_KEY, None)


def _take_token(request: HttpRequest) -> str:
    """The token of the address, which nothing after this sees; "" without one."""
    query = request.META.get("QUERY_STRING", "")
    if f"{PARAMETER}=" not in query:
        return ""
    terms = QueryDict(query, mutable=True)
    token = (terms.pop(PARAMETER, None) or [""])[-1]
    request.META["QUERY_STRING"] = terms.urlencode()
    request.__dict__.pop("GET", None)
    return token if isinstance(token, str) and TOKEN.fullmatch(token) else "-"


def _is_refused(request: HttpRequest, page: HttpResponse) -> bool:
    """Whether the page at the address is not for the person any more.

    The admin leads them elsewhere then; another page does where its form is no longer to be sent,
    which its kept answer says as well. 405 is of a form that has its page at another address.
    """
    if 300 <= page.status_code < 400:
        return request.path_info.startswith(reverse("wagtailadmin_home"))
    return page.status_code not in (200, 405)


def _leave_messages(request: HttpRequest) -> None:
    """Let what waits to be said wait on: the page that was asked for it is not shown."""
    said: Any = get_messages(request)
    said.used = said.added_new = False


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a browser would show the answer in place of the page with the form."""
    asked = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
    return (
        asked == ("navigate", "document")
        and response.status_code in KEPT
        and not response.streaming
        and response.get("Content-Type", "").startswith("text/html")
        and "Content-Disposition" not in response
        and len(response.content) <= LARGEST
    )


def _keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    packed = base64.b64encode(zlib.compress(response.content)).decode()
    try:
        words = encrypt(packed)
    except EncryptionError:  # Without a key nothing is kept: never in plain.
        return response
    store = _store()
    store["page"] = [response.status_code, response["Content-Type"], words]
    store.set_expiry(AN_HOUR)
    store.create()
    token, pages = secrets.token_urlsafe(12), _pages(request)
    pages[token] = [store.session_key, request.path, True]
    for old in list(pages)[:-PAGES]:
        _store(pages.pop(old)[0]).delete()
    request.session[SESSION_KEY] = pages
    led = HttpResponseRedirect(_address(request, token), status=303)
    led.cookies.update(response.cookies)
    return led


def _kept(request: HttpRequest, token: str) -> HttpResponse | None:
    """The page as it was shown first; None where this session has none under the token."""
    if token not in _pages(request):
        return None
    key, path, _ = _pages(request)[token]
    page = _store(key).get("page")
    if page is None or path != request.path or not request.user.is_authenticated:
        return None
    status, kind, words = page
    try:
        content = zlib.decompress(base64.b64decode(decrypt(words)))
    except EncryptionError:
        return None
    return HttpResponse(content, status=status, content_type=kind)


def _sent(request: HttpRequest) -> None:
    """What was typed at this address is sent: nobody is asked whether to go on with it."""
    let_go(request, request.path)


def let_go(request: HttpRequest, address: str) -> None:
    """Offer nobody any more to go on with what was typed at an address and refused."""
    pages = _pages(request)
    if any(path == address and is_open for _, path, is_open in pages.values()):
        request.session[SESSION_KEY] = {
            token: [key, path, is_open and path != address]
            for token, (key, path, is_open) in pages.items()
        }


def _address(request: HttpRequest, token: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{request.path}?{f'{query}&' if query else ''}{PARAMETER}={token}"


def _pages(request: HttpRequest) -> dict[str, list[Any]]:
    """The session's pages by token, the earliest first: where each is kept, of which address, and
    whether its answers are still to be sent."""
    return dict(request.session.get(SESSION_KEY, {}))


def _store(key: str | None = None) -> Any:
    """A row beside the sessions: read with the page alone, and gone with what has run out."""
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
