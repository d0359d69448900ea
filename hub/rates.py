"""How often something may be done: allauth's rate limit, counted in the cache."""

from __future__ import annotations

import logging
import math
import secrets
import time
from functools import cache as cache_for_good

# The public ``allauth.core.ratelimit`` knows only the limits of signing in, and never counts a GET.
from allauth.core.internal.ratelimit import consume, get_cache_key, get_ip, parse_rate
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

APP = "hub"
PROBE = "hub:rates:counting:"


def address_of(request: HttpRequest) -> str:
    """The network address of who asks; for IPv6 the network.

    Behind a proxy that does not say for whom it asks, all visitors are one: the log says so, once.
    """
    is_behind_proxy = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0) > 0
    if is_behind_proxy and "X-Forwarded-For" not in request.headers:
        _warn_of_missing_header()
    return get_ip(request)


@cache_for_good
def _warn_of_missing_header() -> None:
    logger.warning(
        "The proxy sets no X-Forwarded-For: all visitors share one limit of sign-ins and requests. "
        "See 'Behind a proxy' in docs/operations.md."
    )


def too_often(request: HttpRequest, action: str, rate: str, *, key: str = "") -> int:
    """Count one more from the request's address: 0 while that is within the rate, such as "20/h".

    Counted by ``key`` where one is given. Otherwise the seconds after which it may ask again
    (``Retry-After``). While the cache is away nothing can be counted, and all are let through. The
    address itself is not stored, only a hash.
    """
    if not can_count():
        return 0
    config, key = {action: f"{rate}/key"}, key or address_of(request)
    if consume(request, app=APP, action=action, config=config, key=key, limit_get=True):
        return 0
    limit = parse_rate(config[action])
    asked = cache.get(get_cache_key(request, app=APP, action=action, rate=limit, key=key))
    # The latest is first. There are none when others held the lock: many at once from one address.
    wait = asked[-1] + limit.duration - time.time() if asked else 1
    return max(1, math.ceil(wait))


def can_count() -> bool:
    """Whether the cache takes what it is given: allauth refuses whom it cannot count, after a wait.

    Asked by a write each time: one that is full or read-only still says what it knew.
    """
    return cache.add(PROBE + secrets.token_hex(8), True, 5)
