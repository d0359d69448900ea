"""One page decides on an approval: approve within a scope, return or refuse, with what is asked."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from hub.dates import date_gb
from hub.models import Membership
from roles.campaigns.services import approvals, audience
from roles.campaigns.services.drafting import change_terms
from roles.campaigns.services.job_descriptions import describe_job
from roles.models import Approval, Audience, Campaign
from tests.factories.hub import make_member, signed_in
from tests.factories.roles import make_draft
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
SCOPE = {"audience": "across_government", "posts": "1", "max_salary": "64000"}


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
    answers = {**answers, "reason": "The grade is too high."}
    approver.post(page_of(campaign), as_read(approver, page_of(campaign), answers))
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


def test_R1_an_approver_reads_why_and_when_a_campaign_was_returned_before(team, campaign):
    approver, manager = signed_in(team.approver), signed_in(team.manager)
    assert "Returned on" not in approver.get(page_of(campaign)).text
    answers = {"decision": "returned", "reason": "Say which data skills are needed."}
    approver.post(page_of(campaign), as_read(approver, page_of(campaign), answers))
    call_command("deliver")
    mail.outbox.clear()
    # Asked for again as it was, which has to be said.
    ask = page_of(campaign, "ask-approval")
    terms = manager.get(page_of(campaign, "terms")).text
    assert "Returned because: “Say which data skills are needed.”" in terms
    assert f'href="{ask}">ask for approval again</a>' in terms
    page = manager.get(ask).text
    assert "Say which data skills are needed." in page
    assert "Changed since then" in page
    assert "Nothing" in page
    assert "Change it first, or enter why you ask again" in manager.post(ask).text
    assert Campaign.objects.get().state == "returned"
    manager.post(ask, {"answer": "The profile of the role says them."})
    assert Campaign.objects.get().state == "approval_requested"
    day = date_gb(Approval.objects.get().decided_at)
    page = approver.get(page_of(campaign)).text
    assert f"Returned on {day} because" in page
    assert "Say which data skills are needed." in page
    assert "The profile of the role says them." in page
    assert "Changed since then" in page
    call_command("deliver")
    (letter,) = [sent for sent in mail.outbox if sent.to == [team.approver.email]]
    said = f"It was returned on {day} because: Say which data skills are needed."
    assert said in letter.body
    assert "The department answered: The profile of the role says them." in letter.body


def test_R1_what_changed_since_a_return_is_named_to_who_asks_and_who_decides(team, campaign):
    approvals.send_back(campaign=campaign, reason="Too high.", actor=team.approver)
    lower = campaign.salary_max - 1000
    change_terms(campaign=campaign, actor=team.manager, salary_max=lower)
    words = {"summary": "Leads delivery.", "duties": "Plan", "reporting_line": "The head."}
    describe_job(campaign=campaign, actor=team.manager, **words)
    manager, approver = signed_in(team.manager), signed_in(team.approver)
    names = ("Highest salary", "Job description: summary", "Job description: reporting line")
    ask = page_of(campaign, "ask-approval")
    page = manager.get(ask).text
    for name in names:
        assert name in page
    assert "Lowest salary" not in page
    manager.post(ask)  # With a change there is nothing that has to be said.
    assert Campaign.objects.get().state == "approval_requested"
    page = approver.get(page_of(campaign)).text
    for name in names:
        assert name in page


def test_R1_an_approver_reads_every_word_the_assessment_and_what_is_not_written(team):
    campaign, approver = make_draft(team, audience="across_government"), signed_in(team.approver)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    page = approver.get(page_of(campaign)).text
    for line in (*campaign.criteria, *campaign.stages):
        assert line in page
    assert "There is no job description yet" in page
    approvals.send_back(campaign=campaign, reason="Describe it.", actor=team.approver)
    words = {"summary": "Leads delivery.", "duties": "Plan\nDeliver", "reporting_line": "The head."}
    describe_job(campaign=campaign, actor=team.manager, **words)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    page = approver.get(page_of(campaign)).text
    for text in ("Leads delivery.", "Plan<br>Deliver", "The head.", "Reporting line"):
        assert text in page
    assert "About the department<br>Priorities of the role<br>Process and contacts" in page


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
    asked = approver.post(page, {"decision": "refused"}).content.decode()
    assert "Enter the reason" in asked
    assert asked.index("Who may apply now") < asked.index("Asked to open it to")
    refused = {"decision": "refused", "reason": "Fill it from inside first."}
    html = approver.post(page, as_read(approver, page, refused), follow=True).content.decode()
    now = Campaign.objects.get().get_audience_display().lower()
    assert f"You have refused the wider audience. The role stays open to: {now}" in html
    latest = Approval.objects.order_by("pk").last()
    assert (latest.decision, latest.reason) == ("refused", "Fill it from inside first.")
    kept = Campaign.objects.get()
    assert (kept.audience, kept.wider_audience) == ("internal", "")


def test_R1_an_approver_is_told_in_words_why_they_do_not_approve_their_own_campaign(team):
    campaign = make_draft(team, audience="across_government")
    approvals.request_approval(campaign=campaign, actor=team.approver)
    client, words = signed_in(team.approver), approvals.OwnApprovalError.reason
    for answer in (client.get, client.post):
        html = answer(page_of(campaign), follow=True).content.decode()
        assert words in html
    html = client.get(campaign.get_absolute_url()).content.decode()
    assert f"<strong>Decide on the approval</strong>.\n{words}" in html
    assert page_of(campaign) not in html
    # Others learn nothing, and whoever may decides.
    assert signed_in(team.manager).get(page_of(campaign)).status_code == 404
    other = make_member(Membership.Role.APPROVER, team.organisation)
    assert signed_in(other).get(page_of(campaign)).status_code == 200
    assert Campaign.objects.get().state == "approval_requested"


def test_the_way_back_from_a_warning_cannot_be_taken_for_the_move(team, campaign):
    manager = signed_in(team.manager)
    html = manager.get(page_of(campaign, "cancel")).content.decode()
    assert f'href="{campaign.get_absolute_url()}">Go back without changing anything</a>' in html
    assert ">Cancel</a>" not in html
