"""An open question is what is next for a request, named for who answers it and for the others."""

from html import unescape

import pytest
from django.urls import reverse

from hub.dates import date_gb
from roles.models import RequestQuestion, SupportRequest
from roles.support.services import request_questions
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_request, make_team
from tests.moves_shown import moves_shown

pytestmark = pytest.mark.django_db
TEXT = "Which of the two teams has the vacancy?"


@pytest.fixture
def team():
    return make_team("AAA")


def page_of(person, request):
    return unescape(signed_in(person).get(request.get_absolute_url()).text)


def ask(request, actor):
    request_questions.ask(request=request, text=TEXT, actor=actor)
    return RequestQuestion.objects.get()


def test_the_hubs_question_is_next_for_the_department_and_said_to_the_hub(team):
    request = make_accepted_request(team)
    question = ask(request, team.adviser)
    asked = f"question of {date_gb(question.asked_at)}: “{TEXT}”"
    own = page_of(team.requester, request)
    assert f"Answer the hub team’s {asked}" in own
    answer = reverse("roles:support_answer", args=[request.reference, question.pk])
    green = [move.address for move in moves_shown(own).values() if move.is_green]
    assert green == [answer]
    assert f"{team.organisation.name} answers the hub team’s {asked}" in page_of(
        team.adviser, request
    )


def test_the_departments_question_is_next_for_the_hub_once_it_works_on_the_request(team):
    request = make_accepted_request(team)
    question = ask(request, team.requester)
    asked = f"question of {date_gb(question.asked_at)}: “{TEXT}”"
    assert f"Answer the department’s {asked}" in page_of(team.adviser, request)
    assert f"The hub team answers the department’s {asked}" in page_of(team.requester, request)


def test_before_the_hub_has_answered_the_request_that_stays_next_for_it(team):
    request = make_request(team)
    ask(request, team.adviser)
    assert SupportRequest.objects.get().state == "submitted"
    assert "Triage the request" in page_of(team.adviser, request)
    assert "Answer the hub team’s question" in page_of(team.requester, request)
