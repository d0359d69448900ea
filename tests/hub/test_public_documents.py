"""A document is public when a published page refers to it, and not when somebody uploads it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Page

from hub.models import StaffGroup, StandardPage
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_indexes")]


@pytest.fixture
def editor():
    return signed_in(make_person("editor@hub.example", StaffGroup.EDITORS))


def uploaded(editor):
    """By the page where several are uploaded at once."""
    answer = editor.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "Notice", "files[]": upload(make_pdf(), "notice.pdf"), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.status_code == 200
    return Document.objects.get()


def page_about(document, *, live):
    home = Page.objects.filter(depth=2).first()
    words = f'<p><a linktype="document" id="{document.pk}">The notice</a></p>'
    page = StandardPage(title="About", slug="about-it", body=[("text", words)], live=live)
    home.add_child(instance=page)
    page.save_revision()
    return page


def statuses(document, editor):
    nobody = Client().get(document.url).status_code
    somebody = signed_in(make_person()).get(document.url).status_code
    return nobody, somebody, editor.get(document.url).status_code


def test_what_an_editor_uploads_alone_is_not_public(editor):
    document = uploaded(editor)
    assert statuses(document, editor) == (404, 404, 200)
    page = page_about(document, live=False)
    assert statuses(document, editor) == (404, 404, 200)
    page.get_latest_revision().publish()
    assert statuses(document, editor) == (200, 200, 200)
    Page.objects.get(pk=page.pk).unpublish()
    assert statuses(document, editor) == (404, 404, 200)


def test_another_file_is_not_put_in_the_place_of_a_public_one(editor):
    document = uploaded(editor)
    page_about(document, live=True)
    document.file = ContentFile(make_pdf(), name="other.pdf")
    with pytest.raises(PermissionDenied):
        document.save()
    Page.objects.get(slug="about-it").unpublish()
    Document.objects.get().save()
