"""The admin tells of a record no more than its page in the workspace tells the same person.

Every listing, its files and every inspection, as every kind of staff. Each text and each person
that a record holds is one that nothing else has, so that it is known wherever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.utils import quote
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet

from hub.models import User
from hub.models.log_entry import seen_by
from roles.models import Campaign
from tests.access import STAFF
from tests.factories.adverts import make_advert, make_draft
from tests.factories.hub import make_person
from tests.harness.test_sight import EXPORTS, words_of

# Longer than a group of a reference, which is made of random letters.
SIGN = "zqmark-"
MARK = re.compile(rf"{SIGN}[a-z_]+", re.I)
# Whoever may write a record in the admin reads there what they write.
WRITTEN_THERE = {"organisation", "service", "roles_profiles"}

# Of courses, nobody's data: who may look at them in the admin may have no other page of them.
OF_COURSES = {"training_cohort", "training_release"}
# The page shows it once it is so: when the request was closed, opened again, or refused the help.
IN_ITS_STATE = {"outcome_reason", "reopened_because", "sift_help_declined_because"}


def inspected() -> list[ModelViewSet]:
    return [item for item in viewsets.viewsets if getattr(item, "inspect_view_enabled", False)]


def held(row: Any) -> Iterator[models.Field]:
    """The fields of a record that hold words, or name a person."""
    for field in row._meta.concrete_fields:
        is_words = isinstance(field, models.CharField | models.TextField)
        is_free = not (field.choices or field.unique or field.name in ("slug", "state"))
        names = isinstance(field, models.ForeignKey) and field.related_model is User
        if names or (is_words and is_free):
            yield field


def mark(row: Any) -> None:
    """Give each of them something by which it is known."""
    given: dict[str, Any] = {}
    for field in held(row):
        word = f"{SIGN}{field.name}"
        if isinstance(field, models.ForeignKey):
            given[field.name] = make_person(f"{word}-{row.pk}@mark.example", name=word)
        elif not field.max_length or field.max_length >= len(word):
            given[field.name] = word
    if given:
        type(row)._base_manager.filter(pk=row.pk).update(**given)


def marks_in(answer: Any) -> set[str]:
    if answer.status_code != 200:
        return set()
    return {found.lower() for found in MARK.findall(words_of(answer))}


@pytest.mark.parametrize("kind", STAFF)
def test_the_admin_tells_no_more_of_a_record_than_its_own_page(world, django_db_blocker, kind):
    told, opened = [], 0
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        client.force_login(world.people[kind], backend="django.contrib.auth.backends.ModelBackend")
        for viewset in inspected():
            row = viewset.model._default_manager.order_by("-pk").first()
            if row is None or viewset.name in WRITTEN_THERE | OF_COURSES:
                continue
            if not hasattr(row, "get_absolute_url"):
                continue
            mark(row)
            known = {f"{SIGN}{name}" for name in IN_ITS_STATE}
            known |= marks_in(client.get(row.get_absolute_url(), follow=True))
            urls = [f"/admin/{viewset.url_prefix}/inspect/{row.pk}/"]
            urls += [f"/admin/{viewset.url_prefix}/{more}" for more in ("", *EXPORTS)]
            for url in urls:
                answer = client.get(url)
                opened += answer.status_code == 200
                told += [f"{url}: {word}" for word in sorted(marks_in(answer) - known)]
        transaction.set_rollback(True)
    assert told == [], "\n".join(told)
    assert opened or kind == "editors"


def test_every_inspection_names_what_it_shows():
    """A field that is added to a record is shown by nobody's oversight."""
    assert [item.model.__name__ for item in inspected() if not item.inspect_view_fields] == []


def screens_of(viewset: ModelViewSet, row: Any) -> list[str]:
    """Every screen of a listing that is about one record, at its number."""
    # One at a random address has a test of its own (tests/hub/test_message_log_sight.py).
    found = [(item.name, str(item.pattern)) for item in viewset.get_urlpatterns()]
    names = {name for name, at in found if "<int:pk>" in at or "<str:pk>" in at}
    return [reverse(viewset.get_url_name(name), args=[quote(row.pk)]) for name in sorted(names)]


@pytest.mark.parametrize("kind", STAFF)
def test_no_screen_of_the_admin_opens_a_record_that_its_reader_may_not_see(
    world, django_db_blocker, kind
):
    """Of every listing of every plugin, as somebody who has begun to apply for a role (R25)."""
    opened, tried = [], set()
    with django_db_blocker.unblock(), transaction.atomic():
        person, client = world.people[kind], Client()
        make_draft(make_advert(), person)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for viewset in viewsets.viewsets:
            if not isinstance(viewset, ModelViewSet):
                continue
            rows = viewset.model._default_manager.all()
            kept = rows.exclude(pk__in=seen_by(person, rows).values("pk"))
            for row in kept.order_by("pk")[:3]:
                for url in screens_of(viewset, row):
                    tried.add(viewset.model)
                    answer = client.get(url)
                    opened += [] if answer.status_code == 404 else [f"{url} {answer.status_code}"]
        transaction.set_rollback(True)
    assert opened == [], "\n".join(opened)
    assert Campaign in tried
