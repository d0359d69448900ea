"""Equality answers: once counted, without a way back to the person.

That no page shows them to anybody else, the access matrix tests of every URL.
"""

from __future__ import annotations

import pytest
from django.db import connection

from roles.applications.services.applications import submit_application
from roles.applications.tasks import fold_equality_answers
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import EqualityAnswers, EqualityTotal
from tests.factories.adverts import make_advert, make_draft, make_handler
from tests.factories.hub import signed_in
from tests.roles.equality_mark import MARK, answer


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
