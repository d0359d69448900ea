"""How often one address asks for something: counted in the cache, by the hour; none is kept."""

from __future__ import annotations

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 3600  # seconds


def too_often(request: HttpRequest, action: str, an_hour: int) -> bool:
    """Count one more, and say whether that is too many. What cannot be counted is let through."""
    who = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()[:24]
    key = f"hub:rate:{action}:{who}:{int(time.time()) // WINDOW}"
    try:
        asked = 1 if cache.add(key, 1, 2 * WINDOW) else cache.incr(key)
    except ValueError:
        asked = 1
    return asked > an_hour
