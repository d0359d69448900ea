"""How the API refuses: a problem as data, and a limit on how often one address asks."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

PROBLEM = "application/problem+json"
WINDOW = 60  # seconds


def problem(status: int, title: str, detail: str) -> JsonResponse:
    """An error as RFC 9457 has it."""
    response = JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status=status,
        content_type=PROBLEM,
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 429 to an address that asks more often than ``HUB_API_REQUESTS_A_MINUTE``.

    Counts by the minute in the cache; what cannot be counted is let through. No address is kept.
    """

    @wraps(view)
    def limiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = int(time.time())
        who = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()[:24]
        key = f"hub:api:{who}:{now // WINDOW}"
        try:
            asked = 1 if cache.add(key, 1, 2 * WINDOW) else cache.incr(key)
        except ValueError:
            asked = 1
        if asked <= settings.HUB_API_REQUESTS_A_MINUTE:
            return view(request, *args, **kwargs)
        wait = WINDOW - now % WINDOW
        response = problem(
            429,
            "Too many requests",
            f"You may ask {settings.HUB_API_REQUESTS_A_MINUTE} times a minute. Ask again in {wait} "
            "seconds; the feeds and the daily export hold the same in fewer requests.",
        )
        response["Retry-After"] = str(wait)
        return response

    return limiting
