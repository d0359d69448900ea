"""Candidates' files that are not what they say, a scanner that is down, codes used elsewhere."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from hub.models import Notification, Upload, User
from hub.tasks import scan_upload, sweep_uploads
from roles.applications.services.applications import submit_application
from roles.campaigns.services.campaigns import cancel_campaign
from tests.factories.adverts import make_advert, make_draft, make_handler, make_move
from tests.factories.files import (
    EICAR,
    MAIN,
    locked_zip,
    make_docx,
    make_pdf,
    upload,
)
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
MACRO_MAIN = MAIN.replace("document.main", "document.macroEnabled.main")
BAD_FILES = {
    "empty": (b"", "empty"),
    "encrypted": (make_pdf(password="secret"), "password"),
    "encrypted, zipped": (locked_zip(make_docx()), "password"),
    "a zip bomb": (make_docx({f"word/{number}.xml": "<x/>" for number in range(5000)}), "complex"),
    "with macros": (make_docx({"word/vbaProject.bin": b"x"}), "macro"),
    "with macros by its type": (make_docx(main=MACRO_MAIN), "macro"),
    "a programme": (b"MZ" + b"\0" * 200, "PDF, DOCX or ODT"),
}


def cv_draft():
    return make_draft(make_advert(experience="cv"))


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_cv_says_what_to_do_and_the_one_that_was_there_stays(kind):
    content, words = BAD_FILES[kind]
    draft = cv_draft()
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/cv/"
    html = unescape(client.post(url, {"cv": upload(content)}).content.decode())
    assert "There is a problem" in html
    assert words.lower() in html.partition("There is a problem")[2][:900].lower()
    assert Upload.objects.count() == 0
    assert client.post(url, {"cv": upload(make_pdf())}).status_code == 302
    client.post(url, {"cv": upload(content)})
    draft.refresh_from_db()
    assert (draft.cv, bool(draft.cv.file)) == (Upload.objects.get(), True)


def test_an_infected_cv_of_a_draft_is_asked_for_again(clamd):
    draft = cv_draft()
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    client.post(f"{base}cv/", {"cv": upload(make_pdf(inside=EICAR))})
    scan_upload(Upload.objects.get().pk)
    assert Notification.objects.get(slug="hub.upload_infected").recipient == draft.candidate
    assert client.get(f"{base}check/").url == base
    assert "Select another file" in client.get(f"{base}cv/").content.decode()
    client.post(f"{base}check/", {"declaration": "on"})
    draft.refresh_from_db()
    assert draft.is_draft


def test_while_the_scanner_is_down_the_file_waits_and_the_application_does_not(clamd):
    draft = cv_draft()
    clamd.stop()
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    client.post(f"{base}cv/", {"cv": upload(make_pdf())})
    cv = Upload.objects.get()
    scan_upload(cv.pk)
    html = client.post(f"{base}check/", {"declaration": "on"}, follow=True).content.decode()
    assert "Application sent" in html
    cv.refresh_from_db()
    assert (cv.state, cv.can_be_opened) == (Upload.State.RECEIVED, False)
    assert "We are checking this file" in client.get(f"{base}cv/file/").content.decode()
    clamd.start()
    sweep_uploads()
    sweep_uploads()
    cv.refresh_from_db()
    assert cv.can_be_opened
    assert client.get(f"{base}cv/file/")["Content-Disposition"] == 'attachment; filename="cv.pdf"'


def test_a_cv_found_infected_after_it_was_sent_leaves_the_application(clamd):
    draft = cv_draft()
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    client.post(f"{base}cv/", {"cv": upload(make_pdf(inside=EICAR))})
    sent = submit_application(application=draft, actor=draft.candidate)
    scan_upload(Upload.objects.get().pk)
    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert client.get(base).status_code == 200
    assert client.get(f"{base}cv/file/").status_code == 404


def test_the_draft_of_a_withdrawn_vacancy_takes_nothing_more_and_loses_nothing():
    campaign = make_advert(experience="cv")
    draft = make_draft(campaign)
    cancel_campaign(campaign=campaign, reason="Stopped", actor=make_handler(campaign))
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    for page in ("name/", "statement/", "cv/", "check/", "reuse/"):
        assert client.get(base + page).url == base, page
    client.post(f"{base}cv/", {"cv": upload(make_pdf())})
    html = client.post(f"{base}check/", {"declaration": "on"}, follow=True).content.decode()
    assert "This role has been withdrawn" in html
    assert draft.statement in html
    assert "Delete this application" in html
    assert "Application withdrawn" not in html


def ask(client: Client, email: str) -> str:
    """Ask for a code, and read it in the outbox."""
    client.post(reverse("account_login"), {"email": email})
    return Notification.objects.filter(slug="hub.sign_in_code").latest("pk").secret


def give(client: Client, code: str) -> str:
    """Give a code; the words of the page it leads to."""
    confirm = reverse("account_confirm_login_code")
    response = client.post(confirm, {"action": "verify", "code": code}, follow=True)
    return response.content.decode()


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_a_code_opens_nothing_in_another_browser_and_nothing_twice():
    """Forwarded, or read over a shoulder: it belongs to the browser that asked."""
    mine, thief = Client(), Client()
    code = ask(mine, "ada@example.com")
    give(thief, code)
    assert not is_in(thief)
    ask(thief, "thief@example.com")
    assert "That code is wrong" in give(thief, code)
    assert not is_in(thief)
    give(mine, code)
    assert is_in(mine)
    mine.post(reverse("account_logout"))
    give(mine, code)
    assert not is_in(mine)
    assert [user.email for user in User.objects.filter(last_login__isnull=False)] == [
        "ada@example.com"
    ]


def test_a_code_is_not_guessed_by_asking_again_and_again():
    make_person("ada@example.com")
    guesses = 0
    for _ in range(20):
        client = Client()
        page = client.post(reverse("account_login"), {"email": "ada@example.com"})
        if page.status_code == 200:
            assert "You have asked for too many codes" in page.content.decode()
            continue
        for _ in range(5):
            confirm = reverse("account_confirm_login_code")
            if client.get(confirm).status_code != 200:
                break
            give(client, "WRONG")
            guesses += 1
    assert 0 < guesses <= 15
    assert Notification.objects.filter(slug="hub.sign_in_code").count() <= 5


def cv_task(client, draft):
    """The title and the status of the line of the task list."""
    page = client.get(draft.get_absolute_url()).text
    assert "Your employment history" not in page
    line = page.partition("/cv/")[2].partition("</li>")[0]
    return "Your CV" in line, "Completed" in line


def test_the_task_of_a_cv_is_called_so_and_its_file_is_named_when_it_arrives():
    draft = cv_draft()
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/cv/"
    assert cv_task(client, draft) == (True, False)
    page = client.get(url).text
    assert ("Save and come back later" in page, "Remove your CV" in page) == (True, False)
    assert "virus" not in page
    page = client.post(url, {"cv": upload(make_pdf(), "my-life.pdf")}, follow=True).text
    assert "We have your CV, my-life.pdf" in page
    assert cv_task(client, draft) == (True, True)
    page = client.get(url).text
    assert "We have your file: <strong>PDF" in page
    # The name the person gave it is not kept.
    assert "my-life" not in page


def test_a_cv_is_saved_for_later_with_a_file_and_without_one():
    draft = cv_draft()
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/cv/"
    answer = client.post(url, {"later": "yes"})
    assert (answer.url, Upload.objects.count()) == (draft.get_absolute_url(), 0)
    answer = client.post(url, {"later": "yes", "cv": upload(make_pdf())})
    assert (answer.url, Upload.objects.count()) == (draft.get_absolute_url(), 1)
    client.post(url, {"later": "yes"})
    assert Upload.objects.count() == 1


def test_a_cv_is_removed_from_a_draft_and_not_from_what_was_sent():
    draft = cv_draft()
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/cv/"
    client.post(url, {"cv": upload(make_pdf())})
    page = client.post(url, {"remove": "yes"}, follow=True).text
    assert ("Your CV is removed" in page, "<strong>PDF" in page) == (True, False)
    draft.refresh_from_db()
    assert (draft.cv, Upload.objects.count(), cv_task(client, draft)) == (None, 0, (True, False))
    client.post(url, {"remove": "yes"})
    client.post(url, {"cv": upload(make_pdf())})
    submit_application(application=draft, actor=draft.candidate)
    client.post(url, {"remove": "yes"})
    assert Upload.objects.count() == 1


def test_without_a_scanner_who_reads_a_file_of_somebody_else_is_told():
    draft = cv_draft()
    own = signed_in(draft.candidate)
    own.post(f"/applications/{draft.reference}/cv/", {"cv": upload(make_pdf())})
    words = "This file has not been checked for viruses"
    assert words not in own.get(f"/applications/{draft.reference}/cv/read/").text
    application = submit_application(application=draft, actor=draft.candidate)
    handler = make_handler(application.campaign)
    for move in ("pass_sift", "invite"):
        application = make_move(application, move, handler)
    sent = f"/campaigns/{application.campaign.reference}/applications/{draft.reference}/cv/read/"
    assert words in signed_in(handler).get(sent).text
