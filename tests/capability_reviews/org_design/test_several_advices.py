"""Requests for advice taken up, or paused for one reason, several at once."""

from __future__ import annotations

import pytest

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.org_design.services import request_advice
from hub.models import BulkRun, Notification
from tests.factories.hub import make_organisation, signed_in

pytestmark = pytest.mark.django_db
ADVICE = "/capability/advice/"


@pytest.fixture
def engagements(department, lead):
    return [
        request_advice(organisation=department, question=f"Who leads {n}?", actor=lead)
        for n in range(2)
    ]


def choose(client, move, *chosen):
    data = {"bulk": move, "row": [each.pk for each in chosen]}
    return client.post(ADVICE, data, follow=True)


def states():
    rows = OrgDesignEngagement.objects.order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_several_are_taken_up_and_then_paused_for_one_reason(reviewer, lead, engagements):
    client = signed_in(reviewer)
    offered = client.get(ADVICE).context_data["listed"].bulk.moves
    assert offered == [("start_scoping", "Start work on this request"), ("pause", "Pause")]
    page = choose(client, "start_scoping", *engagements)
    assert "You become its adviser." in page.text
    client.post(page.request["PATH_INFO"])
    assert states() == ["scoping", "scoping"]
    page = choose(client, "pause", *engagements)
    assert "The department can read this" in page.text
    # A reason is asked for, once.
    page = client.post(page.request["PATH_INFO"], {"reason": ""})
    assert page.status_code == 200
    assert states() == ["scoping", "scoping"]
    why = "The department is moving its offices."
    answer = client.post(page.request["PATH_INFO"], {"reason": why}, follow=True)
    assert "Done for 2 of 2 requests for advice." in answer.text
    assert states() == ["paused", "paused"]
    assert BulkRun.objects.latest("pk").reason == why
    # Each is in the history of its own record, and each department is told of each.
    for engagement in engagements:
        assert why in client.get(engagement.get_absolute_url()).text
    told = Notification.objects.filter(slug="capability_reviews.engagement_paused")
    assert told.filter(recipient=lead).count() == 2


def test_who_may_not_make_the_move_is_not_offered_it_nor_sees_others(lead, reviewer, engagements):
    elsewhere = request_advice(organisation=make_organisation("ZZZ"), question="?", actor=None)
    client = signed_in(lead)
    assert client.get(ADVICE).context_data["listed"].bulk is None
    assert "You cannot do this for several" in choose(client, "start_scoping", elsewhere).text
    assert not BulkRun.objects.exists()
