"""The demonstration's figures are the report's, and loading twice changes nothing."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from hub.demo import records
from hub.directory import organisation
from hub.models import Need
from hub.periods import Quarter
from hub.plugins import enabled
from hub.testing.behaviour import rows_of
from roles.demo.campaigns import living, quarter_2013
from roles.indicators import RECRUITMENT_INDICATORS
from roles.invariants import INVARIANTS
from roles.models import (
    Campaign,
    CampaignState,
    Post,
    RequestState,
    SupportRequest,
)

pytestmark = pytest.mark.django_db
Q2 = Quarter(2013, 2)
FILLED, _, SUPPORTED = RECRUITMENT_INDICATORS


def test_the_second_quarter_of_2013_is_the_reports(loaded_demonstration):
    filled, supported = FILLED.measure(Q2), SUPPORTED.measure(Q2)
    assert (filled.text, filled.value, len(filled.rows)) == ("11", 11, 11)
    assert (supported.text, supported.value, len(supported.rows)) == ("29", 29, 29)
    assert [(part.label, part.value) for part in filled.parts] == [("DWP", 11)]
    assert FILLED.measure(Q2, organisation("DWP")).value == 11
    assert FILLED.measure(Q2, organisation("HMRC")).value == 0
    by_department = {
        code: SUPPORTED.measure(Q2, organisation(code)).value
        for code in ("DWP", "HMRC", "HO", "MoJ", "BIS", "DfT", "DEFRA", "HMT")
    }
    assert by_department == {
        "DWP": 8,
        "HMRC": 7,
        "HO": 5,
        "MoJ": 4,
        "BIS": 2,
        "DfT": 2,
        "DEFRA": 1,
        "HMT": 0,
    }
    assert all(row.is_demo for row in [*filled.rows, *supported.rows])
    # The controls are there and are not counted.
    assert FILLED.measure(Quarter(2013, 3)).value == 1
    posts = Post.objects.count()
    quarter_2013.load()
    assert Post.objects.count() == posts


def counts() -> dict[str, int]:
    """How many rows each model has of each plugin."""
    return {name: number for config in enabled() for name, number in rows_of(config).items()}


def test_the_living_part_has_every_state_keeps_every_rule_and_can_be_cleared(
    loaded_demonstration, migrated_template
):
    """With the plugins' promise that loading again changes nothing, and clearing leaves nothing."""
    this_year = {"draft_at__gt": timezone.now() - timedelta(days=200)}
    states = set(Campaign.objects.filter(**this_year).values_list("state", flat=True))
    assert set(CampaignState.values) - states == {CampaignState.PART_FILLED}
    recent = SupportRequest.objects.filter(submitted_at__gt=timezone.now() - timedelta(days=200))
    assert set(recent.values_list("state", flat=True)) == set(RequestState.values)
    assert Campaign.objects.open_at(timezone.now()).count() >= 20
    broken = {item.slug: list(item.broken()) for item in INVARIANTS}
    assert broken == {item.slug: [] for item in INVARIANTS}
    loaded, needs = counts(), Need.objects.count()
    call_command("demo", "--load", verbosity=0)
    assert (counts(), Need.objects.count()) == (loaded, needs)
    call_command("demo", "--clear", verbosity=0)
    with closing(sqlite3.connect(migrated_template)) as fresh:
        before = {
            name: fresh.execute(
                f"SELECT COUNT(*) FROM {apps.get_model(name)._meta.db_table}"
            ).fetchone()[0]
            for name in loaded
        }
    assert (counts(), Need.objects.count()) == (before, 0)


def test_an_advert_that_has_closed_since_is_told_again():
    records.load()
    stories = [story for story in living.STORIES if story.stage == "open"][:2]
    rows = Campaign.objects.filter(title=stories[0].title)
    living.load(stories)
    living.load(stories)
    assert rows.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=stories[0].closes + 6)):
        living.load(stories)
        assert rows.count() == 2
        assert rows.open_at(timezone.now()).count() == 1
