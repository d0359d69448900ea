"""The demonstration's alerts and stage plans: through services, twice as once, and cleared."""

from datetime import UTC, datetime

import pytest
import time_machine

from hub.demo import records
from hub.models import Notification
from roles.demo.campaigns import living
from roles.demo.search import living_alerts
from roles.models import Campaign
from roles.models.search.alert import Alert

pytestmark = pytest.mark.django_db


def counts():
    return (
        sorted(Alert.objects.values_list("state", "frequency")),
        Notification.objects.filter(slug__startswith="roles.alert_").count(),
    )


def test_alerts_are_wanted_told_and_waiting_and_are_cleared():
    records.load()
    stories = [story for story in living.STORIES if story.level == "user-researcher"]
    living.load(stories)
    living_alerts.load()
    made = counts()
    assert made[0] == [("confirmed", "at_once"), ("confirmed", "weekly"), ("pending", "daily")]
    told = Alert.objects.get(frequency="at_once")
    assert told.matches.exclude(batch="").count() == len(stories)
    assert made[1] == 2
    living_alerts.load()
    assert counts() == made
    living_alerts.clear()
    assert counts() == ([], 0)


def test_whoever_loads_again_on_the_morning_of_the_weekly_email_sends_none():
    """Monday morning mail is due at 7 o'clock: loaded before, and again after it."""
    with time_machine.travel(datetime(2026, 11, 30, 6, 50, tzinfo=UTC)):
        records.load()
        living.load([story for story in living.STORIES if story.level.startswith("data-")])
        living_alerts.load()
    assert Alert.objects.get(frequency="weekly").matches.filter(batch="").exists()
    made = counts()
    with time_machine.travel(datetime(2026, 11, 30, 7, 10, tzinfo=UTC)):
        living_alerts.load()
    assert counts() == made


def test_a_campaign_in_draft_has_a_stage_plan_that_tests_every_criterion():
    records.load()
    living.load([story for story in living.STORIES if story.stage == "draft"])
    campaign = Campaign.objects.get()
    plan = campaign.stage_plan
    assert plan.stages.count() == 3
    assert plan.untested == []
    assert campaign.stages[0].startswith("Sift of applications: experience and technical skills")
