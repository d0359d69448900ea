"""What waits for every kind of user leads to the form that does it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.test import Client

from hub.demo import parts
from hub.models import User
from hub.work import waiting_for, work_queues
from roles.models import Application
from tests.access import EVERYONE
from tests.work_page import InFront

KINDS = tuple(kind for kind in EVERYONE if kind != "anonymous")

# A page counts where, once it is open, a form that is sent stands in its main part and is not
# folded away: the form that does it, or the one choice of how. These lead elsewhere, and why:
ELSEWHERE = {
    # Nothing is sent: the page says where and when somebody has to be.
    "roles.interviews": "",
    "roles.bookings": "",
    # What is judged is read first, however long it is, and decided in the column beside it.
    "roles.stages": "What you can do",
    "roles.check_advert": "What you can do",
}
# A returned campaign that lacks nothing: what the approver asked for is in one of these pages.
TASK_LIST = "govuk-task-list"
MOST_OF_A_KIND = 2


def items_waiting(people: Iterable[User]) -> Iterator[tuple[str, str, Client]]:
    """Some items of each queue, by the kind of address they lead to, with whose browser."""
    seen: dict[tuple[str, str], int] = {}
    for person in people:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for shown in waiting_for(person):
            assert not shown.could_not_be_read, shown.queue.slug
            for item in () if shown.queue.others_act else shown.items:
                kind = (
                    shown.queue.slug,
                    re.sub(r"[A-Z]-\w{4}-\w{4}|[\da-f-]{36}|\d+", "", item.href),
                )
                seen[kind] = seen.get(kind, 0) + 1
                if seen[kind] <= MOST_OF_A_KIND:
                    yield shown.queue.slug, item.href, client


def without_a_form(people: Iterable[User]) -> tuple[set[str], dict[str, str]]:
    """Which queues have something, and the addresses of items behind which no form is in front."""
    queues, found = set(), {}
    for slug, href, client in items_waiting(people):
        queues.add(slug)
        answered = client.get(href, follow=True)
        page = answered.text
        is_done_elsewhere = slug in ELSEWHERE and ELSEWHERE[slug] in page
        if answered.status_code == 200 and (InFront(page).forms or is_done_elsewhere):
            continue
        if answered.status_code == 200 and slug == "roles.complete_terms" and TASK_LIST in page:
            continue
        found[f"{slug}: {href}"] = f"{answered.status_code} {answered.redirect_chain}"
    return queues, found


def test_every_item_of_the_world_leads_to_the_form_that_does_it(world, django_db_blocker):
    with django_db_blocker.unblock():
        for person in world.people.values():
            person.forget_rights()
        _, found = without_a_form(world.people.values())
        assert found == {}


def test_every_item_of_the_demonstration_leads_to_the_form_that_does_it(loaded_demonstration):
    queues, found = without_a_form(User.objects.filter(is_active=True).order_by("pk"))
    assert found == {}
    assert len(queues) > 30


def test_no_record_waits_twice_for_one_person(loaded_demonstration):
    """Where two things are to be done with it, the first of them is what waits."""
    found = {}
    for person in User.objects.filter(is_active=True).order_by("pk"):
        where: dict[tuple[str, int], list[str]] = {}
        for queue in work_queues:
            if queue.others_act or not queue.may_be_for(person):
                continue
            for row in queue.rows(person)[:100]:
                if hasattr(row, "pk"):
                    where.setdefault((row._meta.label, row.pk), []).append(queue.slug)
        found |= {key: slugs for key, slugs in where.items() if len(slugs) > 1}
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
