"""Whoever has to decide is reminded when it is late, and then those above are told; each once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command

from hub.models import Membership, Notification
from hub.notifications import kinds
from roles.campaigns.services import approvals
from roles.campaigns.services.late_approvals import chase_late_approvals
from roles.models import Campaign, SupportRequest
from roles.support.services import requests
from roles.support.services.late_triage import chase_late_triage
from tests.factories.hub import make_member
from tests.factories.roles import make_draft, make_request, make_team

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


def test_H2_late_triage_is_told_to_the_staff_and_then_to_the_leads_each_once(team, time_machine):
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
