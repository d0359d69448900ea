"""Every question of an application with whatever people, and things that are not people, type.

New questions are found by themselves: those a campaign asks are the ones that are tried.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django import forms
from django.core import mail as box

from hub.forms.base import printable
from hub.models import Notification
from hub.notifications.delivery import deliver
from hub.typed_text import single_line
from roles.applications.questions import ELEMENT, questions_of
from roles.applications.questions.catalogue import QUESTIONS
from roles.applications.services.answers import save_answer
from roles.models import Application
from tests.factories.adverts import make_advert, make_draft, make_job
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_person, signed_in
from tests.roles.applications.test_application_elements import advertised as advertised_by_element

pytestmark = pytest.mark.django_db
WORDS = {
    "nothing": "",
    "spaces": " \t \n ",
    "too much": "word " * 30_000,
    "one long word": "x" * 120_000,
    "another script": "Жанна Д’Арк 王小明",
    "an emoji": "👩🏽‍💻🙂",
    "right to left": "محمد بن سلمان",
    "a single letter": "X",
    "control characters": "Ada\x00 \x07Exa\x1b[31mmple\x7f",
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% debug %}' OR 1=1 --",
    "a file name": "../../etc/passwd",
    "a number": "99999999999999999999",
}
# What an error must begin with: it says what to do, or what is wrong with what was given.
SAYS = re.compile(r"(Enter|Select|Add|Upload|Confirm|Your? |The |Choose|Say |[A-Z].* must )")


def drafts() -> list[Application]:
    """Drafts that between them are asked every question there is."""
    asked = [
        make_draft(
            make_advert(experience=experience, places=("Leeds", "Glasgow"), audience=audience)
        )
        for experience, audience in (("history", "external"), ("cv", "across_government"))
    ]
    make_job(asked[0])
    asked[0].refresh_from_db()
    return [*asked, make_draft(advertised_by_element(2))]


def pages_of(draft: Application) -> list[str]:
    """The address of each question, and of the page that adds a job."""
    slugs = [question.slug for question in questions_of(draft)]
    return [f"{slug}/" for slug in slugs] + (["jobs/add/"] if "jobs" in slugs else [])


def test_the_drafts_are_asked_every_question_there_is():
    asked = {question.slug for draft in drafts() for question in questions_of(draft)}
    missed = {question.slug for question in QUESTIONS} - asked
    assert [slug for slug in missed if not slug.startswith(ELEMENT)] == []
    assert any(slug.startswith(ELEMENT) for slug in asked)


@pytest.mark.parametrize("kind", WORDS)
def test_every_field_of_every_question_takes_it_or_says_what_to_do(kind):
    for draft in drafts():
        client = signed_in(draft.candidate)
        base = f"/applications/{draft.reference}/"
        for page in reversed(pages_of(draft)):  # "worked" says whether jobs are asked for
            form = client.get(base + page).context_data["form"]
            response = client.post(base + page, fill_in(form, WORDS[kind]))
            where = f"{page} with {kind}"
            assert response.status_code in (200, 302), where
            assert draft_is_whole(draft), where
            if response.status_code == 200:
                errors_are_said(response, where)
                words_are_kept(response, WORDS[kind], where)
        for page in ("", "check/"):
            html = client.get(base + page, follow=True).content.decode()
            assert "<script>alert" not in html
            assert "{{ 7*7 }}" in html or "7*7" not in html


def fill_in(form: Any, words: str) -> dict[str, Any]:
    """What a browser would send with the words in each field that is not hidden."""
    data: dict[str, Any] = {"seal": form.initial.get("seal", "")}
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.MultiWidget):
            data |= {f"{name}_{part}": words for part in ("day", "month", "year")}
        elif name != "seal" and not isinstance(field.widget, forms.FileInput):
            data[name] = words
    return data


def errors_are_said(response: Any, where: str) -> None:
    """In the title, in the summary and at the field, in words that help."""
    html, form = response.content.decode(), response.context_data["form"]
    assert "There is a problem" in html, where
    assert re.search(r"<title>\s*Error: ", html), where
    assert form.errors, where
    for name, errors in form.errors.items():
        for error in errors:
            assert SAYS.match(error), f"{where}: {name}: {error}"
            assert "invalid" not in error.lower(), f"{where}: {name}: {error}"
            assert unescape(html).count(error) >= 2, f"{where}: {name}: {error}"


def words_are_kept(response: Any, words: str, where: str) -> None:
    """What was typed in a text field is on the page again, but what nobody can type."""
    form, html = response.context_data["form"], unescape(response.content.decode())
    for name, field in form.fields.items():
        is_text = isinstance(field.widget, forms.TextInput | forms.Textarea)
        if is_text and name in form.errors and name != "seal":
            is_line = not isinstance(field.widget, forms.Textarea)
            kept = single_line(words) if is_line else printable(words).strip()
            assert kept[:1000] in html, f"{where}: {name}"


def draft_is_whole(draft: Application) -> bool:
    """Whether it is still a draft, in words that a database takes and a page shows."""
    draft.refresh_from_db()
    texts = [str(value) for answer in questions_of(draft) for value in answer.read(draft).values()]
    return draft.is_draft and all(text == printable(text) for text in texts)


# As it is typed, and in the one spelling under which it is kept.
ADDRESSES = [
    ("o'brien+jobs@example.co.uk", "o'brien+jobs@example.co.uk"),
    ("x@a.example", "x@a.example"),
    ("UPPER.Case@Example.COM", "UPPER.Case@example.com"),
    ("first.last-name_99x@sub.sub.example.museum", "first.last-name_99x@sub.sub.example.museum"),
    ("jose@xn--caf-dma.example", "jose@xn--caf-dma.example"),
    ("jose@café.example", "jose@xn--caf-dma.example"),
    (f"{'l' * 64}@example.com", f"{'l' * 64}@example.com"),
]


@pytest.mark.parametrize("address", ['"very.odd"@example.com', "a@[192.0.2.1]", "a%b@c.example"])
def test_another_spelling_of_a_mailbox_is_refused_in_words(address):
    draft = make_draft(make_advert())
    url, own = f"/applications/{draft.reference}/contact/", signed_in(draft.candidate)
    seal = own.get(url).context_data["form"].initial["seal"]
    page = own.post(url, {"email": address, "phone": "01632 960 001", "seal": seal})
    assert (page.status_code, "There is a problem" in page.text) == (200, True)
    assert address in unescape(page.text)


@pytest.mark.parametrize(("address", "kept"), ADDRESSES)
def test_an_odd_but_valid_address_is_taken_and_written_to(client, address, kept):
    draft = make_draft(make_advert())
    url = f"/applications/{draft.reference}/contact/"
    own = signed_in(draft.candidate)
    seal = own.get(url).context_data["form"].initial["seal"]
    response = own.post(url, {"email": f" {address} ", "phone": "01632 960 001", "seal": seal})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.email == kept
    assert client.post("/accounts/login/", {"email": address}).status_code == 302
    code = Notification.objects.get(slug="hub.sign_in_code")
    deliver(code.pk)
    code.refresh_from_db()
    assert code.state == Notification.State.SENT
    assert box.outbox[-1].to == [kept.lower()]
    box.outbox[-1].message().as_bytes()


@pytest.mark.parametrize(
    "address",
    ["nobody", "a@b", "a b@example.com", "a@exa\nmple.com, b@example.com", "@example.com"],
)
def test_what_is_no_address_is_said_and_kept(address):
    draft = make_draft(make_advert())
    url = f"/applications/{draft.reference}/contact/"
    own = signed_in(draft.candidate)
    seal = own.get(url).context_data["form"].initial["seal"]
    html = own.post(url, {"email": address, "phone": "1", "seal": seal}).content.decode()
    assert "Enter an email address in the correct format" in html


def test_a_name_in_any_script_is_the_same_on_every_page_and_in_the_file():
    """The words as typed reach who handles them, the candidate's own page and their data."""
    for name in ("محمد بن سلمان", "王小明", "X", "👩🏽‍💻 Zoë", "Nguyễn Thị O’Brien-Ní Dhálaigh"):
        draft = make_draft(make_advert(), full_name=name)
        own = signed_in(draft.candidate)
        base = f"/applications/{draft.reference}/"
        assert name in unescape(own.get(f"{base}check/").content.decode())
        own.post(f"{base}check/", {"declaration": "on"})
        assert name in unescape(own.get(base).content.decode())
        held = json.dumps(own.get("/account/data/download/").json(), ensure_ascii=False)
        assert name in held


