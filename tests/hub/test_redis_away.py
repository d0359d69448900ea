"""Redis stopped or hung: nobody waits for it more than once, and no worker dies of it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import Celery, current_app
from django.core.cache import caches
from django.test import override_settings
from kombu import Connection, Consumer, Exchange, Producer, Queue
from redis import Redis as RedisClient

from hub import doorbell, redis_queue, settings
from hub.celery import app
from hub.circuit_breaker import REDIS, CircuitBreaker
from hub.models import Notification, Upload
from hub.page_cache import generations, invalidate
from hub.page_cache import redis as cache_module
from hub.rates import too_often
from hub.tasks import heartbeat
from hub.uploads import receive
from hub.worker_watch import SILENT_FOR, Watch
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_person, signed_in
from tests.private_servers import RedisServer, redis_program, redis_server

pytestmark = pytest.mark.full_stack


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    if not redis_program():
        if os.environ.get("CI") == "true":
            pytest.fail("Redis must be installed where CI=true.")
        pytest.skip("REDIS IS MISSING: what happens without it is not tested")
    with redis_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _nobody_is_left_alone() -> Iterator[None]:
    REDIS.succeeded()
    yield
    REDIS.succeeded()


@pytest.fixture
def cache(redis):
    options = {"BACKEND": "hub.page_cache.redis.ForgivingRedisCache", "LOCATION": redis.url}
    with override_settings(CACHES={"default": {**options, "OPTIONS": settings.REDIS_PATIENCE}}):
        yield caches["default"]


@pytest.fixture
def log(caplog):
    for logger in (cache_module.logger, doorbell.logger):
        logger.propagate = True
    caplog.set_level(logging.WARNING, "hub")
    return caplog


def test_after_a_failure_one_caller_tries_when_the_pause_is_over(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("hub.circuit_breaker.time.monotonic", lambda: clock[0])
    breaker = CircuitBreaker(pause=5)
    assert breaker.allows()
    breaker.failed()
    clock[0] += 4.9
    assert not breaker.allows()
    clock[0] += 0.2
    assert [breaker.allows(), breaker.allows(), breaker.allows()] == [True, False, False]
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_the_time_that_a_page_can_lose_is_bounded():
    """Once for the cache and once for the broker, each a connection and an answer."""
    patience = settings.REDIS_PATIENCE
    assert 2 * (patience["socket_connect_timeout"] + patience["socket_timeout"]) <= 2
    assert settings.CELERY_TASK_PUBLISH_RETRY_POLICY["max_retries"] == 0


@pytest.mark.parametrize("trouble", ["hang", "stop"])
def test_a_cache_that_does_not_answer_is_asked_once(cache, redis, log, trouble):
    REDIS.pause, pause = 3600, REDIS.pause
    cache.set("a", 1)
    assert cache.get("a") == 1
    getattr(redis, trouble)()
    try:
        assert [cache.get("a", "nothing") for _ in range(50)] == ["nothing"] * 50
        assert cache.get_many(["a"]) == {}
        assert cache.add("lock", 1) is False
        assert cache.set("a", 2) is None
        with pytest.raises(ValueError, match="away"):
            cache.incr("a")
        assert log.text.count("The cache did not answer") == 1
    finally:
        REDIS.pause = pause
        redis.start()
    REDIS.succeeded()
    assert cache.add("lock", 1) is True
    # It could not be written: what was there before must not come back.
    assert cache.get("a") is None


def test_what_was_let_go_of_meanwhile_does_not_come_back(cache, redis, db):
    number = generations.generation()
    cache.set_many({"one": 1, "two": 2, "three": 3})
    redis.hang()
    try:
        invalidate()
        cache.delete("one")
        cache.delete_many(["two"])
        assert cache.set_many({"three": 4}) == ["three"]
        # Nothing is kept while nobody knows under which number.
        assert generations.generation() is None
    finally:
        redis.start()
    REDIS.succeeded()
    assert cache.get_many(["one", "two", "three"]) == {}
    cache.set("three", 5)
    assert cache.get("three") == 5
    time.sleep(generations.TRUSTED_FOR)
    assert generations.generation() not in (None, number)


def test_a_cache_that_refuses_is_asked_again(cache, redis, log):
    cache.set("word", "not a number")
    with pytest.raises(ValueError, match="away"):
        cache.incr("word")
    assert "The cache refused: ResponseError" in log.text
    assert cache.get("word") == "not a number"


@pytest.fixture
def ring(redis, monkeypatch, db, django_capture_on_commit_callbacks):
    """Ring for a task of an application on this Redis, with the product's own options."""
    app = Celery("private", broker=redis.url, set_as_current=False)
    app.conf.broker_transport_options = {"visibility_timeout": 120, **settings.REDIS_PATIENCE}
    app.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY

    @app.task(name="hub.anything", shared=False)
    def anything():
        """Nobody runs it."""

    monkeypatch.setitem(current_app.tasks, "hub.anything", anything)

    def ring_and_commit() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            doorbell.ring("hub.anything")

    return ring_and_commit


