"""A request for support at the adviser's desk: taken, triaged and accepted, its work logged."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.permissions import StaffGroup
from roles.models import SupportActivity
from roles.support.services import taking
from roles.support.waiting import to_triage
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_accepted_request, make_request, make_team
from tests.moves_shown import moves_shown, words

pytestmark = pytest.mark.django_db
LINE = ("type", "on", "hours", "post")


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def colleague():
    return make_person("colleague@hub.example", StaffGroup.HUB_STAFF)


def at(request, move):
    return reverse("roles:support_move", args=[request.reference, move])


def page_of(client, request):
    return client.get(request.get_absolute_url()).text


def test_H2_a_request_is_triaged_and_accepted_in_one_step(team):
    request = make_request(team, requested_urgency="soon", posts_wanted=2)
    client = signed_in(team.adviser)
    page = client.get(at(request, "triage")).text
    # How urgent it is and who has it are answered already.
    assert 'value="soon" checked' in page
    assert f'<option value="{team.adviser.pk}" selected' in page
    answers = {"urgency": "soon", "adviser": team.adviser.pk, "accepts": "on"}
    answer = client.post(at(request, "triage"), answers, follow=True)
    assert f"{request} is triaged and accepted" in words(answer.text)
    request.refresh_from_db()
    assert (request.state, request.urgency, request.posts.count()) == ("accepted", "soon", 2)


def test_H2_a_request_that_is_only_triaged_waits_for_an_answer(team):
    request = make_request(team)
    answers = {"urgency": "soon", "adviser": team.adviser.pk}
    answer = signed_in(team.adviser).post(at(request, "triage"), answers, follow=True)
    assert f"{request} is triaged" in words(answer.text)
    request.refresh_from_db()
    assert (request.state, request.posts.count()) == ("triaged", 0)
    assert "accepts" not in signed_in(team.adviser).get(at(request, "assign")).text


def test_H2_who_took_a_request_meanwhile_is_not_passed_over_unseen(team, colleague):
    request = make_request(team)
    client = signed_in(team.adviser)
    opened = fields_of(client.get(at(request, "triage")))
    taking.take(request=request, actor=colleague)
    answers = {"urgency": "soon", "adviser": team.adviser.pk}
    refused = client.post(at(request, "triage"), {**answers, "opened_with": opened})
    assert "changed “Who is the adviser?” while you had this page open" in refused.text
    request.refresh_from_db()
    assert (request.state, request.adviser) == ("submitted", colleague)
    # Sent again, they know.
    client.post(at(request, "triage"), {**answers, "opened_with": fields_of(refused)})
    request.refresh_from_db()
    assert (request.state, request.adviser) == ("triaged", team.adviser)


def fields_of(page):
    return re.search(r'name="opened_with" value="([^"]*)"', page.text)[1]


def test_what_is_refused_at_triage_accepts_nothing(team):
    request = make_request(team, requested_urgency="soon")
    answers = {"urgency": "routine", "adviser": team.adviser.pk, "accepts": "on"}
    page = signed_in(team.adviser).post(at(request, "triage"), answers).text
    assert "Explain why you changed the urgency" in page
    assert 'name="accepts" type="checkbox" value="on" checked' in page
    request.refresh_from_db()
    assert request.state == "submitted"


def test_a_request_is_taken_with_one_button_and_given_back_with_another(team, colleague):
    request = make_request(team)
    client = signed_in(team.adviser)
    shown = moves_shown(page_of(client, request))
    assert (shown["Take for triage"].how, "Give it back" in shown) == ("button", False)
    answer = client.post(shown["Take for triage"].address, follow=True).text
    assert f"You have taken support request {request.reference}. Undo" in words(answer)
    request.refresh_from_db()
    assert (request.adviser, request.state) == (team.adviser, "submitted")
    assert [list(to_triage(person)) for person in (team.adviser, colleague)] == [[request], []]
    shown = moves_shown(answer)
    assert (shown["Give it back"].how, "Take for triage" in shown) == ("button", False)
    client.post(shown["Give it back"].address)
    request.refresh_from_db()
    assert request.adviser is None
    assert list(to_triage(colleague)) == [request]


def test_of_two_who_take_the_same_request_the_second_is_told_who_has_it(team, colleague):
    request = make_request(team)
    signed_in(team.adviser).post(at(request, "take"))
    second = signed_in(colleague)
    assert not {"Take for triage", "Give it back"} & set(moves_shown(page_of(second, request)))
    answer = words(second.post(at(request, "take"), follow=True).text)
    assert f"{team.adviser} already has this request" in answer
    answer = words(second.post(at(request, "give-back"), follow=True).text)
    assert f"Only {team.adviser}, who has the request, can give it back" in answer
    request.refresh_from_db()
    assert request.adviser == team.adviser
    # Nobody is kept from triage by somebody who is away.
    answers = {"urgency": "soon", "adviser": colleague.pk}
    second.post(at(request, "triage"), answers)
    request.refresh_from_db()
    assert (request.adviser, request.state) == (colleague, "triaged")


def test_what_somebody_took_who_left_waits_for_all_and_may_be_taken(team, colleague):
    request = make_request(team)
    signed_in(team.adviser).post(at(request, "take"))
    type(team.adviser).objects.filter(pk=team.adviser.pk).update(is_active=False)
    assert list(to_triage(colleague)) == [request]
    signed_in(colleague).post(at(request, "take"))
    request.refresh_from_db()
    assert request.adviser == colleague


def test_a_department_is_offered_neither(team):
    request = make_request(team)
    client = signed_in(team.requester)
    assert not {"Take for triage", "Triage"} & set(moves_shown(page_of(client, request)))
    assert client.post(at(request, "take")).status_code == 404


def test_H5_an_activity_is_logged_in_one_line_on_the_page_of_the_request(team):
    request = make_accepted_request(team, at=timezone.now() - timedelta(days=3))
    client = signed_in(team.adviser)
    page = page_of(client, request)
    line = page.partition(f'action="{at(request, "log")}"')[2].partition("</details>")[0]
    yesterday = timezone.localdate() - timedelta(days=1)
    for words_ in ("Today", f'value="{yesterday.isoformat()}">Yesterday', "30 minutes"):
        assert words_ in words(line) or words_ in line
    # Of one post it is that post; of no day before it was asked for.
    post = request.posts.get()
    assert f'<option value="{post.pk}" selected' in line
    assert line.count('<option value="20') == 4
    answers = {
        "type": "advice",
        "on": yesterday.isoformat(),
        "hours": "0.5",
        "post": str(post.pk),
    }
    answer = client.post(at(request, "log"), answers, follow=True)
    assert "Activity logged" in words(answer.text)
    activity = SupportActivity.objects.get()
    assert (activity.type, activity.on, activity.hours, activity.post) == (
        "advice",
        yesterday,
        Decimal("0.50"),
        post,
    )


def test_H5_a_line_that_is_refused_is_shown_as_the_whole_form_with_its_answers(team):
    request = make_accepted_request(team, at=timezone.now() - timedelta(days=3))
    today = timezone.localdate()
    answers = {"type": "", "on": today.isoformat(), "hours": "0.5", "post": ""}
    page = signed_in(team.adviser).post(at(request, "log"), answers).text
    assert "Select what was done" in page
    for part in ("day", "month", "year"):
        value = getattr(today, part)
        assert f'name="on_{part}" type="text" value="{value}"' in words_of_tags(page)
    assert 'value="0.5"' in page
    assert SupportActivity.objects.count() == 0


def words_of_tags(page):
    return " ".join(page.split())
