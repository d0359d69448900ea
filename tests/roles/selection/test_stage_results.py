"""Results at the stages of the plan, and decisions that wait for the panel's marks (R9, S19)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from roles.applications.services.applications import move_application
from roles.models import Application, Score, StageResult
from roles.models.campaigns.selection_order import TooEarlyError
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.panels import make_declared_panel, start_sift

pytestmark = pytest.mark.django_db


def marked(result, member, points=5, **more):
    return Score.objects.create(
        result=result,
        place=member,
        element="statement",
        points=points,
        submitted_at=timezone.now(),
        **more,
    )


def test_S19_a_sift_with_a_panel_opens_a_result_each_and_waits_for_the_marks():
    campaign = make_advert()
    manager = make_handler(campaign)
    application = make_application(campaign)
    panel = make_declared_panel(campaign)
    start_sift(campaign)
    [result] = StageResult.objects.all()
    assert (result.application, result.number, result.is_marked) == (application, 1, True)
    chair, other = panel.members.order_by("role", "pk")
    assert result.marks_missing() == [chair, other]
    with pytest.raises(TooEarlyError) as refused:
        move_application(application=application, move="pass_sift", actor=manager)
    assert refused.value.reasons == [
        f"Not all marks are in. We are waiting for {chair.name} and {other.name}."
    ]
    marked(result, chair)
    assert result.marks_missing() == [other]
    marked(result, other, points=None, cannot_mark=True, evidence="It is cut off.")
    assert (result.all_marks_in, [row.points for row in result.scores.counting()]) == (True, [5])
    # R9: one mark is not the assessment of two.
    with pytest.raises(TooEarlyError, match="The panel still has to agree 1 mark"):
        move_application(application=application, move="pass_sift", actor=manager)
    result.scores.filter(place=other).update(points=4, cannot_mark=False)
    application = Application.objects.get(pk=application.pk)
    move_application(application=application, move="pass_sift", actor=manager)
    result.refresh_from_db()
    assert (result.outcome, result.decided_at is not None) == ("passed", True)


def test_a_sift_without_a_panel_is_decided_as_before():
    campaign = make_advert(is_before_panels=True)
    application, manager = make_application(campaign), make_handler(campaign)
    start_sift(campaign)
    move_application(application=application, move="pass_sift", actor=manager)
    [result] = StageResult.objects.all()
    assert (result.application, result.is_marked, result.outcome) == (application, False, "passed")


def test_a_sift_that_began_before_results_were_kept_is_decided_as_before():
    campaign = make_advert()
    make_declared_panel(campaign)
    application = make_application(campaign, None, "pass_sift")
    assert (application.state, StageResult.objects.count()) == ("sift_pass", 0)