@pytest.mark.parametrize("trouble", ["hang", "stop"])
def test_a_bell_that_nobody_hears_is_rung_once(redis, log, ring, trouble):
    REDIS.pause, pause = 3600, REDIS.pause
    ring()
    getattr(redis, trouble)()
    try:
        for _ in range(50):
            ring()
        assert log.text.count("The broker did not take hub.anything") == 1
    finally:
        REDIS.pause = pause
        redis.start()


def test_what_the_cache_found_out_the_bell_need_not(cache, redis, log, ring):
    REDIS.pause, pause = 3600, REDIS.pause
    redis.hang()
    try:
        assert cache.get("a") is None
        ring()
        assert "The broker did not take" not in log.text
    finally:
        REDIS.pause = pause
        redis.start()


def test_limits_that_cannot_be_counted_let_nobody_sign_in_and_everybody_read(
    cache, redis, rf, client, db
):
    redis.hang()
    try:
        refused = client.post("/accounts/login/", {"email": "somebody@example.com"})
        assert "We cannot send codes at the moment" in refused.content.decode()
        assert Notification.objects.count() == 0
        assert client.get("/").status_code == 200
        # What is not about signing in is let through.
        assert not too_often(rf.get("/"), "anything", 1)
    finally:
        redis.start()
    REDIS.succeeded()
    assert client.post("/accounts/login/", {"email": "somebody@example.com"}).status_code == 302
    assert Notification.objects.count() == 1


@pytest.mark.parametrize("refusal", ["full", "read-only"])
def test_limits_are_not_counted_in_a_redis_that_takes_no_writes(
    cache, redis, rf, client, db, refusal
):
    assert client.post("/accounts/login/", {"email": "a@example.com"}).status_code == 302
    told = RedisClient.from_url(redis.url)
    if refusal == "full":
        told.config_set("maxmemory", "1")
    else:
        told.replicaof("127.0.0.1", "1")
    page = client.post("/accounts/login/", {"email": "b@example.com"}).content.decode()
    assert "We cannot send codes at the moment" in page
    assert "too many" not in page
    assert too_often(rf.get("/"), "anything", "1/m") == 0
    assert too_often(rf.get("/"), "anything", "1/m") == 0


@pytest.fixture
def replica(redis):
    """A real replica of a real Redis, as there is for a while in a failover: it takes no writes."""
    with redis_server() as primary:
        told = RedisClient.from_url(redis.url)
        told.replicaof("127.0.0.1", primary.port)
        while told.info("replication")["master_link_status"] != "up":
            time.sleep(0.05)
        yield redis


