"""The pages that the footer links to: contact, accessibility, privacy, cookies, terms."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.dates import duration
from hub.known_browser import A_YEAR, COOKIE
from hub.views.tables import COOKIES

# The day the statement was last checked against the service, and the day it is due again.
ACCESSIBILITY_REVIEWED = dt.date(2026, 11, 23)
ACCESSIBILITY_REVIEW_DUE = dt.date(2027, 11, 23)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how accessible the service is (2018 regulations, regulation 8)."""
    context = {"reviewed": ACCESSIBILITY_REVIEWED, "review_due": ACCESSIBILITY_REVIEW_DUE}
    return render(request, "hub/help/accessibility.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people, why, for how long, and what they may ask."""
    return render(request, "hub/help/privacy.html")


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """List the cookies, all of them strictly necessary."""
    context = {
        "cookies": COOKIES.of(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "purpose": "Keeps you signed in, and keeps what you typed between pages",
                    "expires": duration(settings.SESSION_COOKIE_AGE),
                },
                {
                    "name": settings.CSRF_COOKIE_NAME,
                    "purpose": "Makes sure that a form sent to us comes from our own page",
                    "expires": f"{settings.CSRF_COOKIE_AGE // 604800} weeks",
                },
                {
                    "name": COOKIE,
                    "purpose": (
                        "Remembers that you have signed in on this browser, so that other people "
                        "cannot lock you out or see what you typed"
                    ),
                    "expires": f"{A_YEAR // 86400} days",
                },
                {
                    "name": "messages",
                    "purpose": "Carries a message, like ‘Saved’, to the next page you see",
                    "expires": "When you have seen the message",
                },
            ]
        )
    }
    return render(request, "hub/help/cookies.html", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Say how to reach the hub team."""
    return render(request, "hub/help/contact.html")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Set out the terms on which the service may be used."""
    return render(request, "hub/help/terms.html")
