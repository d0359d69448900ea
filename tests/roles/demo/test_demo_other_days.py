"""The demonstration can be believed whatever the day on which it is loaded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command

from hub.demo import records
from roles.demo.campaigns import quarter_2013
from tests.databases import taken_back
from tests.roles.demo.test_demo_facts import assert_believable

# A Saturday: with interviews around Christmas, and a Monday morning after a bank holiday weekend.
DAYS = {
    "a Saturday before Christmas": datetime(2026, 12, 12, 9, 30, tzinfo=UTC),
    "Christmas week": datetime(2026, 12, 29, 11, 0, tzinfo=UTC),
    "after the new year": datetime(2027, 1, 13, 11, 0, tzinfo=UTC),
    "early after Easter": datetime(2027, 3, 30, 6, 30, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def quarter(django_db_setup, django_db_blocker):
    """The records of 2013, in which the day of loading makes no difference: loaded once."""
    with taken_back(django_db_blocker):
        with time_machine.travel(min(DAYS.values())):
            records.load()
            quarter_2013.load()
        yield


@pytest.mark.parametrize("day", DAYS)
def test_every_fact_of_a_demonstration_loaded_another_day_can_be_believed(
    quarter, django_db_blocker, day
):
    with taken_back(django_db_blocker), time_machine.travel(DAYS[day]):
        call_command("demo", "--load", verbosity=0)
        assert_believable()
