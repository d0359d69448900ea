"""A candidate applies: saved at each step, sent once, followed in plain words, withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail as box
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.models import Notification
from hub.notifications.delivery import deliver
from roles.applications.questions import question_of, seal
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import (
    CampaignNotOpenError,
    start_application,
    submit_application,
)
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.campaigns import cancel_campaign, pause_campaign
from roles.models import Application
from tests.factories.adverts import (
    WORDS,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    take_down,
)
from tests.factories.hub import make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


def sealed(draft: Application, question: str = "statement") -> str:
    """The mark of the answer as it stands, which the page carries."""
    return seal(question_of(draft, question).read(draft))


def mail(slug: str = "roles.application_submitted") -> int:
    return Notification.objects.filter(slug=slug).count()


def test_a_candidate_applies_from_start_to_confirmation():
    campaign, candidate = make_advert(statement_word_limit=300), make_person("ada@example.com")
    client = signed_in(candidate)
    start = client.get(f"/applications/start/{campaign.reference}/").content.decode()
    assert "up to 300 words" in start
    assert "Start now" in start
    response = client.post(f"/applications/start/{campaign.reference}/")
    application = Application.objects.get()
    base = f"/applications/{application.reference}/"
    assert response.url == base
    assert "Cannot start yet" in client.get(base).content.decode()
    answers = {
        "name/": ({"full_name": WORDS["full_name"]}, "contact/"),
        "contact/": ({name: WORDS[name] for name in ("email", "phone")}, ""),
        "statement/": ({"statement": WORDS["statement"]}, ""),
        "pattern/": ({"pattern_wanted": "part_time"}, "check/"),
    }
    for page, (words, then) in answers.items():
        seal = re.search(r'name="seal" value="(\w+)"', client.get(base + page).content.decode())[1]
        response = client.post(base + page, {**words, "seal": seal})
        assert response.url == base + then
    check = client.get(f"{base}check/").content.decode()
    for words in WORDS.values():
        assert words in check
    assert f'href="{base}contact/?change=yes#id_phone"' in check
    response = client.post(f"{base}check/", {})
    assert "Select the box to confirm your information is true" in response.content.decode()
    response = client.post(f"{base}check/", {"declaration": "on"}, follow=True)
    html = response.content.decode()
    assert "Application sent" in html
    assert application.reference in html
    application.refresh_from_db()
    assert application.state == "submitted"
    sent = Notification.objects.get(slug="roles.application_submitted")
    assert (sent.recipient, sent.subject) == (candidate, application)
    assert sent.context == {"reference": application.reference}
    assert str(application) == f"Application {application.reference}"


def test_the_message_of_receipt_says_the_number_and_nothing_personal_in_the_subject():

    application = make_application(make_advert("Service owner"))
    deliver(Notification.objects.get().pk)
    message = next(item for item in box.outbox if application.reference in item.subject)
    assert message.subject == f"We have your application {application.reference}"
    assert "Service owner" in message.body
    assert application.reference in message.body
    assert WORDS["statement"] not in message.body


def test_R7_submitting_at_the_closing_second_is_in_time_and_a_second_later_is_not(time_machine):
    campaign = make_advert()
    first, second = make_draft(campaign), make_draft(campaign)
    time_machine.move_to(campaign.closes_at, tick=False)
    post_check(first)
    first.refresh_from_db()
    assert first.state == "submitted"
    time_machine.move_to(campaign.closes_at + timedelta(seconds=1), tick=False)
    html = post_check(second)
    second.refresh_from_db()
    assert second.state == "draft"
    assert "This role closed at 11:55pm on" in html
    assert "Your application was not sent" in html
    assert WORDS["statement"] in html
    assert mail() == 1


def post_check(application: Application) -> str:
    client = signed_in(application.candidate)
    url = f"/applications/{application.reference}/check/"
    return client.post(url, {"declaration": "on"}, follow=True).content.decode()


def test_R7_words_typed_at_the_closing_moment_are_kept_and_shown(time_machine):
    campaign = make_advert()
    draft = make_draft(campaign)
    time_machine.move_to(campaign.closes_at + timedelta(seconds=1), tick=False)
    response = signed_in(draft.candidate).post(
        f"/applications/{draft.reference}/statement/",
        {"statement": "My last words", "seal": sealed(draft)},
        follow=True,
    )
    assert "My last words" in response.content.decode()
    draft.refresh_from_db()
    assert (draft.statement, draft.state) == ("My last words", "draft")


def test_R7_a_closed_role_cannot_be_started(time_machine):
    campaign = make_advert()
    time_machine.move_to(campaign.closes_at + timedelta(seconds=1), tick=False)
    client = signed_in(make_person())
    assert (
        "This role closed at"
        in client.get(f"/applications/start/{campaign.reference}/").content.decode()
    )
    client.post(f"/applications/start/{campaign.reference}/")
    assert Application.objects.count() == 0


def test_R8_one_application_however_often_it_is_started():
    campaign, candidate = make_advert(), make_person()
    client = signed_in(candidate)
    urls = {client.post(f"/applications/start/{campaign.reference}/").url for _ in range(3)}
    assert len(urls) == Application.objects.count() == 1
    assert client.get(f"/applications/start/{campaign.reference}/").url == urls.pop()


def test_R8_sent_once_with_one_message_however_often_it_is_sent():
    draft = make_draft(make_advert())
    pages = [post_check(draft) for _ in range(3)]
    assert all("Application sent" in page and draft.reference in page for page in pages)
    assert mail() == 1
    again = submit_application(application=draft, actor=draft.candidate)
    assert again.submitted_at == Application.objects.get().submitted_at
    assert mail() == 1


def test_R8_a_sent_application_cannot_be_edited():
    application = make_application(make_advert())
    client = signed_in(application.candidate)
    url = f"/applications/{application.reference}/statement/"
    assert client.get(url).url == application.get_absolute_url()
    html = client.post(url, {"statement": "Better words", "seal": "x"}, follow=True)
    assert "nothing has changed" in html.content.decode()
    application.refresh_from_db()
    assert application.statement == WORDS["statement"]
    with pytest.raises(TransitionNotAllowed):
        save_answer(
            application=application,
            question="statement",
            words={"statement": "x"},
            actor=application.candidate,
        )


def test_R8_withdraw_a_sent_application_and_never_apply_again():
    campaign = make_advert()
    application = make_application(campaign)
    client = signed_in(application.candidate)
    url = f"/applications/{application.reference}/withdraw/"
    assert "Are you sure you want to withdraw" in client.get(url).content.decode()
    application.refresh_from_db()
    assert application.state == "submitted"
    for _ in range(2):
        html = client.post(url, as_read(client, url), follow=True).text
    assert "You withdrew this application" in html
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert mail("roles.application_withdrawn") == 1
    start = client.post(f"/applications/start/{campaign.reference}/")
    assert start.url == application.get_absolute_url()


def test_a_draft_is_deleted_and_can_be_begun_again():
    campaign = make_advert()
    draft = make_draft(campaign)
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/withdraw/"
    assert "delete this application" in client.get(url).content.decode()
    client.post(url, as_read(client, url))
    assert Application.objects.count() == 0
    client.post(f"/applications/start/{campaign.reference}/")
    assert Application.objects.get().statement == ""


def test_a_stale_draft_shows_both_and_overwrites_nothing():
    draft = make_draft(make_advert(), statement="First")
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/statement/"
    both = sealed(draft)
    client.post(url, {"statement": "From tab one", "seal": both})
    response = client.post(url, {"statement": "From tab two", "seal": both})
    html = response.content.decode()
    assert response.status_code == 409
    assert "From tab one" in html
    assert "From tab two" in html
    # Each of the two versions has a button that keeps it.
    keep = html.partition("Keep the saved version")[0].rpartition("<a ")[2]
    assert f'href="{draft.get_absolute_url()}"' in keep
    draft.refresh_from_db()
    assert draft.statement == "From tab one"
    client.post(url, {"statement": "From tab two", "seal": sealed(draft)})
    draft.refresh_from_db()
    assert draft.statement == "From tab two"


def test_saving_the_same_words_from_two_tabs_is_no_conflict():
    draft = make_draft(make_advert())
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/statement/"
    both = sealed(draft)
    for _ in range(2):
        response = client.post(url, {"statement": "The same", "seal": both})
        assert response.status_code == 302


def test_unfinished_words_are_kept_with_the_error_said():
    draft = make_draft(make_advert(statement_word_limit=50))
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    long = "word " * 51
    response = client.post(f"{base}statement/", {"statement": long, "seal": sealed(draft)})
    html = response.content.decode()
    assert "Your statement must be 50 words or fewer. It has 51 words" in html
    assert "<title>\n  Error: " in html or "Error: Your statement" in html
    draft.refresh_from_db()
    assert draft.statement == long.strip()
    assert client.get(f"{base}check/").url == base
    assert "In progress" in client.get(base).content.decode()
    html = client.post(f"{base}check/", {"declaration": "on"}, follow=True).content.decode()
    assert "Still to finish: " in html
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize(
    "field,value,error",
    [
        ("full_name", "", "Enter your full name"),
        ("email", "", "Enter your email address"),
        ("email", "nobody", "Enter an email address in the correct format"),
        ("phone", "", "Enter your phone number"),
        ("phone", "12", "Enter a phone number, like 01632 960 001"),
        ("phone", "call me", "Enter a phone number, like 01632 960 001"),
    ],
)
def test_contact_details_are_asked_for_in_plain_words(field, value, error):
    draft = make_draft(make_advert())
    question = "name" if field == "full_name" else "contact"
    data = {name: WORDS[name] for name in ("full_name", "email", "phone")} | {field: value}
    response = signed_in(draft.candidate).post(
        f"/applications/{draft.reference}/{question}/", {**data, "seal": sealed(draft, question)}
    )
    html = response.content.decode()
    assert html.count(error) >= 2  # in the summary and at the field
    assert "There is a problem" in html


def test_save_and_come_back_later_asks_nothing():
    draft = make_draft(make_advert(), statement="")
    response = signed_in(draft.candidate).post(
        f"/applications/{draft.reference}/contact/",
        {"email": "", "phone": "1", "seal": sealed(draft, "contact"), "later": "yes"},
        follow=True,
    )
    assert "Your progress is saved" in response.content.decode()
    draft.refresh_from_db()
    assert (draft.phone, draft.email) == ("1", "")


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(client):
    draft = make_draft(make_advert(), statement="")
    url = f"/applications/{draft.reference}/statement/"
    response = client.post(url, {"statement": "Typed for an hour", "seal": sealed(draft)})
    assert response.status_code == 302
    assert "/accounts/login/" in response.url
    draft.refresh_from_db()
    assert draft.statement == ""
    client.force_login(draft.candidate, backend="django.contrib.auth.backends.ModelBackend")
    assert "Typed for an hour" in client.get(url).content.decode()


def test_nobody_sees_or_changes_the_application_of_another():
    application, draft = make_application(make_advert()), make_draft(make_advert())
    stranger = make_person()
    client = signed_in(stranger)
    for url in ("", "contact/", "statement/", "check/", "submitted/", "withdraw/", "offer/"):
        for reference in (application.reference, draft.reference):
            assert client.get(f"/applications/{reference}/{url}").status_code == 404
            assert client.post(f"/applications/{reference}/{url}").status_code in (404, 405)
    with pytest.raises(PermissionDenied):
        submit_application(application=draft, actor=stranger)


def test_a_role_that_was_never_advertised_cannot_be_applied_for():
    campaign = make_advert()
    take_down(campaign.page)
    client = signed_in(make_person())
    assert client.get(f"/applications/start/{campaign.reference}/").status_code == 404
    assert client.post(f"/applications/start/{campaign.reference}/").status_code == 404


def test_the_candidate_reads_plain_words_and_never_a_stage(time_machine):
    campaign = make_advert(posts=2)
    application = make_application(campaign, None, "pass_sift")
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    client = signed_in(application.candidate)
    for url in (f"/applications/{application.reference}/", "/applications/"):
        html = client.get(url).content.decode()
        assert "Being considered" in html
        assert "sift" not in html.lower()


def test_odd_names_are_kept_as_typed():
    draft = make_draft(make_advert())
    client = signed_in(draft.candidate)
    for name in ("X", "Ŵÿñ 🙂", "محمد", "O’Brien-Ní Dhálaigh", "<b>Bold</b>"):
        draft.refresh_from_db()
        data = {"full_name": name, "seal": sealed(draft, "name")}
        client.post(f"/applications/{draft.reference}/name/", data)
        draft.refresh_from_db()
        assert draft.full_name == name
    assert "<b>Bold" not in client.get(f"/applications/{draft.reference}/check/").content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_your_applications_cost_the_same_however_many(django_assert_max_num_queries, number):
    candidate = make_person()
    for index in range(number):
        campaign = make_advert()
        make_draft(campaign, candidate) if index % 2 else make_application(campaign, candidate)
    client = signed_in(candidate)
    client.get("/applications/")
    with django_assert_max_num_queries(9):
        assert client.get("/applications/").status_code == 200


def test_a_role_that_is_withdrawn_or_paused_meanwhile_is_said_and_the_words_stay():
    paused, cancelled = make_advert(), make_advert()
    candidate = make_person()
    first, second = make_draft(paused, candidate), make_draft(cancelled, candidate)
    sent = make_application(cancelled)
    pause_campaign(campaign=paused, reason="A pause", actor=make_handler(paused))
    cancel_campaign(campaign=cancelled, reason="Stopped", actor=make_handler(cancelled))
    for draft, words in (
        (first, "Applications for this role are paused."),
        (second, "This role has been withdrawn"),
    ):
        html = post_check(draft)
        assert words in html
        assert WORDS["statement"] in html
        draft.refresh_from_db()
        assert draft.is_draft
    html = signed_in(candidate).get("/applications/").content.decode()
    assert "Applications for this role are paused" in html
    assert "The department has withdrawn this role" in html
    html = signed_in(sent.candidate).get(sent.get_absolute_url()).content.decode()
    assert "Role withdrawn" in html


def test_the_past_is_recorded_as_it_was_but_nothing_is_taken_after_the_end():
    campaign = make_advert()
    cancel_campaign(campaign=campaign, reason="Stopped", actor=make_handler(campaign))
    campaign.refresh_from_db()
    before, after = campaign.cancelled_at - timedelta(hours=1), campaign.cancelled_at
    assert campaign.is_open_at(before) is True
    assert campaign.is_open_at(after) is False
    assert campaign.is_open is False
    candidate = make_person()
    with pytest.raises(CampaignNotOpenError):
        start_application(campaign=campaign, actor=candidate)
    application = start_application(campaign=campaign, actor=candidate, at=before)
    assert application.draft_at == before


def test_no_applications_yet():
    html = signed_in(make_person()).get("/applications/").content.decode()
    assert "You have not applied for any roles yet." in html


def test_pages_that_have_nothing_to_show_lead_to_the_application():
    campaign = make_advert()
    draft, sent = make_draft(campaign), make_application(campaign)
    client = signed_in(draft.candidate)
    assert client.get(f"/applications/{draft.reference}/submitted/").url == draft.get_absolute_url()
    client = signed_in(sent.candidate)
    for part in ("check/", "contact/", "offer/", "offer/accept/"):
        assert client.get(f"/applications/{sent.reference}/{part}").url == sent.get_absolute_url()
    withdraw_application(application=sent, actor=sent.candidate)
    url = f"/applications/{sent.reference}/withdraw/"
    assert client.get(url).url == sent.get_absolute_url()


def test_an_application_that_was_turned_down_cannot_be_withdrawn_any_more(time_machine):
    application = make_application(make_advert(), None, "fail_sift")
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    client = signed_in(application.candidate)
    url = f"/applications/{application.reference}/withdraw/"
    html = client.post(url, follow=True).content.decode()
    assert "so nothing has changed" in html
    assert "Unsuccessful" in html


def test_the_start_page_of_a_role_that_is_not_open_says_why():
    campaign = make_advert()
    client, start = signed_in(make_person()), f"/applications/start/{campaign.reference}/"
    team = make_handler(campaign)
    pause_campaign(campaign=campaign, reason="We look at the terms again.", actor=team)
    assert "Applications for this role are paused." in client.get(start).content.decode()
    assert "closed at" not in client.get(start).content.decode()
    cancel_campaign(campaign=campaign, reason="No money.", actor=team)
    assert "The department has withdrawn this role." in client.get(start).content.decode()
