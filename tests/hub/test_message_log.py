"""The log of messages says to whom, to those who may know, and whether a message arrived."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hub.models import HubPolicy, Membership, Notification
from hub.notifications import notify
from hub.permissions import StaffGroup
from tests.factories.adverts import make_advert, make_application, make_handler, make_move
from tests.factories.hub import make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
LIST, ARRIVED = reverse("message_log:index"), reverse("message_arrived")


@pytest.fixture
def staff():
    return signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))


@pytest.fixture
def candidate():
    return make_person("zebedee@example.com", name="Zebedee Quill")


def page(client, url: str) -> str:
    return client.get(url).content.decode()


def asked(client, address: str) -> str:
    return client.post(ARRIVED, {"address": address}).content.decode()


def test_the_log_names_people_in_an_office_and_leads_to_the_record(staff):
    campaign = make_advert()
    handler = make_handler(campaign)
    notify("roles.decisions_late", recipient=handler, subject=campaign)
    html = page(staff, LIST)
    assert handler.email in html
    assert f'<a href="{campaign.get_absolute_url()}">Campaign {campaign.reference}</a>' in html


def test_R11_the_log_names_no_candidate_before_the_interview(staff, candidate):
    application = make_application(make_advert(), candidate)
    message = Notification.objects.get(slug="roles.application_submitted")
    inspect = reverse("message_log:inspect", args=[message.pk])
    for url in (LIST, inspect):
        html = page(staff, url)
        assert "Zebedee" not in html
        assert "zebedee" not in html
        assert "Not shown" in html
        assert application.reference in html


def test_the_log_names_the_candidate_from_the_invitation_on(staff, candidate):
    campaign = make_advert()
    make_application(campaign, candidate, "pass_sift", "invite")
    assert "Zebedee Quill" in page(staff, LIST)


def test_a_rival_is_not_told_what_a_message_is_about(candidate):
    campaign = make_advert()
    application = make_application(campaign, candidate, "pass_sift", "invite")
    rival = make_person("rival@hub.example", StaffGroup.HUB_STAFF)
    make_application(campaign, rival)
    html = page(signed_in(rival), LIST)
    assert "Zebedee" not in html
    assert application.reference not in html


def test_did_she_get_it_is_answered_for_what_concerns_the_account(staff, candidate):
    notify("hub.sign_in_code", recipient=candidate, secret="AB2C-D3EF")
    html = asked(staff, "Zebedee@Example.com")
    assert "Sign-in code" in html
    assert "Waiting" in html
    assert "AB2C" not in html
    entry = ModelLogEntry.objects.get(action="hub.messages_traced")
    assert (entry.label, entry.user.email) == (f"Person {candidate.pk}", "adviser@hub.example")


def test_R11_asking_by_address_does_not_tell_which_application_is_whose(staff, candidate):
    application = make_application(make_advert(), candidate)
    Notification.objects.update(state=Notification.State.SENT)
    html = asked(staff, candidate.email)
    assert "No email to this address about other matters has failed" in html
    assert application.reference not in html
    assert "Application sent" not in html
    Notification.objects.update(state=Notification.State.DEAD)
    assert "An email to this address about other matters has failed" in (
        asked(staff, candidate.email)
    )


def test_R11_an_address_whose_decision_rests_is_answered_like_one_without_a_decision(staff):
    campaign = make_advert()
    decided, waits = make_person("decided@example.com"), make_person("waits@example.com")
    make_application(campaign, waits)
    application = make_application(campaign, decided)
    Notification.objects.update(state=Notification.State.SENT)
    make_move(application, "fail_sift", make_handler(campaign))
    assert Notification.objects.filter(slug="roles.application_sifted", state="pending").exists()
    answers = [
        asked(staff, person.email).partition("What happened to it")[2]
        for person in (decided, waits)
    ]
    assert answers[0] == answers[1]
    assert "has failed" in answers[0]


def test_an_address_that_nothing_went_to_says_so(staff):
    assert "We have sent nothing to this address" in asked(staff, "nobody@example.com")
    assert "Enter a valid email address" in asked(staff, "nobody")


def test_a_list_of_people_is_no_list_of_candidates(candidate):
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    people = reverse("wagtailusers_users:index")
    assert "lead@hub.example" in page(lead, people)
    for found in (people, f"{people}?q=zebedee", f"{people}?q=Quill"):
        assert candidate.email not in page(lead, found)
    assert candidate.email in page(lead, f"{people}?q=zebedee@example.com")


def test_no_tab_of_the_admins_search_leads_to_images():
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    assert reverse("wagtailimages:index") not in page(editor, "/admin/pages/search/?q=x")
    assert editor.get(reverse("wagtailimages:index")).status_code == 404


def test_a_role_is_given_by_the_whole_address_of_an_account(candidate):
    organisation = make_organisation(email_domains="example.com")
    staff = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    add = reverse("membership:add")
    form = page(staff, add)
    assert "zebedee" not in form.lower()
    assert 'type="email" name="user"' in form
    given = {"organisation": organisation.pk, "role": "requester", "valid_from": "2026-01-05"}
    unknown = staff.post(add, {**given, "user": "nobody@example.com"}).content.decode()
    assert "Nobody has an account with this email address" in unknown
    assert "nobody@example.com" in unknown
    staff.post(add, {**given, "user": "Zebedee@example.com "})
    assert Membership.objects.get(user=candidate).organisation == organisation


def test_the_page_says_for_how_long_records_of_emails_are_kept():
    HubPolicy.load()
    HubPolicy.objects.update(finished_mail_days=77)
    client = signed_in(make_person("", StaffGroup.HUB_STAFF))
    page = client.post(ARRIVED, {"address": "nobody@example.com"}).content.decode()
    assert "We have sent nothing to this address in the last 77 days." in page
