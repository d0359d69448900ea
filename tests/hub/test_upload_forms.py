"""A file in a form: in GOV.UK words, and not lost when something else on the page is wrong."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
from django import forms
from django.core import signing
from django.core.exceptions import ImproperlyConfigured

from hub.forms import FieldOptions, Form, UploadField
from hub.forms.components import error_list
from hub.models import Upload
from hub.uploads import attach
from tests.factories.files import make_docx, make_pdf, upload
from tests.factories.hub import make_need, make_organisation, make_person

pytestmark = pytest.mark.django_db


class BriefForm(Form):
    title = forms.CharField()
    brief = UploadField(purpose="hub.test", label="Upload your brief")
    field_options: ClassVar = {
        "title": FieldOptions(noun="a title"),
        "brief": FieldOptions(noun="your brief"),
    }

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["brief"].belongs_to(person)


@pytest.fixture
def person():
    return make_person()


def kept_token(form) -> str:
    return re.search(r'name="brief_kept" value="([^"]+)"', str(form))[1]


def test_a_good_file_becomes_an_upload(person):
    form = BriefForm({"title": "x"}, {"brief": upload(make_docx())}, person=person)
    assert form.is_valid()
    kept = form.cleaned_data["brief"]
    assert (kept, kept.owner, kept.purpose) == (Upload.objects.get(), person, "hub.test")


def test_the_page_says_what_is_taken_and_whether_it_is_scanned(person, settings):
    html = str(BriefForm(person=person))
    assert "PDF, DOCX or ODT, smaller than 10MB." in html
    # Without a scanner, whoever opens the file is told, and not who hands it in.
    assert "virus" not in html
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    html = str(BriefForm(person=person))
    assert "We check each file for viruses before anyone can open it." in html


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "Select your brief"),
        ({"brief": upload(b"")}, "The selected file is empty"),
        ({"brief": upload(b"hello")}, "The selected file must be a PDF, DOCX or ODT"),
    ],
)
def test_a_wrong_file_says_what_to_do(person, files, message):
    form = BriefForm({"title": "x"}, files, person=person)
    assert error_list(form) == [{"text": message, "href": "#id_brief"}]
    assert Upload.objects.count() == 0


def test_a_file_is_kept_when_something_else_is_wrong_on_the_page(person):
    first = BriefForm({"title": ""}, {"brief": upload(make_pdf())}, person=person)
    assert not first.is_valid()
    assert "We have your file: <strong>PDF, " in str(first)
    token = kept_token(first)
    again = BriefForm({"title": "", "brief_kept": token}, person=person)
    assert kept_token(again)
    second = BriefForm({"title": "x", "brief_kept": token}, person=person)
    assert second.is_valid()
    assert second.cleaned_data["brief"] == Upload.objects.get()


def test_a_wrong_second_file_does_not_lose_the_first(person):
    first = BriefForm({"title": ""}, {"brief": upload(make_pdf())}, person=person)
    token = kept_token(first)
    wrong = BriefForm(
        {"title": "x", "brief_kept": token}, {"brief": upload(b"hello")}, person=person
    )
    assert not wrong.is_valid()
    assert kept_token(wrong)


def test_what_is_kept_is_ones_own_for_this_purpose_and_free(person):
    token = kept_token(BriefForm({"title": ""}, {"brief": upload(make_pdf())}, person=person))
    data = {"title": "x", "brief_kept": token}
    assert not BriefForm(data, person=make_person()).is_valid()
    assert not BriefForm({**data, "brief_kept": token + "x"}, person=person).is_valid()
    forged = signing.dumps("x", salt="other")
    assert not BriefForm({**data, "brief_kept": forged}, person=person).is_valid()
    kept = Upload.objects.get()
    Upload.objects.update(purpose="hub.other")
    assert not BriefForm(data, person=person).is_valid()
    Upload.objects.update(purpose="hub.test")
    attach(upload=kept, subject=make_need(make_organisation()), actor=person)
    assert not BriefForm(data, person=person).is_valid()


def test_the_file_a_record_has_stays_unless_it_is_replaced(person):
    first = BriefForm({"title": "x"}, {"brief": upload(make_pdf())}, person=person)
    assert first.is_valid()
    kept = attach(
        upload=first.cleaned_data["brief"],
        subject=make_need(make_organisation()),
        actor=person,
    )
    form = BriefForm({"title": "x"}, initial={"brief": kept}, person=person)
    assert form.is_valid()
    assert (form.cleaned_data["brief"], form.has_changed()) == (kept, True)
    assert form.changed_data == ["title"]
    assert "We have your file" in str(BriefForm(initial={"brief": kept}, person=person))
    other = BriefForm(
        {"title": "x"}, {"brief": upload(make_docx())}, initial={"brief": kept}, person=person
    )
    assert other.is_valid()
    assert other.cleaned_data["brief"].kind == "docx"


def test_a_file_that_was_taken_away_is_asked_for_again(person):
    gone = Upload.objects.create(
        owner=person, purpose="hub.test", kind="pdf", size=1, state=Upload.State.INFECTED
    )
    html = str(BriefForm(initial={"brief": gone}, person=person))
    assert "Removed: it had a virus. Select another file." in html
    assert "We have your file" not in html
    form = BriefForm({"title": "x"}, initial={"brief": gone}, person=person)
    assert error_list(form) == [{"text": "Select your brief", "href": "#id_brief"}]


def test_an_optional_file_may_be_left_out(person):
    form = BriefForm({"title": "x"}, person=person)
    form.fields["brief"].required = False
    assert form.is_valid()
    assert form.cleaned_data["brief"] is None


def test_a_form_that_forgets_whose_file_it_is_is_a_mistake(person):
    form = BriefForm({"title": "x"}, {"brief": upload(make_pdf())}, person=person)
    form.fields["brief"].person = None
    with pytest.raises(ImproperlyConfigured):
        form.is_valid()
