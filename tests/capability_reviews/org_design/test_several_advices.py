"""Requests for advice taken up, or paused for one reason, several at once."""

from __future__ import annotations

import pytest

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.org_design.services import request_advice
from hub.models import BulkRun, Notification
from hub.permissions import StaffGroup
from tests.factories.hub import make_organisation, make_person, signed_in

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


def confirm(client, page, **answers):
    """Confirm what the page said, as its form does."""
    said = {"confirmed": page.context_data["confirmed"], **answers}
    return client.post(page.request["PATH_INFO"], said, follow=True)


def states():
    rows = OrgDesignEngagement.objects.order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_several_are_taken_up_and_then_paused_for_one_reason(reviewer, lead, engagements):
    client = signed_in(reviewer)
    offered = client.get(ADVICE).context_data["listed"].bulk.moves
    assert [(slug, label) for slug, label, _ in offered] == [
        ("start_scoping", "Start work on this request"),
        ("pause", "Pause"),
        ("resume", "Resume"),
    ]
    page = choose(client, "start_scoping", *engagements)
    assert "You will be their adviser." in page.text
    confirm(client, page)
    assert states() == ["scoping", "scoping"]
    page = choose(client, "pause", *engagements)
    assert "The department can read this" in page.text
    # A reason is asked for, once.
    page = confirm(client, page, reason="")
    assert page.status_code == 200
    assert states() == ["scoping", "scoping"]
    why = "The department is moving its offices."
    answer = confirm(client, page, reason=why)
    assert "Done for 2 of 2 requests for advice." in answer.text
    assert states() == ["paused", "paused"]
    assert BulkRun.objects.latest("pk").reason == why
    # Each is in the history of its own record, and each department is told of each.
    for engagement in engagements:
        text = client.get(engagement.get_absolute_url()).text
        assert f"{why} Done for several records at once" in text
    told = Notification.objects.filter(slug="capability_reviews.engagement_paused")
    assert told.filter(recipient=lead).count() == 2


def test_who_may_not_make_the_move_is_not_offered_it_nor_sees_others(lead, reviewer, engagements):
    elsewhere = request_advice(organisation=make_organisation("ZZZ"), question="?", actor=None)
    client = signed_in(lead)
    assert client.get(ADVICE).context_data["listed"].bulk is None
    assert "You cannot do this for several" in choose(client, "start_scoping", elsewhere).text
    assert not BulkRun.objects.exists()


def words(table):
    return [
        [str(cell.get("tag") or cell.get("html") or cell["text"]) for cell in row]
        for row in table.rows
    ]


def test_each_row_says_of_whom_it_is_and_what_is_paused_is_resumed_for_several(
    reviewer, department, engagements
):
    client = signed_in(reviewer)
    confirm(client, choose(client, "start_scoping", *engagements))
    page = choose(client, "pause", *engagements)
    assert [row[1:] for row in words(page.context_data["can"])] == [
        [department.name, each.question, str(reviewer), "Scoping"] for each in engagements[::-1]
    ]
    confirm(client, page, reason="The department is moving its offices.")
    page = choose(client, "resume", *engagements)
    assert "Work continues where it was paused." in page.text
    assert [row[4] for row in words(page.context_data["can"])] == ["Scoping", "Scoping"]
    confirm(client, page)
    assert states() == ["scoping", "scoping"]


def test_what_was_never_paused_is_not_said_to_be(reviewer, engagements):
    client = signed_in(reviewer)
    given, fresh = engagements
    OrgDesignEngagement.objects.filter(pk=given.pk).update(state="advice_given")
    page = choose(client, "pause", given, fresh)
    only = (
        "You can only do this when the state is “scoping”, “terms agreed”, “current state”, "
        "“options” or “recommendation”."
    )
    assert [row[-1] for row in words(page.context_data["cannot"])] == [only, only]
    # Nor on its own page.
    answer = client.get(f"{given.get_absolute_url()}move/pause/", follow=True)
    assert "This may already have been done" not in answer.text
    assert "is “advice given”" in answer.text


def test_a_pause_of_several_is_undone_for_those_whose_adviser_one_is(
    department, lead, reviewer, engagements
):
    client = signed_in(reviewer)
    confirm(client, choose(client, "start_scoping", *engagements))
    colleague = make_person("colleague@hub.example", StaffGroup.REVIEWERS)
    other = OrgDesignEngagement.objects.order_by("pk").last()
    OrgDesignEngagement.objects.filter(pk=other.pk).update(adviser=colleague)
    chosen = choose(client, "pause", *engagements)
    assert "For 30 days you can undo this for all of them at once" in " ".join(chosen.text.split())
    page = confirm(client, chosen, reason="Nobody can be spared this month.")
    assert set(states()) == {"paused"}
    answer = client.post(page.request["PATH_INFO"], {"undo": "yes"}, follow=True)
    number = len(engagements)
    text = " ".join(answer.text.split())
    assert f"Undone for {number - 1} of {number} requests for advice." in text
    assert f"{colleague} is its adviser. Open it to resume it yourself." in text
    assert sorted(states()) == sorted(["paused", *["scoping"] * (number - 1)])
    other.refresh_from_db()
    assert other.adviser == colleague
