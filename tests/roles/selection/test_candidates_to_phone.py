"""Somebody whom nobody can email is phoned: those who know them are asked, and record it (R11)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hub.models import Notification
from hub.notifications.recipients import which_came_back
from hub.notifications.returned import record_returned
from hub.permissions import StaffGroup
from roles import telling
from roles.applications.services.applications import move_application
from roles.campaigns.services.dates import extend_closing
from roles.models import Application, ArrangementsSeen, PhoneCall
from tests.factories.adverts import (
    TO_RECOMMENDED,
    WORDS,
    book,
    bring_to,
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
NUMBER = WORDS["phone"]


def asked() -> list:
    rows = Notification.objects.filter(slug="roles.candidate_to_phone").order_by("pk")
    return [(row.recipient, row.context["what"]) for row in rows]


def entered(**answers):
    campaign = make_advert()
    officer = make_member("resourcing", campaign.organisation)
    return campaign, officer, enter_for_somebody(campaign, officer, **answers)


def invited():
    campaign, officer, application = entered()
    handler = make_handler(campaign)
    application = make_move(application, "pass_sift", handler)
    return campaign, officer, handler, make_move(application, "invite", handler)


def page_of(application) -> str:
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def test_R11_after_the_invitation_everybody_who_handles_it_is_asked_and_reads_the_number():
    campaign, officer, handler, application = invited()
    assert {
        (handler, "Invitation to an interview"),
        (officer, "Invitation to an interview"),
    } <= set(asked())
    client = signed_in(handler)
    page = client.get(page_of(application)).text
    assert f"We cannot email this candidate. Phone them: {NUMBER}." in page
    assert "<li>Invitation to an interview</li>" in page
    form = client.get(f"{page_of(application)}book/").text
    assert f"We cannot email this candidate. Phone them: {NUMBER}." in form
    assert "We will tell the candidate" not in form
    listed = client.get(f"/campaigns/{campaign.reference}/").text
    assert "Candidates to phone, because we cannot email them" in listed
    assert page_of(application) in listed


def calls_of(campaign):
    """What a colleague who handles the applications reads on the page of the campaign."""
    return telling.calls_of(campaign, make_handler(campaign))


def test_booking_says_whom_to_phone_and_not_that_the_candidate_was_told():
    _, _, handler, application = invited()
    bring_to(application.campaign, "interviewing")
    book(application, handler)
    slugs = [call.slug for call in calls_of(application.campaign)]
    assert slugs[-1] == "roles.interview_booked"
    assert (handler, "Time and place of an interview") in asked()


def test_who_told_the_candidate_records_how_and_when_and_nobody_is_asked_again():
    campaign, _, handler, application = invited()
    client, told = signed_in(handler), f"{page_of(application)}told/"
    page = client.get(told).text
    assert (NUMBER in page, "Invitation to an interview" in page) == (True, True)
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)

    def typed(day):
        return {
            "told_how": "phone",
            "told_on_day": day.day,
            "told_on_month": day.month,
            "told_on_year": day.year,
        }

    early = client.post(told, as_read(client, told, typed(tomorrow))).text
    assert "must be today or in the past" in early
    done = client.post(told, as_read(client, told, typed(today)), follow=True).text
    assert "You have recorded that the candidate was told" in done
    assert "Candidate told by phone, in person or by post" in done
    assert "By phone on" in done
    assert "Invitation to an interview" in done
    calls = PhoneCall.objects.filter(application=application, slug="roles.interview_invited")
    assert {(call.told_how, call.told_on, call.recorded_by) for call in calls} == {
        ("phone", today, handler)
    }
    assert calls_of(campaign) == []
    assert "Candidates to phone" not in client.get(f"/campaigns/{campaign.reference}/").text
    assert client.get(told).status_code == 302


def test_R11_before_the_invitation_only_who_entered_it_is_asked_and_reads_the_number():
    campaign, officer, application = entered()
    handler = make_handler(campaign)
    bring_to(campaign, "sifting")
    client = signed_in(handler)
    form = client.get(f"{page_of(application)}fail_sift/").text
    assert (
        "We will ask the person who entered the application, or a colleague, to phone them." in form
    )
    assert (NUMBER in form, "We will tell the candidate" in form) == (False, False)
    application = move_application(application=application, move="fail_sift", actor=handler)
    # When others are mailed, and not while the decision rests.
    row = Notification.objects.get(slug="roles.candidate_to_phone")
    assert (row.recipient, row.next_attempt_at) == (officer, application.release_at)
    page = client.get(page_of(application)).text
    assert "Do not tell the candidate about this decision before" in page
    assert calls_of(campaign) == []
    Application.objects.update(release_at=timezone.now() - timedelta(minutes=1))
    PhoneCall.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert [call.slug for call in calls_of(campaign)] == ["roles.application_sifted"]
    page, own = client.get(page_of(application)).text, signed_in(officer).get(page_of(application))
    assert NUMBER not in page
    assert client.get(f"{page_of(application)}told/").status_code == 404
    assert NUMBER in own.text
    assert f"{page_of(application)}told/" in own.text


def test_R12_where_nobody_knows_them_any_more_who_opens_the_number_does_not_decide_the_sift():
    campaign, officer, application = entered()
    other = make_member("resourcing", campaign.organisation)
    officer.is_active = False
    officer.save()
    extend(campaign)
    assert [person for person, _ in asked()] == [other]
    client = signed_in(other)
    page = client.get(page_of(application)).text
    assert "Open the adjustments and schemes on this page first" in page
    assert NUMBER not in page
    client.post(f"{page_of(application)}arrangements/")
    assert ArrangementsSeen.objects.filter(person=other).exists()
    assert NUMBER in client.get(page_of(application)).text
    assert not other.has_perm("roles.sift_application", application)


def extend(campaign):
    officer = make_member("hiring_manager", campaign.organisation)
    days = {
        name: getattr(campaign, name) + timedelta(days=7)
        for name in ("closes_on", "sift_on", "interviews_from", "interviews_to")
        if getattr(campaign, name)
    }
    extend_closing(campaign=campaign, actor=officer, **days)


def test_dates_that_change_and_a_role_that_is_withdrawn_are_told_by_phone_too():
    campaign, officer, application = entered()
    handler = signed_in(make_handler(campaign))
    base = f"/campaigns/{campaign.reference}/"
    for move in ("extend", "cancel"):
        page = handler.get(f"{base}{move}/").text
        assert f"We cannot email 1 candidate: {application.reference}." in page
        assert NUMBER not in page
    extend(campaign)
    handler.post(f"{base}cancel/", {"reason": "No money.", "what_of_posts": "closed"})
    assert asked() == [(officer, "Dates of a role changed"), (officer, "Role withdrawn")]
    # The dates of a role that is withdrawn are no matter any more; both stand in one call.
    assert {call.slug for call in calls_of(campaign)} >= {"roles.campaign_cancelled"}


def test_ending_a_campaign_names_who_has_to_be_phoned():
    campaign, officer, handler, application = invited()
    bring_to(campaign, "interviewing")
    client = signed_in(handler)
    page = client.get(f"/campaigns/{campaign.reference}/end/").text
    assert f"We cannot email 1 candidate: {application.reference} ({NUMBER})." in page
    client.post(
        f"/campaigns/{campaign.reference}/end/",
        {"reason": "No more money.", "what_of_posts": "closed"},
    )
    assert (officer, "Role ended before a decision") in asked()


def test_who_has_an_address_is_emailed_and_nobody_is_asked_to_phone():
    _, _, application = entered(email="ben@example.com")
    bring_to(application.campaign, "sifting")
    make_move(application, "pass_sift", make_handler(application.campaign))
    assert asked() == []
    assert Notification.objects.filter(address="ben@example.com").exists()


@pytest.mark.parametrize("has_account", [True, False])
def test_whose_address_bounced_is_phoned_until_they_sign_in(has_account):
    campaign = make_advert()
    if has_account:
        application = make_application(campaign, None, "pass_sift", "invite")
    else:
        officer = make_member("resourcing", campaign.organisation)
        entered_one = enter_for_somebody(campaign, officer, email="Ben@example.com")
        handler = make_handler(campaign)
        application = make_move(make_move(entered_one, "pass_sift", handler), "invite", handler)
    bring_to(campaign, "interviewing")
    theirs = Notification.objects.exclude(slug="roles.candidate_to_phone")
    to = {"recipient": application.candidate} if has_account else {"recipient": None}
    call_command("deliver")
    first = theirs.filter(**to).filter(state="sent").first()
    record_returned(key=first.key, reason="bounced")
    before = theirs.filter(slug="roles.interview_booked").count()
    handler = make_handler(campaign)
    client = signed_in(handler)
    assert f"We cannot email this candidate. Phone them: {application.phone}." in (
        client.get(page_of(application)).text
    )
    page = client.get(f"/campaigns/{campaign.reference}/end/").text
    assert f"We cannot email 1 candidate: {application.reference} ({application.phone})." in page
    book(application, handler)
    assert (handler, "Time and place of an interview") in asked()
    assert theirs.filter(slug="roles.interview_booked").count() == before
    if has_account:
        person = application.candidate
        person.last_login = timezone.now()
        person.save()
        assert "We cannot email" not in client.get(page_of(application)).text


def test_R8_nobody_is_asked_to_phone_about_what_was_done_at_the_candidates_word():
    _, officer, application = entered()
    client = signed_in(officer)
    withdraw = f"{page_of(application)}for-candidate/withdraw/"
    client.post(withdraw, as_read(client, withdraw, {"is_asked": "on"}))
    assert Application.objects.get().state == "withdrawn"
    assert asked() == []


def test_who_was_emailed_an_offer_that_came_back_is_phoned(django_capture_on_commit_callbacks):
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    make_offer(application, campaign.posts.get(), handler)
    lead = make_person("", StaffGroup.HUB_LEADS)
    call_command("deliver")
    sent = Notification.objects.filter(state="sent", recipient=application.candidate)
    with django_capture_on_commit_callbacks(execute=True):
        # What was only for information is no call.
        record_returned(key=sent.get(slug="roles.application_submitted").key, reason="bounced")
    assert not PhoneCall.objects.exists()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            record_returned(key=sent.get(slug="roles.offer_made").key, reason="bounced")
            sent = Notification.objects.filter(recipient=application.candidate)
    assert (handler, "Provisional offer") in asked()
    assert len(set(asked())) == len(asked())
    assert [call.slug for call in calls_of(campaign)] == ["roles.offer_made"]
    client = signed_in(handler)
    assert "<li>Provisional offer</li>" in client.get(page_of(application)).text
    assert "Candidates to phone, because we cannot email them" in (
        client.get(f"/campaigns/{campaign.reference}/").text
    )
    assert f"{application.reference}: Provisional offer" in client.get("/work/").text
    call_command("deliver")
    bodies = [row.body for row in mail.outbox if row.to == [lead.email]]
    about = f"Kind of email: Provisional offer\nIt was about: Application {application.reference}\n"
    assert f"An email could not be delivered.\n\n{about}\n" in bodies[-1]
    # Who may not read the application reads the kind alone.
    row = Notification(subject=sent.get(slug="roles.offer_made"), recipient=make_person(""))
    assert which_came_back(row) == {"which": "Provisional offer", "about": ""}
