"""The figures of training: equal to the report's for 2013-Q2, and unmoved by what must not."""

from datetime import date

import pytest
from django.utils import timezone

from hub.indicators import indicators
from hub.periods import Quarter
from tests.factories.hub import make_organisation
from tests.factories.training import make_programme, make_release, make_video, on
from training.models import Programme, ProgrammeRelease
from training.programmes.services import finish_release, record_lessons, start_release
from training.resources.services import publish_video, record_unpublished

pytestmark = pytest.mark.django_db
Q2 = Quarter(2013, 2)
T4 = "Alpha run; beta due July 2013; live due by September 2013"
Phase, Precision = ProgrammeRelease.Phase, ProgrammeRelease.Precision


def measure(slug, period=Q2, organisation=None):
    return indicators.get(f"training.{slug}").measure(period, organisation)


@pytest.fixture
def quarter():
    """The alpha run in June 2013; beta and live planned, as the report has it."""
    programme = make_programme(at=on(2013, 4, 8))
    plans = (
        (Phase.ALPHA, date(2013, 6, 1), Precision.MONTH),
        (Phase.BETA, date(2013, 7, 1), Precision.MONTH),
        (Phase.LIVE, date(2013, 9, 30), Precision.BY),
    )
    releases = [
        make_release(
            programme, phase=phase, planned_for=day, precision=precision, at=on(2013, 5, 1)
        )
        for phase, day, precision in plans
    ]
    start_release(release=releases[0], actor=None, at=on(2013, 6, 3))
    return releases


def test_T4_is_what_the_report_says(quarter):
    found = measure("induction_phase")
    assert (found.text, found.value) == (T4, 1)
    assert [(row.part, row.on) for row in found.rows] == [("run", "2013-06-03")]
    assert [row.on for row in found.planned] == ["2013-07-01", "2013-09-30"]
    assert [(part.slug, part.value, part.is_plan) for part in found.parts] == [
        ("run", 1, False),
        ("planned", 2, True),
    ]
    assert {row.part for row in found.planned} == {"planned"}


def test_T4_is_not_moved_by_what_came_later(quarter):
    alpha, beta, live = quarter
    finish_release(release=alpha, actor=None, at=on(2013, 7, 1))
    record_lessons(
        learnt_from=alpha, applied_to=beta, lessons=[("x", "")], actor=None, at=on(2013, 7, 2)
    )
    start_release(release=beta, actor=None, at=on(2013, 7, 1, 0))
    record_lessons(
        learnt_from=beta, applied_to=live, lessons=[("x", "")], actor=None, at=on(2013, 9, 2)
    )
    start_release(release=live, actor=None, at=on(2013, 10, 7))
    make_release(live.programme, phase=Phase.LIVE, at=on(2013, 7, 1, 0))
    assert (measure("induction_phase").text, measure("induction_phase").value) == (T4, 1)
    third = measure("induction_phase", Quarter(2013, 3))
    assert third.text.startswith("Beta run; ")
    later = measure("induction_phase", Quarter(2014, 2))
    assert later.text.startswith("Live since October 2013")
    # What the words name stands in the rows that the figure opens to, and is not counted.
    assert (later.value, later.rows) == (0, [])
    assert [row.detail for row in later.planned] == later.text.replace("; l", "; L").split("; ")


def test_T4_counts_the_induction_and_no_other_programme(quarter):
    other = make_programme(kind=Programme.Kind.SCS)
    start_release(release=make_release(other, at=on(2013, 5, 1)), actor=None, at=on(2013, 6, 5))
    assert measure("induction_phase").value == 1


def test_T4_a_plan_that_was_dropped_is_named_until_then(quarter):
    live = quarter[2]
    live.cancel(on(2013, 8, 1))
    live.save()
    assert measure("induction_phase").text == T4
    assert "live" not in measure("induction_phase", Quarter(2013, 3)).text.lower()


def test_T5_counts_videos_first_published_in_the_quarter():
    days = ((2013, 4, 1), (2013, 5, 8), (2013, 5, 29), (2013, 6, 30))
    for day in days:
        publish_video(video=make_video(), actor=None, at=on(*day))
    found = measure("videos_published")
    assert (found.text, found.value, len(found.rows)) == ("4", 4, 4)


def test_T5_is_not_moved_by_the_negative_controls():
    kept = publish_video(video=make_video(), actor=None, at=on(2013, 5, 8))
    make_video()
    publish_video(video=make_video(), actor=None, at=on(2013, 7, 1, 0))
    publish_video(video=make_video(), actor=None, at=on(2013, 3, 31, 23))
    publish_video(video=make_video(), actor=None)
    gone = publish_video(video=make_video(), actor=None, at=on(2013, 5, 9))
    record_unpublished(video=gone, actor=None, at=on(2013, 6, 1))
    record_unpublished(video=kept, actor=None, at=on(2013, 7, 5))
    assert measure("videos_published").text == "1"


def test_with_nothing_recorded_and_for_one_department_the_figures_are_nought(quarter):
    publish_video(video=make_video(), actor=None, at=on(2013, 5, 8))
    department = make_organisation()
    for slug in ("induction_phase", "videos_published"):
        assert measure(slug, organisation=department).text == "0"
        assert measure(slug, Quarter(2012, 1)).value == 0


def test_T4_T5_of_the_demonstration_are_the_reports(demonstration, client):
    expected = {"T4": T4, "T5": "4"}
    found = {
        tag: item.measure(Q2).text
        for item in indicators
        for tag in item.tags
        if item.slug.startswith("training.")
    }
    assert found == expected
    answer = client.get("/api/indicators?period=2013-Q2").json()
    figures = {item["slug"]: item["text"] for item in answer["indicators"]}
    assert figures["training.induction_phase"] == T4
    assert figures["training.videos_published"] == "4"
    assert measure("induction_phase", Quarter.containing(timezone.now())).value == 0
