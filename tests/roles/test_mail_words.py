"""Emails say which role at which department they are about, and the days that the policy says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.models import HubPolicy
from hub.notifications import kinds
from hub.notifications.emails import message
from roles.campaigns.services.campaigns import cancel_campaign, pause_campaign, resume_campaign
from roles.models import Application, Outcome, RecruitmentPolicy
from roles.selection.services.duplicates import set_aside
from roles.support.services import outcomes
from roles.support.services.activities import log_activity
from roles.support.services.outcomes import TooLateToReopenError
from roles.support.tasks import ask_for_feedback
from tests.factories.adverts import (
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
)
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_team

pytestmark = pytest.mark.django_db


def letters_to(email: str) -> list:
    """What was sent to an address, in the order of its subject lines."""
    call_command("deliver")
    sent = [letter for letter in mail.outbox if letter.to == [email]]
    return sorted(sent, key=lambda letter: letter.subject)


def closed(team, at=None):
    request = make_accepted_request(team, at=at)
    day = timezone.localdate(at or timezone.now())
    log_activity(request=request, type="advice", on=day, actor=team.adviser, at=at)
    outcomes.record_outcome(
        request=request, outcome=Outcome.CONTRACT, reason="-", actor=team.adviser, at=at
    )
    return outcomes.close(request=request, actor=team.adviser, at=at)


def test_candidates_read_which_role_is_paused_resumed_and_withdrawn():
    campaign = make_advert("Service owner")
    draft, handler = make_draft(campaign), make_handler(campaign)
    named = f"Service owner at {campaign.organisation.name}"
    pause_campaign(campaign=campaign, reason="-", actor=handler)
    resume_campaign(campaign=campaign, actor=handler)
    cancel_campaign(campaign=campaign, reason="-", actor=handler)
    letters = {letter.subject: letter.body for letter in letters_to(draft.candidate.email)}
    assert set(letters) >= {
        f"Applications for {named} are paused",
        f"You can apply again for {named}",
        f"{named} has been withdrawn",
    }
    paused = letters[f"Applications for {named} are paused"]
    begun = f"You have started an application for {named} (reference {campaign.reference})."
    assert f"{begun} Applications are paused, so you cannot send yours now.\n" in paused
    assert f"{begun} You can send it now." in letters[f"You can apply again for {named}"]
    assert (
        f"{campaign.organisation.name} has withdrawn the role Service owner "
        f"(reference {campaign.reference}). You started application {draft.reference} but "
        "did not send it. You cannot send it now."
    ) in letters[f"{named} has been withdrawn"]


def test_every_subject_to_candidates_names_the_role_and_not_a_code_alone():
    slugs = [f"roles.{name}" for name in ("mover_offered", "mover_reached", "mover_turned_down")]
    slugs += [f"roles.{name}" for name in ("campaign_cancelled", "role_paused", "role_resumed")]
    slugs += [f"roles.question_{name}" for name in ("answered", "declined", "lapsed")]
    for slug in slugs:
        kind = kinds.get(slug)
        assert "Service owner at Department for Example" in message(
            kind, {"base_url": "", "subject": None, **kind.example()}, to="a@example.com"
        ).subject.replace("Why you were not selected for ", "")


def test_emails_about_support_name_the_role_and_the_department():
    team = make_team("AAA")
    request = closed(team)
    named = f"Role: {request.level or request.role or request.grade}\nDepartment: Department AAA\n"
    letters = letters_to(team.requester.email)
    assert len(letters) == 5
    for letter in letters:
        assert named in letter.body, letter.subject


def test_H7_who_may_reopen_a_request_reads_until_when_and_afterwards_after_how_long(time_machine):
    RecruitmentPolicy.load()
    RecruitmentPolicy.objects.update(reopen_days=9)
    team = make_team("AAA")
    request = closed(team)
    until = date_gb(request.closed_at + timedelta(days=9))
    [letter] = [sent for sent in letters_to(team.requester.email) if "is closed" in sent.subject]
    assert f"you can reopen it until {until}:" in letter.body
    time_machine.move_to(request.closed_at + timedelta(days=10), tick=False)
    with pytest.raises(TooLateToReopenError, match=r"closed more than 9 days ago\. Send a new"):
        outcomes.reopen(request=request, reason="More.", actor=team.requester)


def test_sentences_say_the_days_of_the_policy(time_machine):
    RecruitmentPolicy.load()
    RecruitmentPolicy.objects.update(triage_working_days=5, feedback_days=20, alert_answer_days=44)
    HubPolicy.load()
    HubPolicy.objects.update(finished_mail_days=77, suppression_threshold=12)
    team = make_team("AAA")
    requester = signed_in(team.requester)
    assert "within 5 working days." in requester.get(reverse("roles:support_ask")).content.decode()
    closed(team)
    time_machine.move_to(timezone.now() + timedelta(days=21), tick=False)
    ask_for_feedback()
    asked = [x for x in letters_to(team.requester.email) if x.subject.startswith("How did")]
    assert "was closed 20 days ago." in asked[0].body
    lead = signed_in(team.lead)
    page = lead.get("/support/outcomes/").content.decode()
    assert "do not show numbers from 0\nto 11," in page
    assert "What departments say 20 days later" in page
    page = lead.get(reverse("roles:equality_totals")).content.decode()
    assert "“Not shown” means a number from 0 to 11," in page


def test_somebody_without_an_account_is_told_whom_to_write_to_when_set_aside():
    campaign = make_advert()
    handler = make_handler(campaign)
    sent = [make_application(campaign) for _ in range(2)]
    passed = [make_move(application, "pass_sift", handler) for application in sent]
    one, other = [make_move(application, "invite", handler) for application in passed]
    set_aside(application=other, kept=one.reference, actor=handler)
    [letter] = [x for x in letters_to(other.candidate.email) if "applied twice" in x.subject]
    department = campaign.organisation.name
    assert f"tell {department} by asking a question on this page:\n" in letter.body
    kind = kinds.get("roles.application_set_aside")
    entered = Application.objects.get(pk=other.pk)
    entered.candidate = None
    entered.campaign.contact_email = "digital.jobs@example.gov.uk"
    context = {"base_url": "", "reference": entered.reference, "subject": entered}
    body = str(message(kind, context, to="a@example.com").body)
    assert f"tell {department}: digital.jobs@example.gov.uk" in body
    assert entered.reference in body
    assert "/applications/" not in body


@pytest.mark.parametrize(("number", "words"), [(1, "1 candidate has"), (3, "3 candidates have")])
def test_the_email_about_late_decisions_counts_the_candidates(number, words):
    kind = kinds.get("roles.decisions_late")
    context = {"base_url": "", "subject": None, **kind.example(), "number": number, "days": 20}
    body = str(message(kind, context, to="a@example.com").body)
    assert body.startswith(
        f"{words} waited more than 20 working days for a decision on campaign V-"
    )
