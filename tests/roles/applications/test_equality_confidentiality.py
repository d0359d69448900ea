"""Equality answers: on no page of anybody but the person, and without a way back once counted."""

from __future__ import annotations

import pytest
from django.db import connection

from roles.applications.equality_questions import EQUALITY_QUESTIONS
from roles.applications.services.applications import submit_application
from roles.applications.tasks import fold_equality_answers
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import Application, EqualityAnswers, EqualityTotal
from tests.access import DEPARTMENT_A, STAFF
from tests.factories.adverts import make_advert, make_draft, make_handler
from tests.factories.hub import signed_in
from tests.harness.test_access_matrix import ask, classified, cookies_of

MARK = "zyxquil"
# The access matrix has proved that nobody opens more than they may.
OTHERS = ["candidate", *DEPARTMENT_A, *STAFF]


@pytest.fixture(scope="module")
def world(world, django_db_blocker):
    """One world in which every application has answers that are like no other word."""
    with django_db_blocker.unblock():
        for application in Application.objects.all():
            answer(application)
    return world


def answer(application: Application) -> None:
    """Each question answered with the mark."""
    EqualityAnswers.objects.update_or_create(
        application=application,
        defaults={"answers": {item.slug: MARK for item in EQUALITY_QUESTIONS}},
    )


def test_the_person_reads_their_own_answers(world, django_db_blocker):
    """Without this, the tests below would find nothing whatever the pages showed."""
    with django_db_blocker.unblock():
        client = signed_in(world.people["owner"])
        assert MARK in client.get(world.sifted.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", OTHERS)
def test_no_page_shows_an_equality_answer_to_anybody_else(world, django_db_blocker, kind):
    seen, opened = [], 0
    with django_db_blocker.unblock():
        session = cookies_of(world, kind)
        for name, expected in classified().items():
            if kind not in expected.allowed:
                continue
            response = ask(world, session, expected)
            words = response.getvalue() if response.streaming else response.content
            opened += response.status_code == 200
            if MARK.encode() in words:
                seen.append(name)
    assert opened > 10
    assert seen == []


@pytest.mark.django_db
def test_once_counted_nothing_leads_from_an_answer_to_a_person():
    campaign = make_advert()
    draft = make_draft(campaign)
    answer(draft)
    sent = submit_application(application=draft, actor=draft.candidate)
    # Encrypted until it is counted.
    assert (found_in_tables(), EqualityAnswers.objects.count()) == (set(), 1)
    cancel_campaign(campaign=campaign, reason="Stopped", actor=make_handler(campaign))
    fold_equality_answers()
    assert found_in_tables() == {"roles_equalitytotal.answer"}
    # A total knows a campaign and a stage: no person, no application and no moment.
    assert {field.name for field in EqualityTotal._meta.get_fields()} == {
        *("id", "campaign", "stage", "question", "answer", "count")
    }
    own = signed_in(draft.candidate)
    assert MARK not in own.get(sent.get_absolute_url()).content.decode()
    assert MARK not in own.get("/account/data/").content.decode()


def found_in_tables() -> set[str]:
    """Where the mark stands, over every column of every table."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            for column in columns:
                name, rows = (connection.ops.quote_name(part) for part in (column.name, table))
                cursor.execute(
                    f"SELECT COUNT(*) FROM {rows} WHERE LOWER(CAST({name} AS TEXT)) LIKE %s",
                    [f"%{MARK}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(f"{table}.{column.name}")
    return found
