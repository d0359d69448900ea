"""Bad input through the front door: a clear message, nothing lost, nothing leaked.

What is told of a form's own fields stands in ``test_workspaces``, of files in
``test_support_files``, of searches in ``test_search`` and of links to alerts in ``test_alerts``.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, Notification
from roles.campaigns.services import approvals
from roles.models import Campaign
from roles.models.campaigns.approval import Approval
from roles.models.search.alert import Alert
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.roles import (
    make_accepted_request,
    make_approved,
    make_draft,
)
from tests.pages_read import as_read
from tests.roles.test_workspaces import date_parts, move

pytestmark = pytest.mark.django_db
SCOPE = {"audience": "across_government", "posts": "1", "max_salary": "99000"}


@pytest.mark.parametrize("missing", ["sift_on", "interviews_from"])
def test_R5_publishing_and_scheduling_without_the_dates_are_refused_in_words(team, missing):
    campaign = make_approved(team, **{missing: None})
    lead = signed_in(team.lead)
    words = "Set the sift and interview dates. They must be set before the advert opens"
    assert words in move(lead, campaign, "publish").content.decode()
    day = timezone.localdate() + timedelta(days=2)
    page = move(lead, campaign, "schedule", hour="9am", **date_parts("day", day)).content.decode()
    assert words in page
    # What was typed is still there.
    assert 'value="9am"' in page
    assert Campaign.objects.get().state == "approved"


def test_R4_publishing_a_senior_post_without_the_agreement_is_refused_in_words(team):
    campaign = make_approved(team, make_accepted_request(team, grade="scs1"))
    page = move(signed_in(team.lead), campaign, "publish").content.decode()
    assert "The hub team must agree the job description" in page
    assert Campaign.objects.get().opened_at is None


def test_R7_scheduling_into_the_past_and_past_the_closing_date_is_refused(team):
    campaign = make_approved(team)
    lead = signed_in(team.lead)
    yesterday = timezone.localdate() - timedelta(days=1)
    page = move(lead, campaign, "schedule", hour="9am", **date_parts("day", yesterday))
    assert "The day it opens must be in the future" in page.content.decode()
    after = campaign.closes_on + timedelta(days=1)
    page = move(lead, campaign, "schedule", hour="9am", **date_parts("day", after))
    assert page.text.count("The advert would open after the role closes on") == 2
    assert "The closing date has passed" not in page.text
    page = move(lead, campaign, "schedule", hour="25 o'clock", **date_parts("day", after))
    assert "The time must be like 9:30am or 14:00" in page.content.decode()
    assert Campaign.objects.get().state == "approved"


def test_R7_an_advert_opens_for_a_few_days_only_where_somebody_says_that_this_is_meant(team):
    campaign = make_approved(team)
    lead = signed_in(team.lead)
    last = date_parts("day", campaign.closes_on)
    page = move(lead, campaign, "schedule", hour="11:30pm", **last).text
    assert "People would have less than 7 days to apply" in page
    assert "Yes, open it for 25 minutes" in page
    assert Campaign.objects.get().state == "approved"
    tick = re.search(r'name="is_short"[^>]* value="(\w+)"', page)[1]
    # What was confirmed were 25 minutes, not these.
    page = move(lead, campaign, "schedule", hour="11:50pm", is_short=tick, **last).text
    assert "Yes, open it for 5 minutes" in page
    assert Campaign.objects.get().state == "approved"
    move(lead, campaign, "schedule", hour="11:30pm", is_short=tick, **last)
    assert Campaign.objects.get().state == "scheduled"


def test_R7_publishing_shortly_before_the_role_closes_is_asked_about_too(team, time_machine):
    campaign = make_approved(team)
    time_machine.move_to(campaign.closes_at - timedelta(days=2), tick=False)
    lead = signed_in(team.lead)
    page = move(lead, campaign, "publish").text
    assert "People would have less than 7 days to apply" in page
    assert Campaign.objects.get().opened_at is None
    tick = re.search(r'name="is_short"[^>]* value="(\w+)"', page)[1]
    move(lead, campaign, "publish", is_short=tick)
    assert Campaign.objects.get().opened_at is not None


def test_R1_the_approval_link_in_another_hand_does_nothing(team, client):
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    link = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    answers = {"decision": "approved", "authority": "department", **SCOPE}

    assert "/accounts/login/" in client.get(link).url
    assert "/accounts/login/" in client.post(link, answers).url
    elsewhere = make_member(Membership.Role.APPROVER, make_organisation("BBB"))
    # The maker and the hub read the campaign; the page that approves is not theirs either.
    for other in (elsewhere, make_person(), team.manager, team.adviser):
        assert signed_in(other).get(link).status_code == 404
        assert signed_in(other).post(link, answers).status_code == 404
    assert Campaign.objects.get().state == "approval_requested"
    assert not Approval.objects.exists()


def test_R1_opening_the_approval_link_decides_nothing_and_a_late_one_says_so(team):
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    link = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    approver = signed_in(team.approver)
    for _ in range(3):
        assert approver.get(link).status_code == 200
    assert Campaign.objects.get().state == "approval_requested"
    answers = {"decision": "approved", "authority": "department", **SCOPE}
    approver.post(link, as_read(approver, link, answers))
    late = approver.get(link, follow=True).content.decode()
    assert "You cannot do this now" in late
    assert Approval.objects.count() == 1


def test_R1_approving_less_than_is_asked_is_told_and_keeps_the_answers(team):
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    answers = {"decision": "approved", "authority": "department", **SCOPE, "max_salary": "100"}
    page = move(signed_in(team.approver), campaign, "approve", **answers).content.decode()
    assert "There is a problem" in page
    assert 'value="100"' in page
    assert Campaign.objects.get().state == "approval_requested"


def test_an_alert_for_somebody_elses_address_sends_one_question_and_nothing_more(client):
    victim = make_person("victim@example.com")
    for _ in range(5):
        client.post(
            "/roles/alerts/new/?grade=g7", {"email": "Victim@example.com", "frequency": "at_once"}
        )
    assert Alert.objects.get().state == "pending"
    assert Notification.objects.filter(slug__startswith="roles.alert").count() == 1
    # Not among their alerts, and the asker learns nothing of the address.
    assert "You have no alerts" in signed_in(victim).get("/roles/alerts/").content.decode()
    known = client.post(
        "/roles/alerts/new/?grade=g6", {"email": "victim@example.com", "frequency": "daily"}
    )
    unknown = client.post(
        "/roles/alerts/new/?grade=g6", {"email": "nobody@example.com", "frequency": "daily"}
    )
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@example.com\nBcc: b@example.com", "x" * 300])
def test_an_address_that_is_none_is_told(client, email):
    page = client.post("/roles/alerts/new/?grade=g7", {"email": email, "frequency": "daily"})
    assert "There is a problem" in page.content.decode()
    assert not Alert.objects.exists()
