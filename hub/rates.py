"""How often one address may do something: allauth's rate limit, counted in the cache."""

from __future__ import annotations

import math
import time

# The public ``allauth.core.ratelimit`` knows only the limits of signing in, and never counts a GET.
from allauth.core.internal.ratelimit import consume, get_cache_key, get_ip, parse_rate
from django.core.cache import cache
from django.http import HttpRequest

APP = "hub"
PROBE = "hub:rates:counting"


def too_often(request: HttpRequest, action: str, rate: str) -> int:
    """Count one more from the request's address: 0 while that is within the rate, such as "20/h".

    Otherwise the seconds after which it may ask again (``Retry-After``). While the cache is away
    nothing can be counted, and all are let through. The address itself is not stored, only a hash.
    """
    if not _can_count():
        return 0
    config, key = {action: f"{rate}/key"}, get_ip(request)
    if consume(request, app=APP, action=action, config=config, key=key, limit_get=True):
        return 0
    limit = parse_rate(config[action])
    asked = cache.get(get_cache_key(request, app=APP, action=action, rate=limit, key=key))
    # The latest is first. There are none when others held the lock: many at once from one address.
    wait = asked[-1] + limit.duration - time.time() if asked else 1
    return max(1, math.ceil(wait))


def _can_count() -> bool:
    """Whether the cache remembers: allauth refuses whom it cannot count, after a second's wait."""
    return cache.get(PROBE) is not None or cache.add(PROBE, True, None)
