"""What waits for every kind of user leads to the form that does it."""

from __future__ import annotations

import pytest
from django.test import Client

from hub.work import waiting_for
from tests.access import EVERYONE
from tests.leads_to_forms import without_a_form

KINDS = tuple(kind for kind in EVERYONE if kind != "anonymous")


def test_every_item_of_the_world_leads_to_the_form_that_does_it(world, django_db_blocker):
    with django_db_blocker.unblock():
        for person in world.people.values():
            person.forget_rights()
        _, found = without_a_form(world.people.values())
        assert found == {}


@pytest.mark.parametrize("kind", KINDS)
def test_each_item_opens(world, django_db_blocker, kind):
    with django_db_blocker.unblock():
        person = world.people[kind]
        person.forget_rights()
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        found = {}
        for shown in waiting_for(person):
            assert not shown.could_not_be_read, shown.queue.slug
            for item in shown.items:
                answered = client.get(item.href, follow=True)
                found[item.href] = answered.status_code
        assert {href: code for href, code in found.items() if code != 200} == {}
        assert client.get("/work/").status_code == 200
