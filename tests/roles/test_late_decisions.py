"""Whoever has to decide is reminded once when it is late; those above are told each week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hub.audit import log
from hub.models import Membership, Notification
from hub.notifications import kinds
from hub.permissions import StaffGroup
from hub.working_days import add_working_days
from roles.adverts.services.adverts import publish_advert
from roles.adverts.services.late_checks import chase_late_checks
from roles.adverts.services.moderation import return_advert, send_advert
from roles.campaigns.services import approvals
from roles.campaigns.services.appointments import agree_appointment
from roles.campaigns.services.exemptions import ask_exemption, decide_exemption
from roles.campaigns.services.job_descriptions import describe_job
from roles.campaigns.services.late_approvals import chase_late_approvals
from roles.campaigns.services.late_decisions import chase_hub_decisions
from roles.models import Campaign, CampaignPart, RecruitmentPolicy, SupportRequest
from roles.support.services import requests
from roles.support.services.late_triage import chase_late_triage
from roles.tasks import SCHEDULE
from tests.factories.adverts import TO_RECOMMENDED, bring_to, make_application
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import (
    SENIOR_JOB,
    agree_job,
    make_accepted_request,
    make_approved,
    make_draft,
    make_request,
    make_team,
)
from tests.hub.test_pre_election import make_period

pytestmark = pytest.mark.django_db
# A Monday, with no bank holiday in the weeks after it.
MONDAY = datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def team(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return make_team("AAA")


def day(number):
    return MONDAY.replace(day=number)


def told(slug):
    return {row.recipient for row in Notification.objects.filter(slug=slug)}


def days_of(slug, person):
    """On which days of the month a person was written to."""
    rows = Notification.objects.filter(slug=slug, recipient=person).order_by("created_at")
    return [row.created_at.day for row in rows]


def run_through(time_machine, chase, days=range(1, 27)):
    """The daily duty of a month, run twice on each day."""
    for number in days:
        time_machine.move_to(day(number), tick=False)
        chase()
        chase()


# Asked for on Monday the 1st: late on Thursday the 4th, and for those above from Tuesday the 9th.
ONCE, EACH_WEEK = [4], [9, 16, 23]


def test_H2_late_triage_is_told_to_the_staff_and_then_to_the_leads(team, time_machine):
    request = make_request(team)  # Due on Wednesday the 3rd.
    assert request.triage_due_on.day == 3
    time_machine.move_to(day(3), tick=False)
    assert (chase_late_triage(), told("roles.triage_late")) == (0, set())
    time_machine.move_to(day(4), tick=False)
    assert [chase_late_triage() for _ in range(2)] == [1, 1]
    staff = told("roles.triage_late")
    assert team.adviser in staff
    time_machine.move_to(day(8), tick=False)
    assert [chase_late_triage() for _ in range(2)] == [1, 1]
    assert team.lead in told("roles.triage_late")
    assert (
        Notification.objects.filter(slug="roles.triage_late", recipient=team.adviser).count() == 1
    )
    requests.triage(request=request, urgency="soon", adviser=team.adviser, actor=team.adviser)
    assert chase_late_triage() == 0
    # What was not sent before it was triaged is not sent any more.
    call_command("deliver")
    assert not [letter for letter in mail.outbox if "is late" in letter.subject]
    assert SupportRequest.objects.get().state == "triaged"


def test_R1_approvers_are_reminded_and_then_those_above_are_told_each_once(team, time_machine):
    leader = make_member(Membership.Role.DIGITAL_LEADER, team.organisation)
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    time_machine.move_to(day(3), tick=False)
    assert chase_late_approvals() == 0
    time_machine.move_to(day(4), tick=False)
    assert [chase_late_approvals() for _ in range(2)] == [1, 1]
    assert told("roles.approval_waiting") == {team.approver}
    assert told("roles.approval_late") == set()
    time_machine.move_to(day(9), tick=False)
    assert [chase_late_approvals() for _ in range(2)] == [1, 1]
    assert {team.manager, leader} <= told("roles.approval_late")
    assert Notification.objects.filter(slug="roles.approval_waiting").count() == 1
    call_command("deliver")
    assert [
        letter.subject
        for letter in mail.outbox
        if "is still waiting for your approval" in letter.subject
    ]
    approvals.refuse(campaign=Campaign.objects.get(), reason="No.", actor=team.approver)
    assert chase_late_approvals() == 0
    assert {"roles.approval_waiting", "roles.approval_late"} <= {kind.slug for kind in kinds}


def test_H2_late_triage_is_told_to_the_leads_each_week_until_it_is_triaged(team, time_machine):
    request = make_request(team)
    run_through(time_machine, chase_late_triage)
    assert days_of("roles.triage_late", team.adviser) == [4]
    # Due on Wednesday the 3rd, and three working days after it.
    assert days_of("roles.triage_late", team.lead) == [8, 15, 22]
    requests.triage(request=request, urgency="soon", adviser=team.adviser, actor=team.adviser)
    run_through(time_machine, chase_late_triage, range(27, 31))
    assert days_of("roles.triage_late", team.lead) == [8, 15, 22]


def test_R1_late_approvals_are_told_to_those_above_each_week(team, time_machine):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    run_through(time_machine, chase_late_approvals)
    assert days_of("roles.approval_waiting", team.approver) == ONCE
    assert days_of("roles.approval_late", team.manager) == EACH_WEEK
    call_command("deliver")
    told = [letter for letter in mail.outbox if "is still waiting for approval" in letter.subject]
    assert len([letter for letter in told if letter.to == [team.manager.email]]) == 3


def test_those_above_are_not_told_twice_on_one_day_when_the_policy_changes(team, time_machine):
    approvals.request_approval(campaign=make_draft(team), actor=team.manager)
    time_machine.move_to(day(16), tick=False)
    chase_late_approvals()
    RecruitmentPolicy.objects.update(chase_working_days=1)
    chase_late_approvals()
    assert days_of("roles.approval_late", team.manager) == [16]


def senior_draft(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    return campaign


def test_R4_hub_leads_are_chased_for_a_senior_job_description_until_one_agrees_it(
    team, time_machine
):
    campaign = senior_draft(team)
    wrote = make_person("", StaffGroup.HUB_LEADS)
    CampaignPart.objects.play(campaign, wrote, "job_description", timezone.now())
    run_through(time_machine, chase_hub_decisions)
    assert days_of("roles.hub_decision_waiting", team.lead) == ONCE
    for person in (team.lead, team.manager, team.adviser):
        assert days_of("roles.hub_decision_late", person) == EACH_WEEK
    assert days_of("roles.hub_decision_waiting", wrote) == []
    call_command("deliver")
    letters = [letter for letter in mail.outbox if letter.to == [team.lead.email]]
    about = f"the job description of campaign {campaign.reference}"
    assert [letter.subject for letter in letters if about in letter.subject] == [
        f"Decide on {about}",
        *[f"Nobody has decided on {about}"] * 3,
    ]
    path = f"/campaigns/{campaign.reference}/agree-job-description/"
    assert path in next(letter.body for letter in letters if about in letter.subject)
    assert signed_in(team.lead).get(path).status_code == 200
    approvals.agree_job_description(campaign=campaign, actor=team.lead)
    assert chase_hub_decisions() == 0


def test_R4_a_job_description_that_is_written_again_waits_from_then_on(team, time_machine):
    campaign = senior_draft(team)
    time_machine.move_to(day(4), tick=False)
    assert chase_hub_decisions() == 1
    words = {**SENIOR_JOB, "summary": "Leads the delivery of every service."}
    describe_job(campaign=campaign, actor=team.manager, **words)
    assert chase_hub_decisions() == 0
    # What was not sent before is not sent any more: it says another day.
    call_command("deliver")
    assert not [letter for letter in mail.outbox if "Decide on" in letter.subject]
    time_machine.move_to(day(9), tick=False)
    assert chase_hub_decisions() == 1
    assert days_of("roles.hub_decision_waiting", team.lead) == [4, 9]


def test_R4_hub_leads_are_chased_for_a_senior_appointment_until_one_agrees_it(team, time_machine):
    campaign = make_approved(team, make_accepted_request(team, grade="scs1"))
    agree_job(team, campaign)
    campaign = publish_advert(campaign=campaign, actor=team.adviser)
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    post = campaign.posts.get()
    found = make_person("", StaffGroup.HUB_LEADS)
    log(campaign, "roles.campaign_merit_agreed", actor=found)
    begun = timezone.localdate(max(campaign_of(post).merit_agreed_at, released(chosen)))
    late = next_days(begun, 3), next_days(begun, 6)
    for number in range((late[1] - begun).days + 9):
        moment = datetime.combine(begun + timedelta(days=number), MONDAY.time(), tzinfo=UTC)
        time_machine.move_to(moment, tick=False)
        chase_hub_decisions()
        chase_hub_decisions()
    on = Notification.objects.filter(recipient=team.lead).order_by("created_at")
    days = [row.created_at.date() for row in on.filter(slug="roles.hub_decision_waiting")]
    assert days == [late[0]]
    days = [row.created_at.date() for row in on.filter(slug="roles.hub_decision_late")]
    assert days == [late[1], late[1] + timedelta(weeks=1)]
    # Who recorded what the panel found does not agree, and is not asked to (H8).
    assert days_of("roles.hub_decision_waiting", found) == []
    call_command("deliver")
    subjects = [letter.subject for letter in mail.outbox if letter.to == [team.lead.email]]
    assert f"Decide on the appointment to post {post.reference}" in subjects
    agree_appointment(post=post, application=chosen.reference, actor=team.lead)
    assert chase_hub_decisions() == 0


def campaign_of(post):
    return Campaign.objects.get(pk=post.campaign_id)


def released(application):
    application.refresh_from_db()
    return application.release_at or application.recommended_at


def next_days(begun, number):
    return add_working_days(begun, number, region=RecruitmentPolicy.load().bank_holidays)


def test_R23_hub_leads_are_chased_for_an_exemption_until_one_decides(team, time_machine):
    campaign = make_approved(team, make_accepted_request(team))
    make_period(ends_on=date(2026, 7, 31))
    ask_exemption(campaign=campaign, case="The only service closes.", actor=team.manager)
    run_through(time_machine, chase_hub_decisions)
    assert days_of("roles.hub_decision_waiting", team.lead) == ONCE
    for person in (team.lead, team.manager):
        assert days_of("roles.hub_decision_late", person) == EACH_WEEK
    call_command("deliver")
    subjects = [letter.subject for letter in mail.outbox if letter.to == [team.lead.email]]
    assert f"Nobody has decided on the exemption for campaign {campaign.reference}" in subjects
    decide_exemption(campaign=campaign, decision="refused", reason="It can wait.", actor=team.lead)
    assert chase_hub_decisions() == 0


def test_R23_an_exemption_of_a_period_that_is_over_is_not_chased(team, time_machine):
    campaign = make_approved(team, make_accepted_request(team))
    make_period(ends_on=date(2026, 6, 12))
    ask_exemption(campaign=campaign, case="The only service closes.", actor=team.manager)
    run_through(time_machine, chase_hub_decisions)
    assert days_of("roles.hub_decision_late", team.lead) == [9]


def test_R1_advisers_are_chased_for_an_advert_to_check_and_then_the_leads(team, time_machine):
    campaign = make_approved(team, make_accepted_request(team))
    send_advert(campaign=campaign, actor=team.manager)
    run_through(time_machine, chase_late_checks)
    assert days_of("roles.advert_check_waiting", team.adviser) == ONCE
    assert days_of("roles.advert_check_waiting", team.lead) == []
    for person in (team.lead, team.adviser, team.manager):
        assert days_of("roles.advert_check_late", person) == EACH_WEEK
    call_command("deliver")
    subjects = [letter.subject for letter in mail.outbox if letter.to == [team.adviser.email]]
    about = f"the advert of campaign {campaign.reference}"
    assert [subject for subject in subjects if "check" in subject and about[4:] in subject] == [
        f"The advert of campaign {campaign.reference} is ready to check",
        f"The advert of campaign {campaign.reference} is still waiting for your check",
        *[f"Nobody has checked {about}"] * 3,
    ]
    return_advert(campaign=campaign, reason="Say who leads.", actor=team.adviser)
    assert chase_late_checks() == 0


def test_every_duty_that_chases_runs_each_morning():
    names = {entry["task"] for entry in SCHEDULE.values()}
    assert {
        "roles.chase_late_triage",
        "roles.chase_approvals",
        "roles.chase_hub_decisions",
        "roles.chase_advert_checks",
        "roles.chase_offers",
    } <= names
