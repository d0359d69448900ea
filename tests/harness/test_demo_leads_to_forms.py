"""What waits for the people of the demonstration leads to the form that does it, once."""

from __future__ import annotations

from hub.demo import parts
from hub.models import User
from hub.work import waiting_for, work_queues
from roles.models import Application
from tests.leads_to_forms import without_a_form


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
