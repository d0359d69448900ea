"""Screens about several records show those that the person could open one by one (R11)."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document

from hub.admin_doors import BULK
from hub.models import Membership, User
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


def bulk(name, *keys):
    chosen = "&".join(f"id={key}" for key in keys)
    return f"{reverse('wagtail_bulk_action', args=name.split('.'))}?{chosen}"


@pytest.mark.parametrize("name", [name for name in BULK if name.startswith("hub.user.")])
def test_R11_no_screen_about_several_people_names_a_candidate(name):
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    candidate = make_person("jack@example.com", name="Jack Thornton")
    colleague = make_member(Membership.Role.APPROVER, make_organisation("DWP"))
    browser = signed_in(lead)
    # One that is not there answers in the same way.
    answers = [browser.get(bulk(name, key), follow=True) for key in (candidate.pk, 9999)]
    assert answers[0].status_code == answers[1].status_code
    for keys in ((candidate.pk,), (colleague.pk, candidate.pk), ("all", candidate.pk), ("x",)):
        page = browser.get(bulk(name, *keys), follow=True)
        assert "Jack Thornton" not in page.text
        assert candidate.email not in page.text
    browser.post(bulk(name, candidate.pk), {"mark_as_active": "False"})
    assert User.objects.get(pk=candidate.pk).is_active
    # Who searched for the whole address may go on to the person.
    browser.get(reverse("wagtailusers_users:index"), {"q": candidate.email})
    if name != "hub.user.delete":
        assert "Jack Thornton" in browser.get(bulk(name, candidate.pk)).text


@pytest.mark.parametrize("name", [name for name in BULK if name.startswith("wagtaildocs.")])
def test_no_screen_about_several_documents_names_one_that_somebody_could_not_open(name):
    mine, theirs = (make_person("", StaffGroup.EDITORS) for _ in range(2))
    documents = [
        Document.objects.create(
            title=f"Document of {number}",
            file=ContentFile(b"x", name=f"{number}.txt"),
            uploaded_by_user=person,
        )
        for number, person in enumerate((mine, theirs))
    ]
    browser = signed_in(mine)
    opened = [
        browser.get(reverse("wagtaildocs:edit", args=[one.pk])).status_code for one in documents
    ]
    page = browser.get(bulk(name, *(one.pk for one in documents)))
    assert "Document of 0" in page.text
    assert ("Document of 1" in page.text) == (opened[1] == 200)


def test_a_screen_about_several_of_what_there_is_not_is_not_there():
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    assert signed_in(lead).get("/admin/bulk/hub/nothing/delete/?id=1").status_code == 404