def test_health_says_that_a_replica_takes_nothing_in_and_pages_are_answered(
    cache, replica, client, db, settings
):
    settings.REDIS_URL = replica.url
    heartbeat()
    person = make_person()
    browser = signed_in(person)
    with current_app_on(replica.url):
        said = client.get("/healthz")
    assert (said.status_code, said.json()["status"]) == (503, "unwell")
    assert said.json()["broker"] == "the broker takes nothing in: it is full or read-only"
    parts = {name: word for name, word in said.json().items() if name not in ("status", "broker")}
    assert set(parts.values()) == {"ok"}
    for address in ("/", "/help/terms/", "/accounts/login/"):
        assert client.get(address).status_code == 200
    assert browser.get("/account/").status_code == 200
    # What is written goes on, too: only codes cannot be counted.
    kept = receive(actor=person, file=upload(make_pdf()), purpose="hub.test")
    assert Upload.objects.get() == kept
    assert "We cannot send codes at the moment" in (
        client.post("/accounts/login/", {"email": "a@example.com"}).content.decode()
    )
    RedisClient.from_url(replica.url).replicaof("NO", "ONE")
    with current_app_on(replica.url):
        assert client.get("/healthz").status_code == 200


@contextmanager
def current_app_on(url: str) -> Iterator[None]:
    """The product's own Celery application, with its broker here."""
    before, app.conf.broker_url = app.conf.broker_url, url
    write, app.conf.broker_write_url = app.conf.broker_write_url, url
    try:
        yield
    finally:
        app.conf.broker_url, app.conf.broker_write_url = before, write


def test_an_acknowledgement_that_fails_makes_the_connection_anew(redis):
    """Celery only logs it: the message would take a slot of the worker for good."""
    connection = Connection(redis.url, transport_options=settings.REDIS_PATIENCE)
    channel = connection.default_channel
    work = Queue("work", Exchange("work"), routing_key="work")
    Producer(channel).publish("task", exchange=work.exchange, routing_key="work", declare=[work])
    got: list = []
    Consumer(channel, [work], callbacks=[lambda body, message: got.append(message)]).consume()
    connection.drain_events(timeout=60)
    redis.hang()
    try:
        got[0].ack_log_error(logging.getLogger("quiet"), connection.connection_errors)
    finally:
        redis.start()
    with pytest.raises(connection.connection_errors):
        connection.transport.cycle.on_poll_start()


def test_a_redis_that_refuses_writes_is_a_lost_connection_to_the_worker(redis):
    connection = Connection(redis.url)
    RedisClient.from_url(redis.url).replicaof("127.0.0.1", "1")
    with pytest.raises(connection.connection_errors):
        connection.default_channel.client.set("a", 1)


def test_a_worker_is_stuck_when_tasks_wait_and_none_came_in_for_three_minutes(redis, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("hub.worker_watch.time.monotonic", lambda: clock[0])
    app = Celery("watched", broker=redis.url, set_as_current=False)
    watcher = Watch(app)
    clock[0] += SILENT_FOR + 1
    assert not watcher.is_stuck()  # Nothing waits.
    app.send_task("anything")
    assert not watcher.is_stuck()  # It came a moment ago.
    clock[0] += SILENT_FOR + 1
    assert watcher.is_stuck()
    watcher.took()
    assert not watcher.is_stuck()


def test_a_worker_that_puts_its_tasks_back_outlives_a_redis_that_is_gone(redis):
    """As a worker closes a lost connection: what fails has to be a lost connection, too."""
    connection = Connection(redis.url)
    channel = connection.default_channel
    assert type(channel) is redis_queue.Channel
    work = Queue("work", Exchange("work"), routing_key="work")
    Producer(channel).publish("task", exchange=work.exchange, routing_key="work", declare=[work])
    got: list = []
    Consumer(channel, [work], callbacks=[lambda body, message: got.append(message)]).consume()
    connection.drain_events(timeout=60)
    # It waits for the next task, and for commands on a channel of their own.
    channel._brpop_start()
    commands = Queue("commands", Exchange("commands", type="fanout"), auto_delete=True)
    Consumer(connection.channel(), [commands]).consume()
    redis.stop()
    connection.collect()
    connection.close()
    with pytest.raises(connection.connection_errors):
        got[0].ack()
