"""Whose browser this is: who signed in last, remembered after the session has ended.

The cookie says no name: it holds a mark of the person and one of the browser, signed. It gives no
right to anything; what it decides is whose typed words are shown again, and whose limit counts.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

COOKIE = "hub_known"
SALT = "hub.known_browser"
A_YEAR = 365 * 24 * 3600


def mark_of(email: str) -> str:
    """What stands for the person with an address."""
    return salted_hmac(SALT, email.strip().lower()).hexdigest()[:32]


def last_person(request: HttpRequest) -> str:
    """The mark of who signed in last in this browser; "" when nobody has."""
    return _read(request)[0]


def browser_of(request: HttpRequest, email: str) -> str:
    """The browser's own mark where the person with an address has signed in; "" anywhere else."""
    person, browser = _read(request)
    return browser if person and constant_time_compare(person, mark_of(email)) else ""


def remember(request: HttpRequest, response: HttpResponse, person: Any) -> None:
    """Remember who is signed in, unless that is known already."""
    if browser_of(request, person.email):
        return
    response.set_cookie(
        COOKIE,
        signing.dumps([mark_of(person.email), get_random_string(16)], salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, str]:
    try:
        person, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except (signing.BadSignature, ValueError, TypeError):
        return "", ""
    return str(person), str(browser)
