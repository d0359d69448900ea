"""What candidates and markers find of marks in the copy of their data, and what is erased when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from roles.applications.services.applications import move_application
from roles.applications.services.erasure import erase_application
from roles.models import Application, Campaign, Score, ScoreVersion
from roles.selection.retention import RETENTION
from tests.factories.adverts import tell_of_decisions
from tests.roles.selection.test_marking import Sift

pytestmark = pytest.mark.django_db
MARKS = next(policy for policy in RETENTION if policy.slug == "roles.marks")


def decided(move="fail_sift"):
    sift = Sift(applications=1)
    given = (3, 2) if move == "fail_sift" else (5, 4)
    for person, points in zip((sift.chair, sift.member), given, strict=True):
        sift.mark_all(person, points)
    [application] = sift.applications
    move_application(
        application=application, move=move, actor=sift.manager, feedback="Not enough evidence."
    )
    application.refresh_from_db()
    return sift, application


@pytest.mark.parametrize("move", ["pass_sift", "fail_sift"])
def test_R19_a_candidate_finds_the_marks_once_they_are_told_and_not_who_gave_them(move):
    sift, application = decided(move)
    assert list(MARKS.held_on(application.candidate)) == []
    tell_of_decisions(application)
    found = [MARKS.export(row) for row in MARKS.held_on(application.candidate)]
    points = ["2", "3"] if move == "fail_sift" else ["4", "5"]
    assert sorted(row["Points"] for row in found) == points
    assert {row["What the mark is based on"] for row in found} == {"It says so."}
    assert {row["Answer marked"] for row in found} == {"Statement"}
    said = str(found)
    assert (str(sift.chair) in said, str(sift.member) in said) == (False, False)


def test_nobody_else_finds_them_in_the_copy_of_their_data():
    sift, application = decided()
    tell_of_decisions(application)
    for person in (sift.chair, sift.member, sift.manager):
        assert list(MARKS.held_on(person)) == []


def test_when_an_application_is_erased_the_points_stay_and_the_words_go():
    _, application = decided()
    tell_of_decisions(application)
    erase_application(application=Application.objects.get(pk=application.pk))
    assert sorted(Score.objects.values_list("points", "evidence")) == [(2, ""), (3, "")]
    assert set(ScoreVersion.objects.values_list("evidence", flat=True)) == {""}


def test_when_a_markers_account_goes_their_marks_stay_without_them():
    sift, _ = decided()
    type(sift.members).objects.filter(pk=sift.members.pk).update(person=None)
    score = Score.objects.select_related("place").get(place=sift.members)
    assert (score.points, score.place.name) == (2, "Somebody who left")


def test_words_are_due_two_years_after_the_role_closed():
    sift, _ = decided()
    now = timezone.now()
    assert list(MARKS.due(now)) == []
    long_ago = now - timedelta(days=800)
    Campaign.objects.filter(pk=sift.campaign.pk).update(closed_at=long_ago)
    due = list(MARKS.due(now))
    assert len(due) == 2
    for row in due:
        MARKS.erase(row)
        MARKS.erase(row)
    assert (list(MARKS.due(now)), Score.objects.counting().count()) == ([], 2)
