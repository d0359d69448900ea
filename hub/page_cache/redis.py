"""A cache that is allowed to be away: without Redis pages are slower, not broken."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from hub.circuit_breaker import REDIS

logger = logging.getLogger("hub.cache")

# What this process could not write: whatever Redis still holds under these keys is out of date.
_missed: set[tuple[Any, int | None]] = set()


class AwayError(Exception):
    """Redis does not answer, or did not a moment ago."""


def _or(answer: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give this answer when Redis does not."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def forgiving(self: ForgivingRedisCache, *args: Any, **kwargs: Any) -> Any:
            try:
                return self.ask(method, *args, **kwargs)
            except AwayError:
                return answer() if callable(answer) else answer

        return forgiving

    return decorate


class ForgivingRedisCache(RedisCache):
    """Redis as the cache; what cannot be asked is not there, what cannot be kept is not kept.

    After a failure it is not asked for a while (``hub.circuit_breaker``). A lock is never got
    meanwhile (``add``): limits on attempts that cannot be counted let nobody through.
    """

    add = _or(False)(RedisCache.add)
    touch = _or(False)(RedisCache.touch)
    has_key = _or(False)(RedisCache.has_key)
    get_many = _or(dict)(RedisCache.get_many)
    clear = _or(False)(RedisCache.clear)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Look the key up; the default when Redis is away."""
        return _or(lambda: default)(RedisCache.get)(self, key, default, version)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep the value, or have the key deleted once Redis is back."""
        try:
            self.ask(RedisCache.set, key, value, timeout, version)
        except AwayError:
            _missed.add((key, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Delete the key, now or once Redis is back."""
        try:
            return bool(self.ask(RedisCache.delete, key, version))
        except AwayError:
            _missed.add((key, version))
            return False

    def set_many(
        self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        """Keep the values, or have the keys deleted once Redis is back; these are returned."""
        try:
            self.ask(RedisCache.set_many, data, timeout, version)
        except AwayError:
            _missed.update((key, version) for key in data)
            return list(data)
        return []

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        """Delete the keys, now or once Redis is back."""
        keys = list(keys)
        try:
            self.ask(RedisCache.delete_many, keys, version)
        except AwayError:
            _missed.update((key, version) for key in keys)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count on. Raises ``ValueError`` where there is nothing to count, as without Redis."""
        try:
            return int(self.ask(RedisCache.incr, key, delta, version))
        except AwayError as error:
            raise ValueError("The cache is away.") from error

    def ask(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Ask Redis unless it is being left alone. Raises ``AwayError``."""
        if not REDIS.allows():
            raise AwayError
        try:
            self._catch_up()
            answer = method(self, *args, **kwargs)
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

    def _catch_up(self) -> None:
        """Delete what is out of date before anything is read."""
        for key, version in tuple(_missed):
            RedisCache.delete(self, key, version)
            _missed.discard((key, version))
