"""What waits for every kind of user leads to pages that they may open."""

from __future__ import annotations

import pytest
from django.test import Client

from hub.work import waiting_for
from tests.access import EVERYONE

KINDS = tuple(kind for kind in EVERYONE if kind != "anonymous")


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
                answered = client.get(item.href)
                found[item.href] = answered.status_code
        assert {href: code for href, code in found.items() if code != 200} == {}
        assert client.get("/work/").status_code == 200
