"""Moves in place: which open on the page of a record follows from what they ask and do."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.test import override_settings
from django.urls import include, path

from hub.audit import log
from hub.authorisation import as_system
from hub.forms import DateField, Form
from hub.models import Membership, Need
from hub.moves import Move, MoveView, ReasonForm, can, offered
from hub.moves.in_place import MOST_QUESTIONS, is_button
from hub.needs import withdraw_need
from hub.states import may_be_final
from tests.browser import html_faults
from tests.factories.hub import make_member, make_need, make_organisation, signed_in
from tests.harness.test_moves import MOVES
from tests.moves_shown import moves_shown, words

pytestmark = pytest.mark.django_db


class TwoForm(Form):
    reason = forms.CharField(widget=forms.Textarea, max_length=100, label="Why?")
    on = DateField(label="When?", years_ahead=1)


class ThreeForm(TwoForm):
    note = forms.CharField(required=False, label="Note")


class ReadForm(Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class LineForm(Form):
    reason = forms.ChoiceField(choices=[("Filled", "It is filled")], label="Why?")
    on = forms.ChoiceField(choices=[("2026-11-28", "Yesterday")], label="When?")
    note = forms.ChoiceField(choices=[("", "None")], label="Note")


def _say(*, need, actor, **answers):
    log(need, "hub.need_raised", actor=actor, data={"detail": repr(sorted(answers))})


def _hold(*, need, actor):
    Need.objects.filter(pk=need.pk).update(reason="Held.")


def _let_go(*, need, actor):
    Need.objects.filter(pk=need.pk).update(reason="Free.")


def _move(slug, **more):
    given = {
        "label": slug.capitalize(),
        "permission": "hub.withdraw_need",
        "may": lambda need: True,
        "service": _say,
        "done": "is told",
    }
    return Move(slug=slug, **(given | more))


NEED_MOVES = (
    _move("none"),
    _move("two", form=TwoForm, explain="Say it twice.", facts=lambda need: [("Heads", "1")]),
    _move("three", form=ThreeForm),
    _move("line", form=ThreeForm, line=LineForm),
    _move("create", form=ReasonForm, is_creating=True),
    _move("warn", form=ReasonForm, is_warning=True),
    _move("decide", form=ReasonForm, is_decision=True),
    _move("bound", is_bound_to_facts=True),
    _move("read", form=ReadForm),
    _move("end", form=ReasonForm, may=can("mark_withdrawn"), service=withdraw_need),
    _move("wait", obstacle=lambda need: "Not yet."),
    _move(
        "hold",
        may=lambda need: need.reason != "Held.",
        service=_hold,
        undo="free",
        done="is held",
    ),
    _move(
        "free",
        may=lambda need: need.reason == "Held.",
        service=_let_go,
        undo="hold",
        done="is free",
    ),
    _move("others", is_offered_to=lambda need, user: False, already=lambda need: "It is yours"),
)
PAGE = """{% extends "hub/base.html" %}{% from "hub/moves.html" import move_buttons %}
{% block content %}<h1>Need</h1>
{{ move_buttons(moves, "test_move", need.reference, csrf_input) }}{% endblock %}"""


def page_of_need(request, reference):
    need = get_object_or_404(Need, reference=reference)
    template = engines["jinja2"].from_string(PAGE)
    moves = offered(NEED_MOVES, need, request.user)
    return HttpResponse(template.render({"need": need, "moves": moves}, request))


class NeedMoveView(MoveView):
    moves = NEED_MOVES
    record_argument = "need"

    def find_record(self):
        return get_object_or_404(Need, reference=self.kwargs["reference"])

    @property
    def record_url(self):
        return f"/test-needs/{self.record.reference}/"


urlpatterns = [
    path("test-needs/<reference:reference>/", page_of_need),
    path("test-needs/<reference:reference>/<slug:move>/", NeedMoveView.as_view(), name="test_move"),
    path("", include("hub.urls")),
]


@pytest.fixture
def routed():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def need():
    return make_need(make_organisation("AAA", name="Department of A"))


@pytest.fixture
def requester(need):
    return make_member(Membership.Role.REQUESTER, need.organisation)


def page_of(client, need):
    return client.get(f"/test-needs/{need.reference}/").text


def at(need, slug):
    return f"/test-needs/{need.reference}/{slug}/"


def test_what_opens_in_place_follows_from_what_it_asks_and_does(routed, need, requester):
    shown = moves_shown(page_of(signed_in(requester), need))
    assert {label: move.how for label, move in shown.items()} == {
        "None": "place",
        "Two": "place",
        "Three": "page",
        "Line": "place",
        "Create": "place",
        "Warn": "page",
        "Decide": "page",
        "Bound": "page",
        "Read": "page",
        "End": "page",
        "Hold": "button",
    }
    assert {move.address for move in shown.values()} == {at(need, label.lower()) for label in shown}


def test_the_form_in_place_says_what_its_page_says_and_no_id_is_there_twice(
    routed, need, requester
):
    client = signed_in(requester)
    page = page_of(client, need)
    place = page.partition(f'action="{at(need, "two")}"')
    before, form = place[0].rpartition("<details")[2], place[2].partition("</details>")[0]
    assert "Say it twice." in before
    assert "Heads" in before
    own = client.get(at(need, "two")).text
    names = r'name="([a-z_]+)"'
    asked = [name for name in re.findall(names, form) if name != "csrfmiddlewaretoken"]
    assert asked == ["reason", "on_day", "on_month", "on_year"]
    assert set(asked) <= set(re.findall(names, own))
    assert html_faults(page) == []
    # Each question has its label, and each hint the question it is of.
    for for_ in re.findall(r'for="([^"]+)"', form):
        assert f'id="{for_}"' in form


def test_what_is_sent_from_the_page_of_the_record_is_done_and_leads_back(routed, need, requester):
    client = signed_in(requester)
    answer = client.post(
        at(need, "two"), {"reason": "Filled", "on_day": "1", "on_month": "2", "on_year": "2027"}
    )
    assert (answer.status_code, answer.url) == (302, f"/test-needs/{need.reference}/")


def test_a_refusal_is_on_the_forms_own_page_with_what_was_entered(routed, need, requester):
    answer = signed_in(requester).post(at(need, "two"), {"reason": "It is filled.", "on_day": "31"})
    page = answer.text
    assert "There is a problem" in page
    assert "must include a month and year" in page
    assert "It is filled.</textarea>" in page
    assert 'value="31"' in page


def test_a_line_is_taken_by_the_whole_form_and_refused_there_with_its_answers(
    routed, need, requester
):
    client = signed_in(requester)
    page = page_of(client, need)
    line = page.partition(f'action="{at(need, "line")}"')[2].partition("</details>")[0]
    assert f'href="{at(need, "line")}"' in line
    assert (
        client.post(at(need, "line"), {"reason": "Filled", "on": "2026-11-28"}).status_code == 302
    )
    refused = client.post(at(need, "line"), {"reason": "", "on": "2026-11-28"}).text
    assert re.findall(r'name="on_[a-z]+"[^>]*value="(\d+)"', refused) == ["28", "11", "2026"]
    nonsense = client.post(at(need, "line"), {"reason": "Filled", "on": "2026-13-45"}).text
    assert "There is a problem" in nonsense


def test_a_page_that_makes_a_record_makes_one_however_often_it_is_sent(routed, need, requester):
    client = signed_in(requester)
    page = page_of(client, need)
    form = page.partition(f'action="{at(need, "create")}"')[2].partition("</form>")[0]
    token = re.search(r'name="page_token" value="([^"]+)"', form)[1]
    sent = {"reason": "It is filled.", "page_token": token}
    first, second = (client.post(at(need, "create"), sent, follow=True).text for _ in range(2))
    said = "You had already sent this. Nothing was added."
    assert [said in page for page in (first, second)] == [False, True]


def test_what_asks_nothing_and_can_be_undone_is_one_button_and_its_undo_another(
    routed, need, requester
):
    client = signed_in(requester)
    before = need.reason
    answer = client.post(at(need, "hold"), follow=True).text
    need.refresh_from_db()
    assert need.reason == "Held." != before
    form = re.search(r'is held\. <button class="hub-link-button" form="([^"]+)">Undo', answer)[1]
    assert answer.count(f'<form class="hub-action" id="{form}" method="post"') == 1
    shown = moves_shown(answer)
    assert ("Hold" in shown, shown["Free"].how) == (False, "button")
    # Its own page asks first, for whoever comes by a link.
    assert "Free" in client.get(at(need, "free")).text
    client.post(shown["Free"].address)
    need.refresh_from_db()
    assert need.reason == "Free."


def test_a_button_needs_its_token(routed, need, requester):
    client = signed_in(requester)
    client.handler.enforce_csrf_checks = True
    assert client.post(at(need, "hold")).status_code == 403
    form = page_of(client, need).partition(f'action="{at(need, "hold")}"')[2]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    assert client.post(at(need, "hold"), {"csrfmiddlewaretoken": token}).status_code == 302


def test_what_is_not_offered_to_somebody_says_why_when_it_is_sent(routed, need, requester):
    client = signed_in(requester)
    assert "Others" not in moves_shown(page_of(client, need))
    answer = client.post(at(need, "others"), follow=True).text
    assert "You cannot do this now, so nothing has changed. It is yours." in words(answer)


def test_moves_without_forms_of_records_cost_no_queries(
    routed, need, requester, django_assert_num_queries
):
    with as_system():
        offers = offered(NEED_MOVES, need, requester)
    with django_assert_num_queries(0):
        forms_shown = [offer.form_in_place([need.reference]) for offer in offers]
        assert all(form is None or str(form) is not None for form in forms_shown)


def test_a_transition_is_final_where_nothing_leads_on(need):
    assert may_be_final(need, "mark_withdrawn")
    assert not may_be_final(need, "mark_answered")


@pytest.mark.parametrize(("view", "move"), MOVES)
def test_each_move_that_undoes_another_asks_nothing_and_is_of_the_same_view(view, move):
    if not move.undo:
        return
    of_view = {each.slug: each for found, each in (item.values for item in MOVES) if found is view}
    assert is_button(of_view[move.undo], None)
    assert of_view[move.undo].undo == move.slug


@pytest.mark.parametrize(("view", "move"), MOVES)
def test_the_whole_form_takes_each_answer_of_a_line(view, move):
    if move.line is None:
        return
    whole, line = move.form_for(None).base_fields, move.line.base_fields
    assert set(line) <= set(whole)
    required = {name for name, field in whole.items() if field.required}
    assert required <= set(line)
    assert len(whole) > MOST_QUESTIONS
