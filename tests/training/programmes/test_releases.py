"""Releases: phases in order, and lessons before the next one starts (I9)."""

from datetime import date

import pytest
from django_fsm import TransitionNotAllowed

from tests.factories.training import make_programme, make_release, make_running_release
from training.models import Programme, ProgrammeRelease
from training.programmes.services import (
    LessonsMissingError,
    create_programme,
    finish_release,
    plan_release,
    record_lessons,
    start_release,
)

pytestmark = pytest.mark.django_db
Phase = ProgrammeRelease.Phase


def test_I9_a_beta_cannot_start_before_the_lessons_of_the_alpha_are_recorded_against_it():
    programme = make_programme()
    alpha = make_running_release(programme)
    beta = make_release(programme, phase=Phase.BETA)
    live = make_release(programme, phase=Phase.LIVE)
    record_lessons(learnt_from=alpha, applied_to=live, lessons=[("Early", "")], actor=None)
    with pytest.raises(LessonsMissingError):
        start_release(release=beta, actor=None)
    assert Programme.objects.get(pk=programme.pk).phase == "alpha"
    record_lessons(learnt_from=alpha, applied_to=beta, lessons=[("Long", "Shorter")], actor=None)
    start_release(release=beta, actor=None)
    assert Programme.objects.get(pk=programme.pk).phase == "beta"
    with pytest.raises(LessonsMissingError):
        start_release(release=live, actor=None)


def test_I9_the_guard_stands_on_the_transition_itself():
    programme = make_programme()
    make_running_release(programme)
    beta = make_release(programme, phase=Phase.BETA)
    with pytest.raises(TransitionNotAllowed):
        beta.start(beta.planned_at)


def test_a_programme_does_not_skip_a_phase():
    live = make_release(phase=Phase.LIVE)
    with pytest.raises(TransitionNotAllowed):
        start_release(release=live, actor=None)
    assert ProgrammeRelease.objects.get(pk=live.pk).state == "planned"


def test_a_release_is_started_and_finished_once():
    release = make_running_release()
    with pytest.raises(TransitionNotAllowed):
        start_release(release=release, actor=None)
    assert finish_release(release=release, actor=None).state == "finished"
    with pytest.raises(TransitionNotAllowed):
        finish_release(release=release, actor=None)


def test_a_programme_and_a_version_are_made_once():
    programme = make_programme(slug="smi")
    again = create_programme(slug="smi", name="Other", kind="scs", actor=None)
    assert (again, again.name) == (programme, "Service Manager induction")
    release = make_release(programme, version="1.0")
    same = plan_release(programme=programme, version="1.0", phase=Phase.LIVE, actor=None)
    assert (same, same.phase) == (release, Phase.ALPHA)
    assert [(item.name, item.is_core) for item in release.modules.all()] == [
        ("Putting users first", True),
        ("Thinking agile", True),
        ("Supporting users", False),
    ]


def test_lessons_pass_from_one_release_of_a_programme_to_another():
    release = make_release()
    for other in (release, make_release()):
        with pytest.raises(ValueError, match="Lessons pass"):
            record_lessons(learnt_from=release, applied_to=other, lessons=[("x", "")], actor=None)


@pytest.mark.parametrize(
    "day, precision, words",
    [
        (date(2013, 7, 1), "month", "July 2013"),
        (date(2013, 9, 30), "by", "by September 2013"),
        (date(2013, 7, 8), "day", "8 July 2013"),
        (None, "day", ""),
    ],
)
def test_a_plan_is_said_no_more_exactly_than_it_is(day, precision, words):
    assert ProgrammeRelease(planned_for=day, precision=precision).due == words
