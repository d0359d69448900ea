"""The figures of the report, and what must not move them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from capability_reviews.actions.services import move_team, plan_team, plan_training
from capability_reviews.demo import clearing, living, quarter
from capability_reviews.leadership.services import appoint_digital_leader
from capability_reviews.models import (
    CapabilityReview,
    DigitalLeaderAppointment,
    OrgDesignEngagement,
    ReviewTheme,
    TeamBuild,
)
from capability_reviews.org_design.services import log_meeting, move_engagement, request_advice
from capability_reviews.reviews.services.ratings import rate_theme
from capability_reviews.reviews.services.reviews import move_review
from hub.demo import records as hub_records
from hub.directory import organisation
from hub.indicators import indicators
from hub.models import Organisation
from hub.periods import LONDON, Quarter
from tests.databases import taken_back

Q2 = Quarter(2013, 2)
# The words of the July 2013 report's tiles.
EXPECTED = {
    "capability_reviews.departments_advised": ("3 of 7", 3),
    "capability_reviews.reviews_completed": ("1 (BIS)", 1),
    "capability_reviews.digital_leaders_appointed": ("1 (MoJ)", 1),
    "capability_reviews.teams_and_skills": (
        "2 set up (FCO, DECC); 2 creating roles (MOD, DFID); 2 planning training (DCLG, DCMS)",
        6,
    ),
}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The records of 2013, made once for all of these tests."""
    with taken_back(django_db_blocker):
        hub_records.load()
        quarter.load()
        yield


@pytest.fixture
def records(loaded, django_db_blocker):
    """The records of 2013: what a test does to them is undone."""
    with taken_back(django_db_blocker):
        yield


def shown(period=Q2, body=None):
    found = {}
    for slug in EXPECTED:
        measure = indicators.get(slug).measure(period, body)
        assert len(measure.rows) == measure.value
        found[slug] = (measure.text, measure.value)
    return found


def july(day):
    return datetime(2013, 7, day, 12, tzinfo=LONDON)


def test_T3_T8_T9_T10_equal_the_report(records):
    assert shown() == EXPECTED


def test_T3_the_denominator_is_computed(records):
    measure = indicators.get("capability_reviews.departments_advised").measure(Q2)
    assert measure.of == 7
    assert "DWP" not in measure.text


def test_T3_counts_a_department_once_and_a_meeting_as_advice(records):
    dwp = OrgDesignEngagement.objects.get(organisation__code="DWP")
    log_meeting(engagement=dwp, on=date(2013, 6, 20), actor=None)
    assert shown() == EXPECTED
    dft = request_advice(
        organisation=organisation("DfT"), question="?", actor=None, at=july(1) - timedelta(30)
    )
    log_meeting(engagement=dft, on=date(2013, 6, 30), actor=None)
    measure = indicators.get("capability_reviews.departments_advised").measure(Q2)
    assert measure.text == "4 of 7"


def test_T3_the_rows_name_the_day_that_counted_whatever_happens_later(records):
    dft = request_advice(
        organisation=organisation("DfT"), question="?", actor=None, at=july(1) - timedelta(30)
    )
    log_meeting(engagement=dft, on=date(2013, 6, 28), actor=None)
    indicator = indicators.get("capability_reviews.departments_advised")
    before = indicator.measure(Q2).rows
    assert [row.on for row in before if row.organisation == "DfT"] == ["2013-06-28"]
    move_engagement(engagement=dft, move="start_scoping", actor=None, at=july(8))
    move_engagement(engagement=dft, move="give_advice", actor=None, at=july(9))
    assert indicator.measure(Q2).rows == before
    assert [row.on for row in indicator.measure(Quarter(2013, 3)).rows] == ["2013-07-09"]


def test_the_negative_controls_move_nothing(records):
    hmt = OrgDesignEngagement.objects.get(organisation__code="HMT")
    move_engagement(engagement=hmt, move="start_scoping", actor=None, at=july(1))
    log_meeting(engagement=hmt, on=date(2013, 6, 28), actor=None)
    appoint_digital_leader(
        organisation=organisation("DfE"),
        post_title="Director",
        started_on=date(2013, 7, 1),
        actor=None,
    )
    moj = CapabilityReview.objects.get(organisation__code="MoJ")
    for theme in ReviewTheme.objects.filter(version="1"):
        rate_theme(review=moj, theme=theme, self_rating=3, actor=None, at=july(4))
    move_review(review=moj, move="gather_evidence", actor=None, at=july(5))
    assert shown() == EXPECTED


def test_what_an_organisation_left_unfinished_is_not_counted_after_its_end(records):
    old = Organisation.objects.get(code="DFID")
    today = Organisation.objects.get(code="FCDO")
    for body in (old, today):
        team = plan_team(organisation=body, actor=None, at=july(1))
        move_team(team=team, move="start", actor=None, at=july(2))
        plan_training(organisation=body, description="Skills.", actor=None, at=july(1))
    measure = indicators.get("capability_reviews.teams_and_skills").measure
    then = measure(Quarter.containing(datetime(2013, 8, 1, tzinfo=LONDON)))
    now = measure(Quarter.containing(datetime(2026, 11, 1, tzinfo=LONDON)))
    assert ("DFID" in then.text, "DFID" in now.text) == (True, False)
    assert now.text == "1 creating roles (FCDO); 1 planning training (FCDO)"


def test_the_demonstration_of_today_names_bodies_of_today(records):
    living.load()
    now = Quarter.containing(timezone.now())
    ended = {body.display_code for body in Organisation.objects.filter(valid_to__lt=now.start)}
    named = {
        row.organisation
        for indicator in indicators
        if indicator.slug.startswith("capability_reviews.")
        for row in indicator.measure(now).rows
    }
    assert (bool(named), named & ended) == (True, set())
    teams = indicators.get("capability_reviews.teams_and_skills").measure(now)
    assert teams.text == "1 creating roles (DSIT); 1 planning training (Defra)"


def test_one_department_has_its_own_share(records):
    fco = shown(body=organisation("FCO"))
    assert fco["capability_reviews.teams_and_skills"] == ("1 set up (FCO)", 1)
    assert fco["capability_reviews.reviews_completed"] == ("0", 0)


def test_half_of_the_six_bodies_of_bis_have_a_leader(records):
    measure = indicators.get("capability_reviews.bodies_with_digital_leader").measure(
        Q2, organisation("BIS")
    )
    assert (measure.value, measure.of, len(measure.rows)) == (3, 6, 3)


def test_the_demonstration_is_idempotent_and_can_be_cleared(records):
    living.load()
    models = (CapabilityReview, OrgDesignEngagement, DigitalLeaderAppointment, TeamBuild)
    before = [model.objects.count() for model in models]
    quarter.load()
    living.load()
    assert [model.objects.count() for model in models] == before
    assert shown() == EXPECTED
    clearing.clear()
    assert [model.objects.count() for model in models] == [0, 0, 0, 0]


def test_the_living_part_has_a_review_in_most_states(records):
    living.load()
    states = set(CapabilityReview.objects.values_list("state", flat=True))
    assert len(states) >= 6