def test_a_draft_sent_to_the_wrong_fields_changes_nothing():
    """Fields that no page has, a seal of nonsense, a whole form for another question."""
    draft = make_draft(make_advert(places=("Leeds", "Glasgow")), make_person())
    own = signed_in(draft.candidate)
    before = Application.objects.filter(pk=draft.pk).values().get()
    odd = {"state": "started", "submitted_at": "2026-01-01", "candidate": "1", "seal": "x" * 9999}
    for page in pages_of(draft):
        response = own.post(f"/applications/{draft.reference}/{page}", odd)
        assert response.status_code in (200, 302, 409), page
    after = Application.objects.filter(pk=draft.pk).values().get()
    for name in ("state", "submitted_at", "candidate_id", "post_id", "reference"):
        assert after[name] == before[name], name


def test_places_and_choices_that_are_not_offered_are_not_kept():
    draft = make_draft(make_advert(places=("Leeds", "Glasgow")))
    own = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/places/"
    seal = own.get(url).context_data["form"].initial["seal"]
    html = own.post(url, {"places_wanted": ["atlantis"], "seal": seal}).content.decode()
    assert "Select locations from the list" in html
    assert [place.slug for place in draft.places_wanted.all()] == []
    save_answer(
        application=draft,
        question="places",
        words={"places_wanted": ["leeds"]},
        actor=draft.candidate,
    )
    assert [place.slug for place in draft.places_wanted.all()] == ["leeds"]


def test_a_file_with_an_odd_name_is_taken_for_what_it_is():
    for name in ("محمد.pdf", "../../cv.pdf", "cv", "x" * 300 + ".pdf", "cv.pdf\x00.exe", "🙂.PDF"):
        draft = make_draft(make_advert(experience="cv"))
        own = signed_in(draft.candidate)
        url = f"/applications/{draft.reference}/cv/"
        assert own.post(url, {"cv": upload(make_pdf(), name)}).status_code == 302, name
        answer = own.get(f"{url}file/")
        assert answer["Content-Disposition"] == 'attachment; filename="cv.pdf"'
