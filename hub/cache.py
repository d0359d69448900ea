"""A cache that is allowed to be away: without Redis pages are slower, not broken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from hub.circuit_breaker import REDIS

logger = logging.getLogger("hub.cache")


class AwayError(Exception):
    """Redis does not answer, or did not a moment ago."""


def _ask(method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Ask Redis unless it is being left alone. Raises ``AwayError``."""
    if not REDIS.allows():
        raise AwayError
    try:
        answer = method(*args, **kwargs)
    except (RedisConnectionError, RedisTimeoutError) as error:
        REDIS.failed()
        logger.warning(
            "The cache did not answer (%s): left alone for %g seconds",
            *(type(error).__name__, REDIS.pause),
        )
        raise AwayError from error
    except RedisError as error:
        # It answers, and refuses: out of memory, read only.
        REDIS.succeeded()
        logger.warning("The cache refused: %s", type(error).__name__)
        raise AwayError from error
    REDIS.succeeded()
    return answer


def _or(answer: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give this answer when Redis does not."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def forgiving(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return _ask(method, self, *args, **kwargs)
            except AwayError:
                return answer() if callable(answer) else answer

        return forgiving

    return decorate


class ForgivingRedisCache(RedisCache):
    """Redis as the cache; what cannot be asked is not there, what cannot be kept is not kept.

    A lock is never got (``add``): limits on attempts that cannot be counted let nobody through.
    """

    add = _or(False)(RedisCache.add)
    set = _or(None)(RedisCache.set)
    touch = _or(False)(RedisCache.touch)
    delete = _or(False)(RedisCache.delete)
    has_key = _or(False)(RedisCache.has_key)
    get_many = _or(dict)(RedisCache.get_many)
    set_many = _or(list)(RedisCache.set_many)
    delete_many = _or(None)(RedisCache.delete_many)
    clear = _or(False)(RedisCache.clear)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Look the key up; the default when Redis is away."""
        return _or(lambda: default)(RedisCache.get)(self, key, default, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count on. Raises ``ValueError`` where there is nothing to count, as without Redis."""
        try:
            return int(_ask(super().incr, key, delta, version))
        except AwayError as error:
            raise ValueError("The cache is away.") from error
