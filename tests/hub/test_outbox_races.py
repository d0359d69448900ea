"""Two deliveries at once, on PostgreSQL, from connections of their own."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection, connections

from hub.models import Notification
from hub.notifications import notify
from hub.notifications.delivery import deliver, sweep
from tests.factories.hub import make_person

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def at_once(*calls) -> list:
    """Call each in a thread with its own connection, all at the same moment; their results."""
    barrier, results = Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait(timeout=10)
            results[index] = call()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_one_message_delivered_by_six_workers_at_once_is_sent_once():
    assert connection.vendor == "postgresql"
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="AB2C-D3EF", occasion="1")
    results = at_once(*[lambda: deliver(row.pk) for _ in range(6)])
    assert sorted(results) == [False] * 5 + [True]
    assert len(mail.outbox) == 1


def test_two_sweeps_at_once_share_the_work():
    people = [make_person() for _ in range(20)]
    for person in people:
        notify("hub.invariants_broken", recipient=person, occasion="today", context={"number": 1})
    results = at_once(sweep, sweep, sweep)
    assert sum(results) == 20
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(user.email for user in people)


def test_told_twice_at_once_is_told_once():
    person = make_person()
    rows = at_once(
        *[
            lambda: notify(
                "hub.invariants_broken", recipient=person, occasion="now", context={"number": 1}
            )
            for _ in range(6)
        ]
    )
    assert len({row.pk for row in rows}) == 1
    assert Notification.objects.count() == 1
