"""Where signing in again leads when the session had ended before a form or button was sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access import Expected
from tests.factories.hub import signed_in
from tests.factories.training import make_cohort, make_place
from tests.harness.test_access_matrix import APPS, classified, routes
from tests.hub.test_accounts import ask_for_code, enter_code

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
    assert len(answers) >= 4
    assert set(answers.values()) <= {200, 302}, answers


def test_every_view_of_ours_that_takes_an_answer_can_be_opened_as_a_page():
    closed = set()
    for _, name, route in routes():
        view = getattr(route.callback, "view_class", None)
        if view is None or view.__module__.partition(".")[0] not in APPS:
            continue
        if hasattr(view, "post") and not (hasattr(view, "get") and "get" in view.http_method_names):
            closed.add(name)
    assert closed == set()


@pytest.mark.django_db
def test_a_place_accepted_after_the_session_ended_is_asked_again_after_signing_in():
    place = make_place(make_cohort())
    client = signed_in(place.person)
    client.cookies.pop("sessionid")
    to_sign_in = client.post(reverse("training:place_accept", args=[place.key]))
    enter_code(client, ask_for_code(client, place.person.email))
    answer = client.get(to_sign_in.url.partition("next=")[2], follow=True)
    assert (answer.status_code, "Accept place" in answer.text) == (200, True)
    place.refresh_from_db()
    assert place.state == "offered"
