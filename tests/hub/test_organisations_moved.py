"""Which department a body is part of says who has rights there: changing it is giving rights."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hub.authorisation import as_nobody
from hub.models import Membership, Notification
from hub.organisation_changes import ParentError, change_organisation
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def before():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def after():
    return make_organisation("BBB", name="Department of B")


@pytest.fixture
def body(before):
    return make_organisation("CCC", name="Agency of C", kind="agency", parent=before)


@pytest.fixture
def lead():
    return make_person("lead@hub.example", StaffGroup.HUB_LEADS)


def typed(organisation, **changes):
    return {
        "code": organisation.code,
        "name": organisation.name,
        "display_code": organisation.display_code,
        "kind": organisation.kind,
        "parent": organisation.parent_id or "",
        "email_domains": organisation.email_domains,
        "valid_from": "",
        "valid_to": "",
        **changes,
    }


def edit(actor, organisation, **changes):
    url = reverse("organisation:edit", args=[organisation.pk])
    answer = signed_in(actor).post(url, typed(organisation, **changes))
    organisation.refresh_from_db()
    return answer


def test_an_adviser_hands_no_body_to_another_department(before, after, body):
    adviser = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    approver = make_member(Role.APPROVER, after)
    edit(adviser, body, parent=after.pk, name="Agency of Cs")
    assert (body.parent, body.name) == (before, "Agency of Cs")
    edit(adviser, after, parent=before.pk)
    assert after.parent is None
    assert approver.organisations().count() == 1
    with as_nobody(), pytest.raises(ParentError):
        change_organisation(organisation=body, parent=after, actor=adviser)
    with as_nobody(), pytest.raises(PermissionDenied):
        change_organisation(organisation=body, name="X", actor=approver)


def test_a_lead_moves_a_body_it_is_logged_what_changed_and_those_concerned_are_told(
    before, after, body, lead
):
    theirs = make_member(Role.HIRING_MANAGER, body)
    earlier, later = (make_member(Role.ADMINISTRATOR, item) for item in (before, after))
    other_lead = make_person("", StaffGroup.HUB_LEADS)
    make_member(Role.APPROVER, make_organisation("DDD"))
    assert edit(lead, body, parent=after.pk).status_code == 302
    assert body.parent == after
    entry = ModelLogEntry.objects.get(action="hub.organisation_moved")
    assert (entry.user, entry.data["changes"]) == (lead, {"parent": ["AAA", "BBB"]})
    assert entry.data["detail"] == "part of: AAA to BBB"
    told = Notification.objects.filter(slug="hub.organisation_moved")
    assert set(told.values_list("recipient", flat=True)) == {
        person.pk for person in (theirs, earlier, later, other_lead)
    }


@pytest.mark.parametrize("at", ["before", "after", "body"])
def test_a_lead_with_a_role_at_any_of_the_three_moves_nothing(request, before, after, body, at):
    concerned = request.getfixturevalue(at)
    lead = make_member(Role.HIRING_MANAGER, concerned)
    lead = make_person(lead.email, StaffGroup.HUB_LEADS)
    page = edit(lead, body, parent=after.pk).content.decode()
    assert "You have access for one of these organisations." in page
    assert body.parent == before
    root = make_member(Role.HIRING_MANAGER, concerned)
    root.is_superuser = True
    root.save()
    with pytest.raises(ParentError):
        change_organisation(organisation=body, parent=after, actor=root)


def test_no_organisation_is_under_itself(before, body, lead):
    for above in (before, body):
        page = edit(lead, before, parent=above.pk).content.decode()
        assert "An organisation cannot be part of one of its own parts." in page
    assert before.parent is None


def test_the_trail_says_what_changed_and_nothing_where_nothing_did(before, lead):
    edit(lead, before)
    assert not ModelLogEntry.objects.filter(action__startswith="hub.organisation_c").exists()
    edit(lead, before, valid_to="2026-03-31", name="Department for A")
    entry = ModelLogEntry.objects.get(action="hub.organisation_changed")
    assert before.valid_to == date(2026, 3, 31)
    assert entry.data["changes"] == {
        "name": ["Department of A", "Department for A"],
        "valid_to": [None, "31 March 2026"],
    }


def test_an_organisation_is_neither_copied_nor_deleted(before, lead):
    browser = signed_in(lead)
    browser.post(reverse("organisation:delete", args=[before.pk]))
    before.refresh_from_db()
    assert browser.get(f"/admin/organisation/copy/{before.pk}/").status_code == 404


def test_the_history_of_an_organisation_names_what_changed_in_words(body, lead):
    edit(
        lead,
        body,
        kind="body",
        parent=body.parent_id,
        has_digital_strategy="on",
        valid_from="2026-04-01",
    )
    said = ModelLogEntry.objects.get(action="hub.organisation_changed").data["detail"].split("; ")
    assert "has a digital strategy: no to yes" in said
    assert "first day: none to 1 April 2026" in said
    assert any(words.startswith("kind of organisation: ") for words in said)
    assert "_" not in "".join(said)
