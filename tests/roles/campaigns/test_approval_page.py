"""One page decides on an approval: approve within a scope, return or refuse, with what is asked."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from roles.campaigns.services import approvals, audience
from roles.models import Approval, Audience, Campaign
from tests.factories.hub import signed_in
from tests.factories.roles import make_draft, make_team

pytestmark = pytest.mark.django_db
SCOPE = {"audience": "across_government", "posts": "1", "max_salary": "64000"}


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.fixture
def campaign(team):
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.manager)
    return campaign


def page_of(campaign, move="approve"):
    return reverse("roles:campaign_move", args=[campaign.reference, move])


@pytest.mark.parametrize(("decision", "state"), [("returned", "returned"), ("refused", "refused")])
def test_R1_a_no_takes_a_reason_and_nothing_else(team, campaign, decision, state):
    approver = signed_in(team.approver)
    answers = {**SCOPE, "decision": decision, "max_salary": "rubbish", "reason": ""}
    page = approver.post(page_of(campaign), answers).content.decode()
    assert page.count("Enter the reason") == 2  # In the summary and at the field.
    assert 'value="rubbish"' in page
    assert Campaign.objects.get().state == "approval_requested"
    approver.post(page_of(campaign), {**answers, "reason": "The grade is too high."})
    approval = Approval.objects.get()
    assert Campaign.objects.get().state == state
    assert (approval.decision, approval.reason) == (decision, "The grade is too high.")
    assert (approval.posts, approval.max_salary, approval.audience) == (None, None, "")


def test_R1_a_yes_takes_its_scope_and_says_what_lacks(team, campaign):
    approver = signed_in(team.approver)
    page = approver.post(page_of(campaign), {"decision": "approved"}).content.decode()
    assert "Select who gives this approval" in page
    assert "Enter the reason" not in page
    page = approver.post(page_of(campaign), SCOPE).content.decode()
    assert "Select what you decide" in page
    assert Campaign.objects.get().state == "approval_requested"


def test_the_page_and_the_mail_say_what_is_asked(team, campaign):
    call_command("deliver")
    (letter,) = [sent for sent in mail.outbox if sent.to == [team.approver.email]]
    page = signed_in(team.approver).get(page_of(campaign)).content.decode()
    for fact in (campaign.title, "1 post", "£", "Closes on"):
        assert fact in letter.body
    assert page_of(campaign) in letter.body
    for fact in (campaign.title, "Sift begins", "Interviews begin", "Return it for changes"):
        assert fact in page


def test_R2_one_page_refuses_the_wider_audience_with_a_reason(team):
    draft = make_draft(team, audience="internal")
    approvals.request_approval(campaign=draft, actor=team.manager)
    approvals.approve(
        campaign=draft, actor=team.approver, audience="internal", posts=1, max_salary=64000
    )
    audience.ask_wider_audience(
        campaign=Campaign.objects.get(), audience=Audience.ACROSS_GOVERNMENT, actor=team.manager
    )
    approver, page = signed_in(team.approver), page_of(draft, "approve-audience")
    assert "Enter the reason" in approver.post(page, {"decision": "refused"}).content.decode()
    approver.post(page, {"decision": "refused", "reason": "Fill it from inside first."})
    latest = Approval.objects.order_by("pk").last()
    assert (latest.decision, latest.reason) == ("refused", "Fill it from inside first.")
    kept = Campaign.objects.get()
    assert (kept.audience, kept.wider_audience) == ("internal", "")
