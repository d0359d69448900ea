"""Where a person is signed in: each session seen, renewed by use, and ended by its owner."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hub.audit import log
from hub.authorisation import public, requires
from hub.known_browser import remember
from hub.models import User

LONGEST_AGENT = 200
KEY = "renewed_at"
# The longest that anybody is warned before the end, and that a renewal may wait: each of them
# writes the session, so not every request does it.
FIVE_MINUTES = 5 * 60
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@public
def start(request: HttpRequest, user: User) -> None:
    """A session begins, with its whole time before it; also one that allauth did not begin."""
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": get_adapter().get_client_ip(request),
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
        },
    )
    request.session[KEY] = int(time.time())
    # Words may have been held in it for the person, for less long.
    request.session.set_expiry(None)


def warn_at() -> int:
    """With how many seconds left a person is warned."""
    return min(FIVE_MINUTES, settings.SESSION_COOKIE_AGE // 2)


def seconds_left(request: HttpRequest) -> int:
    """How long this session lives on without a sign of its owner; 0 when nobody is signed in."""
    if not request.user.is_authenticated:
        return 0
    used = int(time.time()) - request.session.get(KEY, 0)
    return max(0, settings.SESSION_COOKIE_AGE - used)


def owner_mark(request: HttpRequest) -> str:
    """What tells a browser whether a page it kept is this person's; "" when nobody is signed in."""
    if not request.user.is_authenticated:
        return ""
    return salted_hmac("hub.session_owner", str(request.user.pk)).hexdigest()[:16]


@public
def renew(request: HttpRequest) -> None:
    """The owner is there: the session's time begins anew."""
    request.session[KEY] = int(time.time())
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=timezone.now()
    )


class SessionClockMiddleware:
    """Renews the session of somebody who uses the service; asking how long it has left does not.

    And lets their browser be known afterwards (hub.known_browser).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie the session is not even looked at: such pages may be cached whole.
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.path_info != reverse("account_session")
            and request.user.is_authenticated
            and int(time.time()) - request.session.get(KEY, 0) >= warn_at()
        ):
            renew(request)
        response = self.get_response(request)
        # Of a session that began just now, the cookie comes with this answer.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.modified
        if has_session and request.user.is_authenticated:
            remember(request, response, request.user)
        return response


class PrivatePagesMiddleware:
    """Keeps whatever was made for somebody with a session out of every store on the way.

    Nobody finds it after they have signed out: not a proxy, not the next person at the machine.
    What a view declares ``public`` is the same for everybody and stays so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        response = self.get_response(request)
        if (had_session or settings.SESSION_COOKIE_NAME in response.cookies) and (
            "public" not in response.get("Cache-Control", "")
        ):
            response["Cache-Control"] = "private, no-store"
        return response


def own_sessions(request: HttpRequest) -> list[dict[str, Any]]:
    """The person's sessions that are alive, this one first."""
    found = [
        {
            "pk": session.pk,
            "device": device(session.user_agent),
            "address": session.ip,
            "began": session.created_at,
            "seen": session.last_seen_at,
            "is_this": session.session_key == request.session.session_key,
        }
        for session in UserSession.objects.purge_and_list(request.user)
    ]
    return sorted(found, key=lambda item: (not item["is_this"], -item["seen"].timestamp()))


@requires("hub.change_own_account", "person")
@transaction.atomic
def end_sessions(
    *, person: User, actor: User | None, but: str | None = None, pk: int | None = None
) -> int:
    """End one session of a person, or all but one; returns how many were ended."""
    sessions = UserSession.objects.filter(user=person)
    if pk is not None:
        sessions = sessions.filter(pk=pk)
    ended = 0
    for session in sessions.exclude(session_key=but) if but else sessions:
        session.end()
        ended += 1
    if ended:
        log(
            person,
            "hub.sessions_ended",
            actor=actor,
            title=f"Person {person.pk}",
            data={"detail": str(ended)},
        )
    return ended


def sessions_over(now: datetime) -> Any:
    """Sessions that nobody has used for longer than a session lives."""
    return UserSession.objects.filter(
        last_seen_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    )


def device(user_agent: str) -> str:
    """A browser and a system in words, as far as a browser says."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    if not browser and "Safari" in user_agent:
        browser = "Safari"
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "A browser we do not know"
