"""How urgent a request is: the department says it, the hub may see it otherwise with a reason."""

from __future__ import annotations

import pytest
from django.core import mail as box
from django.utils import timezone

from hub.models import Need, Notification
from hub.notifications.delivery import deliver
from roles.models import SupportRequest
from roles.support.services import requests
from roles.support.services.urgency import UrgencyReasonError
from tests.factories.hub import signed_in
from tests.factories.roles import make_request
from tests.roles.support.support_forms import ask_form

pytestmark = pytest.mark.django_db


def test_H2_the_department_says_how_urgent_and_by_when(team):
    day = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    form = ask_form(
        team,
        requested_urgency="urgent",
        needed_by_day=day.day,
        needed_by_month=day.month,
        needed_by_year=day.year,
    )
    client = signed_in(team.requester)
    assert "How urgent is it?" in client.get("/support/ask/").content.decode()
    page = client.post("/support/ask/", {**form, "step": ""}).content.decode()
    assert "Urgent" in page
    client.post("/support/ask/", form)
    request = SupportRequest.objects.get()
    assert (request.requested_urgency, request.urgency, request.needed_by) == ("urgent", "", day)
    assert Need.objects.get().needed_by == day
    assert "Urgency the department gave" in client.get(request.get_absolute_url()).content.decode()
    board = signed_in(team.adviser).get("/support/").content.decode()
    assert "Not triaged yet. Department’s urgency: urgent" in board


def test_H2_triage_changes_the_urgency_with_a_reason_that_is_kept(team):
    request = make_request(team, requested_urgency="urgent")
    url = f"/support/{request.reference}/triage/"
    adviser = signed_in(team.adviser)
    assert 'value="urgent" checked' in adviser.get(url).content.decode()
    sent = {"urgency": "routine", "adviser": team.adviser.pk, "urgency_reason": " "}
    page = adviser.post(url, sent).content.decode()
    assert "Explain why you changed the urgency" in page
    request.refresh_from_db()
    assert request.state == "submitted"
    adviser.post(url, {**sent, "urgency_reason": "The date is in a year."})
    request.refresh_from_db()
    assert (request.urgency, request.urgency_reason) == ("routine", "The date is in a year.")
    page = signed_in(team.requester).get(request.get_absolute_url()).content.decode()
    assert "The date is in a year." in page
    assert "Urgency “Urgent” is now “Routine”" in page
    deliver(Notification.objects.get(slug="roles.support_triaged").pk)
    assert "Urgency “Urgent” is now “Routine”: The date is in a year." in box.outbox[-1].body


def test_H2_the_same_urgency_or_none_given_needs_no_reason(team):
    for asked, urgency in (("soon", "soon"), ("", "urgent")):
        request = make_request(team, requested_urgency=asked)
        triaged = requests.triage(
            request=request, urgency=urgency, adviser=team.adviser, actor=team.adviser
        )
        assert (triaged.urgency, triaged.urgency_reason) == (urgency, "")


def test_H2_no_way_in_changes_the_urgency_without_a_reason(team):
    request = make_request(team, requested_urgency="urgent")
    given = {"request": request, "adviser": team.adviser, "actor": team.adviser}
    with pytest.raises(UrgencyReasonError):
        requests.triage(**given, urgency="soon")
    requests.triage(**given, urgency="urgent")
    with pytest.raises(UrgencyReasonError):
        requests.assign(**given, urgency="routine")
    changed = requests.assign(**given, urgency="routine", urgency_reason="Somebody came back.")
    assert (changed.urgency, changed.urgency_reason) == ("routine", "Somebody came back.")
