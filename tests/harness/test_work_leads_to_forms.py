"""What waits for every kind of user leads to pages that they may open."""

from __future__ import annotations

import pytest
from django.test import Client

from hub.demo import parts
from hub.models import User
from hub.work import waiting_for, work_queues
from roles.models import Application
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


def test_a_queue_holds_nothing_for_whom_it_is_not_declared(loaded_demonstration):
    """It is not read for them: a queue that could be for somebody else would go unseen."""
    people = [User.objects.get(email=persona.email) for part in parts for persona in part.personas]
    skipped = [(queue, person) for queue in work_queues for person in people]
    skipped = [pair for pair in skipped if not pair[0].may_be_for(pair[1])]
    assert len(skipped) > len(people) * 20
    found = {(queue.slug, person.email) for queue, person in skipped if len(queue.rows(person)[:1])}
    assert found == set()


def test_R11_no_to_do_names_whose_an_application_is(loaded_demonstration):
    """Nobody opened it there, so that it would not be on record that they read the name.

    Only recruitment's queues: whoever runs inductions is shown who is in them in every list.
    """
    handed_in = Application.objects.filter(submitted_at__isnull=False).exclude(full_name="")
    names = set(handed_in.values_list("full_name", flat=True))
    people = [User.objects.get(email=persona.email) for part in parts for persona in part.personas]
    texts = [
        item.text
        for person in people
        for shown in waiting_for(person)
        if shown.queue.slug.startswith("roles.")
        for item in shown.items
    ]
    assert any(text.startswith("A-") for text in texts)
    assert [text for text in texts if any(name in text for name in names)] == []
