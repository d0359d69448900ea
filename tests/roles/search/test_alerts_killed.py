"""P10: a process that dies at any step from the new role to the mail loses nothing, tells once."""

from __future__ import annotations

import os
from itertools import count

import pytest
from django.db import connection, connections

from hub.models import Notification
from roles.models import AlertMatch
from roles.search.tasks import send_alerts
from tests.factories.adverts import make_advert
from tests.roles.search.test_alerts import make_alert

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
DIED = 9


def send_in_a_process_that_dies(before_statement: int) -> int:
    """Run the task in a process of its own, which ends as if killed; gives its exit code."""
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    statements = count(1)

    def die(execute, sql, params, many, context):
        if next(statements) == before_statement:
            os._exit(DIED)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(die):
            send_alerts()
    finally:
        os._exit(0)


def test_P10_killed_before_any_statement_nothing_is_lost_and_nobody_is_told_twice():
    readers = {"one@example.com", "two@example.com"}
    for email in readers:
        make_alert(email=email)
    killed = 0
    for statement in count(1):
        Notification.objects.filter(slug="roles.alert_found").delete()
        advert = make_advert(f"Killed before statement {statement}")
        ended = send_in_a_process_that_dies(statement)
        # What the next minute does, and the one after.
        send_alerts()
        send_alerts()
        found = AlertMatch.objects.filter(campaign=advert).exclude(batch="")
        assert found.count() == 2, statement
        told = Notification.objects.filter(slug="roles.alert_found")
        assert sorted(told.values_list("address", flat=True)) == sorted(readers), statement
        if ended == 0:
            break
        killed += 1
    assert killed > 8
