"""Campaigns that no request stands behind are asked what became of them, too (H7, H9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.models import Membership, Notification
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.completion import end_campaign
from roles.models import Campaign, RequestFeedback
from roles.support.tasks import ask_for_feedback
from tests.factories.adverts import make_advert
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import actions_of, make_accepted_request, make_open, make_team

pytestmark = pytest.mark.django_db
Role = Membership.Role
START = datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def team(time_machine):
    time_machine.move_to(START, tick=False)
    return make_team("AAA")


def later(time_machine, days):
    time_machine.move_to(timezone.now() + timedelta(days=days), tick=False)


def told(slug):
    return {row.recipient for row in Notification.objects.filter(slug=f"roles.{slug}")}


def ended(team, **changes):
    """A campaign of the department's own that ended with no post filled."""
    campaign = make_open(team, **changes)
    Campaign.objects.filter(pk=campaign.pk).update(support_request=None, state="unfilled")
    Campaign.objects.filter(pk=campaign.pk).update(ended_at=timezone.now())
    return Campaign.objects.get(pk=campaign.pk)


def test_H9_a_campaign_without_a_request_is_asked_two_weeks_after_it_ended(team, time_machine):
    campaign = ended(team)
    later(time_machine, 13)
    ask_for_feedback()
    assert RequestFeedback.objects.count() == 0
    later(time_machine, 1.1)
    for _ in range(2):
        ask_for_feedback()
    assert RequestFeedback.objects.get().subject == campaign
    assert told("campaign_feedback_asked") == {team.manager}
    assert actions_of(campaign)[-1] == "roles.campaign_feedback_asked"
    page = signed_in(team.manager).get(campaign.get_absolute_url()).text
    assert ("Tell the hub team how it ended." in page, campaign.get_feedback_url() in page) == (
        True,
        True,
    )
    call_command("deliver")
    letter = next(letter for letter in mail.outbox if "How did campaign" in letter.subject)
    assert campaign.get_feedback_url() in letter.body


def test_H9_the_answer_is_given_once_on_the_page_of_the_campaign(team, time_machine):
    campaign = ended(team)
    later(time_machine, 15)
    address = campaign.get_feedback_url()
    assert signed_in(team.manager).get(address).status_code == 404
    ask_for_feedback()
    client = signed_in(team.manager)
    page = client.get(address).text
    assert ("By a campaign of our own" in page, "By a campaign the hub team supported" in page) == (
        True,
        False,
    )
    assert "satisfied" not in page
    assert "Select the main reason" in client.post(address, {"filled": "none"}).text
    client.post(address, {"filled": "none", "why_not": "pay"})
    answer = RequestFeedback.objects.get()
    assert (answer.filled, answer.why_not, answer.answered_by) == ("none", "pay", team.manager)
    client.post(address, {"filled": "all", "how": "own_campaign"})
    answer.refresh_from_db()
    assert answer.filled == "none"
    for person in (team.adviser, team.approver, make_person()):
        assert signed_in(person).get(address).status_code in (403, 404)
    figures = signed_in(team.adviser).get("/support/outcomes/").text
    assert "How campaigns without a request ended" in figures
    assert "So far we have asked about 1 of them and have 1 answer." in figures


def test_H9_it_is_asked_again_and_then_those_above_are_told_each_once(team, time_machine):
    leader = make_member(Role.DIGITAL_LEADER, team.organisation)
    campaign = ended(team)
    later(time_machine, 15)
    ask_for_feedback()
    later(time_machine, 13)
    ask_for_feedback()
    assert told("feedback_waiting") == set()
    later(time_machine, 2)
    for _ in range(2):
        ask_for_feedback()
    assert (told("feedback_waiting"), told("feedback_late")) == ({team.manager}, set())
    later(time_machine, 14)
    for _ in range(2):
        ask_for_feedback()
    assert told("feedback_late") == {leader}
    assert Notification.objects.filter(slug__startswith="roles.feedback").count() == 2
    signed_in(team.manager).post(
        campaign.get_feedback_url(), {"filled": "all", "how": "own_campaign"}
    )
    # What was not sent before the answer came is not sent any more.
    call_command("deliver")
    assert not [letter for letter in mail.outbox if "what became of" in letter.subject]


def test_H9_requests_are_asked_again_in_the_same_way(team, time_machine):
    request = make_accepted_request(team)
    type(request).objects.filter(pk=request.pk).update(state="closed", closed_at=timezone.now())
    for days in (15, 15, 15):
        later(time_machine, days)
        ask_for_feedback()
    assert told("feedback_waiting") == {team.requester}
    assert told("feedback_late") == {team.adviser}


def test_H9_who_is_not_asked(team, time_machine):
    """A campaign with a request, one that nobody saw, one that goes on, one of long ago."""
    with_request = make_open(team)
    Campaign.objects.filter(pk=with_request.pk).update(state="unfilled", ended_at=timezone.now())
    unseen = ended(team)
    Campaign.objects.filter(pk=unseen.pk).update(opened_at=None)
    again = ended(team)
    Campaign.objects.filter(pk=again.pk).update(state="offering")
    Campaign.objects.filter(pk=ended(team).pk).update(ended_at=START - timedelta(days=90))
    later(time_machine, 15)
    ask_for_feedback()
    assert RequestFeedback.objects.count() == 0


def test_H9_a_cancelled_campaign_is_asked_and_those_who_run_it_where_its_maker_left(
    time_machine,
):
    time_machine.move_to(START, tick=False)
    organisation = make_organisation()
    campaign = make_advert(organisation=organisation)
    manager = make_member(Role.HIRING_MANAGER, organisation)
    cancel_campaign(campaign=campaign, reason="Not needed.", actor=manager)
    later(time_machine, 15)
    ask_for_feedback()
    assert told("campaign_feedback_asked") == {manager}


def test_feedback_is_about_one_thing(team):
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestFeedback.objects.create(asked_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestFeedback.objects.create(
            asked_at=timezone.now(), request=make_accepted_request(team), campaign=ended(team)
        )


def test_a_campaign_that_is_ended_by_hand_is_asked(team, time_machine):
    campaign = make_open(team)
    Campaign.objects.filter(pk=campaign.pk).update(support_request=None, state="closed")
    end_campaign(campaign=Campaign.objects.get(), reason="Nobody applied.", actor=team.manager)
    later(time_machine, 15)
    ask_for_feedback()
    assert RequestFeedback.objects.get().campaign == campaign
