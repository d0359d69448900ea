"""How often one address may do something: counted by allauth, in the cache, by a moving window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from hub.models import Notification
from hub.rates import too_often

NOON = datetime(2026, 9, 27, 12, tzinfo=UTC)


@pytest.fixture
def cache_is_away(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "hub.page_cache.redis.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_rate_is_for_each_address_and_each_action(rf, method):
    ask = getattr(rf, method)("/")
    assert [too_often(ask, "export", "2/m") > 0 for _ in range(4)] == [False, False, True, True]
    assert too_often(ask, "other", "2/m") == 0
    assert too_often(getattr(rf, method)("/", REMOTE_ADDR="192.0.2.7"), "export", "2/m") == 0


def test_whoever_has_to_wait_is_told_how_long_and_is_let_in_then(rf, time_machine):
    ask = rf.get("/")
    for seconds in (0, 20):
        time_machine.move_to(NOON + timedelta(seconds=seconds), tick=False)
        assert too_often(ask, "export", "2/m") == 0
    time_machine.move_to(NOON + timedelta(seconds=30), tick=False)
    assert too_often(ask, "export", "2/m") == 30
    # A refusal does not lengthen the wait.
    time_machine.move_to(NOON + timedelta(seconds=59.5), tick=False)
    assert too_often(ask, "export", "2/m") == 1
    time_machine.move_to(NOON + timedelta(seconds=60), tick=False)
    assert too_often(ask, "export", "2/m") == 0
    assert too_often(ask, "export", "2/m") == 20


def test_an_IPv6_network_counts_as_one_address(rf):
    first, second, other = (
        rf.get("/", REMOTE_ADDR=address)
        for address in ("2001:db8::1", "2001:db8::2", "2001:db8:1::1")
    )
    assert [too_often(ask, "export", "1/m") > 0 for ask in (first, second, other)] == [
        False,
        True,
        False,
    ]


def test_no_address_is_stored(rf):
    too_often(rf.get("/", REMOTE_ADDR="192.0.2.7"), "export", "2/m")
    stored = " ".join(cache._cache)
    assert "hub:export" in stored
    assert "192.0.2.7" not in stored


def test_without_its_cache_nobody_is_counted_and_all_are_let_through(rf, cache_is_away):
    assert [too_often(rf.get("/"), "export", "1/m") for _ in range(3)] == [0, 0, 0]


def test_without_its_cache_nobody_gets_a_code_to_sign_in(client, db, cache_is_away):
    """Codes could be guessed if attempts were not counted."""
    page = client.post(reverse("account_login"), {"email": "ada@example.com"})
    assert "We cannot send codes at the moment" in page.content.decode()
    assert Notification.objects.count() == 0
