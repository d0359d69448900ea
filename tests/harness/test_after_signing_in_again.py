"""Where signing in again leads when the session had ended before a form or button was sent."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tests.access import Expected
from tests.factories.hub import signed_in
from tests.harness.test_access_matrix import APPS, classified, routes

# Whoever is signed out is not asked to sign in there: a machine's door, and the demonstration's.
NO_SIGNING_IN = {"demo_become", "mail_events"}


def answer_of(world: Any, expected: Expected) -> int:
    """What the address answers, opened as a page, to somebody who may use it."""
    with transaction.atomic():
        status = signed_in(world.people[expected.allowed[0]]).get(expected.url(world)).status_code
        transaction.set_rollback(True)
    return status


def test_no_address_that_somebody_may_use_refuses_to_be_opened_as_a_page(world, django_db_blocker):
    found = {
        name: expected
        for name, expected in classified().items()
        if expected.method == "post" and expected.allowed and name not in NO_SIGNING_IN
    }
    with django_db_blocker.unblock():
        answers = {name: answer_of(world, expected) for name, expected in found.items()}
    assert len(answers) >= 5
    assert set(answers.values()) == {302}, answers


def test_every_view_of_ours_that_takes_an_answer_can_be_opened_as_a_page():
    closed = set()
    for _, name, route in routes():
        view = getattr(route.callback, "view_class", None)
        if view is None or view.__module__.partition(".")[0] not in APPS:
            continue
        if hasattr(view, "post") and not (hasattr(view, "get") and "get" in view.http_method_names):
            closed.add(name)
    assert closed == set()
