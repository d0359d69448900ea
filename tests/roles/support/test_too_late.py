"""Somebody else, or another tab, was quicker: who and when is said, and what was typed is kept."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.permissions import StaffGroup
from roles.models import SupportRequest
from roles.support.services import requests
from tests.factories.hub import make_need, make_person, signed_in
from tests.factories.roles import make_request, make_team

pytestmark = pytest.mark.django_db
REASON = "The sift is on Thursday, and nobody else can do it."


@pytest.fixture
def team():
    return make_team("AAA")


def triage(adviser, **more):
    day = timezone.localdate() + timedelta(days=9)
    return {
        "urgency": "urgent",
        "urgency_reason": REASON,
        "adviser": adviser.pk,
        "follow_up_on_day": day.day,
        "follow_up_on_month": day.month,
        "follow_up_on_year": day.year,
        **more,
    }


def send(client, request, move, answers):
    address = reverse("roles:support_move", args=[request.reference, move])
    return unescape(client.post(address, answers, follow=True).text)


def test_H2_who_triages_after_a_colleague_reads_who_it_was_and_goes_on_with_what_they_typed(team):
    request = make_request(team)
    colleague = make_person("quick@hub.example", StaffGroup.HUB_STAFF)
    requests.triage(request=request, urgency="routine", adviser=team.adviser, actor=colleague)
    client = signed_in(team.adviser)
    page = send(client, request, "triage", triage(team.adviser))
    assert "You cannot do this now, so nothing has changed." in page
    assert f"{colleague} last changed it on " in page
    assert f"What you wrote was not saved: “{REASON}”" in page
    assign = reverse("roles:support_move", args=[request.reference, "assign"])
    assert f'href="{assign}">Change adviser or urgency</a>' in page
    form = client.get(assign).text
    assert "This is what you had written before. It is not saved yet." in form
    assert 'value="urgent" checked' in form
    assert "This is what you had written" not in client.get(assign).text
    assert SupportRequest.objects.get(pk=request.pk).urgency == "routine"


def test_H2_another_tab_of_the_same_person_says_so_and_keeps_what_was_typed(team):
    request = make_request(team)
    client = signed_in(team.adviser)
    other = {"urgency": "routine", "urgency_reason": ""}
    send(client, request, "triage", triage(team.adviser, **other))
    page = send(client, request, "triage", triage(team.adviser))
    assert "You last changed it on " in page
    assert "perhaps in another tab." in page
    assert f"What you wrote was not saved: “{REASON}”" in page


def test_the_same_form_sent_twice_lost_nothing(team):
    request = make_request(team)
    client = signed_in(team.adviser)
    answers = triage(team.adviser)
    send(client, request, "triage", answers)
    page = send(client, request, "triage", answers)
    assert "You last changed it on " in page
    assert "was not saved" not in page


def test_a_need_that_a_colleague_ended_says_who_it_was(team):
    need = make_need(team.organisation, team.requester)
    address = reverse("need_withdraw", args=[need.reference])
    signed_in(team.adviser).post(address, {"reason": "Not needed any more"})
    answered = signed_in(team.requester).post(address, {"reason": REASON}, follow=True)
    page = unescape(answered.text)
    assert f"{team.adviser} last changed it on " in page
    assert f"What you wrote was not saved: “{REASON}”" in page
