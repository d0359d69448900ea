"""Whose address is not an organisation's: another person looks at each of them (R1, H8)."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.accounts.address import change_address
from hub.endings_of_addresses import DomainError
from hub.memberships import PastDayError, add_membership, end_membership
from hub.models import (
    Membership,
    Notification,
    PendingOffice,
    PendingPolicy,
    StaffGroup,
    User,
)
from hub.organisation_changes import change_organisation
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.pages_read import VERSION

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def department():
    return make_organisation("DWP")


@pytest.fixture
def administrator(department):
    return make_member(Role.ADMINISTRATOR, department, "roles.dwp@example.gov.uk")


@pytest.fixture
def lead():
    return make_person("lead@hub.example.gov.uk", StaffGroup.HUB_LEADS)


def give(giver, department, email, role=Role.HIRING_MANAGER):
    day = timezone.localdate()
    typed = {
        "email": email,
        "organisation": department.pk,
        "role": role,
        "valid_from_day": day.day,
        "valid_from_month": day.month,
        "valid_from_year": day.year,
    }
    return signed_in(giver).post(reverse("role_give"), typed, follow=True).text


def version_on(page):
    return VERSION.search(page.text)[1]


def told(slug):
    return {letter.recipient.email for letter in Notification.objects.filter(slug=slug)}


def test_H8_what_is_confirmed_is_the_address_that_was_read(department, administrator, lead):
    give(administrator, department, "stale@example.gov.uk", Role.APPROVER)
    pending = PendingOffice.objects.get()
    url = reverse("role_confirm", args=[pending.pk])
    page = signed_in(lead).get(url)
    assert "stale@example.gov.uk" in page.text
    # However it came to be another one.
    User.objects.filter(pk=pending.user_id).update(email="stale@gmail.com")
    answer = {"answer": "yes", "facts_version": version_on(page)}
    said = signed_in(lead).post(url, answer)
    assert "This changed after you opened the page" in said.text
    assert "stale@gmail.com" in said.text
    assert not pending.user.memberships.exists()
    # Read now, it can be answered.
    answer["facts_version"] = version_on(said)
    signed_in(lead).post(url, answer)
    assert pending.user.memberships.exists()


def test_H8_a_confirmation_without_the_version_of_a_page_confirms_nothing(
    department, administrator, lead
):
    give(administrator, department, "stale@example.gov.uk", Role.APPROVER)
    pending = PendingOffice.objects.get()
    signed_in(lead).post(reverse("role_confirm", args=[pending.pk]), {"answer": "yes"})
    assert PendingOffice.objects.filter(pk=pending.pk).exists()


def test_H8_what_waits_lapses_when_the_address_changes_and_who_gave_it_is_told(
    department, administrator, lead
):
    give(administrator, department, "stale@example.gov.uk", Role.APPROVER)
    person = User.objects.get(email="stale@example.gov.uk")
    assert "a second person has to confirm" in signed_in(person).get(reverse("account")).text
    change_address(person=person, email="stale@gmail.com", actor=person)
    assert not PendingOffice.objects.exists()
    assert told("hub.office_lapsed_with_address") == {administrator.email}


def test_H8_an_outside_address_with_access_opens_its_domain_to_nobody(
    department, administrator, lead
):
    outsider = make_member(Role.HIRING_MANAGER, department, "somebody@gmail.com")
    page = give(administrator, department, "puppet@gmail.com")
    assert "They end in @example.gov.uk. Ask a hub lead to give access to others" in page
    assert Membership.objects.filter(user__email__endswith="@gmail.com").get().user == outsider


def test_H8_a_lead_alone_gives_no_access_to_an_outside_address(department, administrator, lead):
    assert "a second person has to confirm this" in give(lead, department, "puppet@gmail.com")
    assert PendingOffice.objects.get().role == Role.HIRING_MANAGER
    assert told("hub.office_given") == {administrator.email}
    assert "now has access" in give(lead, department, "colleague@example.gov.uk")


def test_an_administrator_reads_that_nobody_named_the_endings(administrator, department):
    change_organisation(organisation=department, email_domains="", actor=None)
    page = give(administrator, department, "colleague@example.gov.uk")
    assert (
        "Nobody has recorded yet what they end in. Ask a hub lead to give access to others" in page
    )


def test_a_second_lead_confirms_the_endings_and_the_others_are_told(
    department, administrator, lead
):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    url = reverse("organisation:edit", args=[department.pk])
    typed = {
        "code": department.code,
        "name": department.name,
        "display_code": department.display_code,
        "kind": department.kind,
    }
    page = signed_in(lead).post(url, typed | {"email_domains": "example.gov.uk\nGmail.com"})
    assert "You cannot add gmail.com" in page.text
    changed = typed | {"email_domains": "@dwp.gov.uk\r\nexample.gov.uk"}
    page = signed_in(lead).post(url, changed, follow=True)
    assert "a second person has to confirm this" in page.text
    assert "from “example.gov.uk” to “dwp.gov.uk, example.gov.uk”" in page.text
    department.refresh_from_db()
    assert department.email_domains == "example.gov.uk"
    pending = PendingPolicy.objects.get()
    assert told("hub.policy_waits") == {second.email}
    assert "Wait until a second person has answered" in signed_in(lead).post(url, changed).text
    confirm = pending.get_absolute_url()
    assert signed_in(lead).get(confirm).status_code == 404
    assert confirm in signed_in(second).get(url).text
    assert (
        "Check that only its own staff have such addresses" in signed_in(second).get(confirm).text
    )
    signed_in(second).post(confirm, {"answer": "yes"})
    department.refresh_from_db()
    assert department.email_domains == "dwp.gov.uk\nexample.gov.uk"
    assert told("hub.email_domains_changed") == {administrator.email, lead.email}
    assert not PendingPolicy.objects.exists()
    # The hub's own staff change the rest.
    staff = make_person("staff@hub.example.gov.uk", StaffGroup.HUB_STAFF)
    signed_in(staff).post(url, typed | {"name": "Work", "email_domains": "evil.example.com"})
    department.refresh_from_db()
    assert (department.name, department.email_domains) == ("Work", "dwp.gov.uk\nexample.gov.uk")


def test_a_lone_lead_asks_an_operator_to_confirm_the_endings(department, lead):
    change_organisation(organisation=department, email_domains="dwp.gov.uk", actor=lead)
    pending = PendingPolicy.objects.get()
    page = signed_in(lead).get(reverse("organisation:edit", args=[department.pk])).text
    assert "nobody else here can confirm this. Ask the technical team" in page
    call_command("confirm_policy", str(pending.pk), stdout=StringIO())
    department.refresh_from_db()
    assert department.email_domains == "dwp.gov.uk"


def test_what_is_no_domain_is_refused(department):
    for odd in ("gov", "a b.gov.uk", "someone@dwp.gov.uk", "-.gov.uk", "https://dwp.gov.uk"):
        with pytest.raises(DomainError):
            change_organisation(organisation=department, email_domains=odd, actor=None)


def test_a_body_has_the_endings_of_its_department(department, administrator):
    body = make_organisation("DVLA", parent=department, email_domains="")
    add_membership(
        user=make_person("x@example.gov.uk"),
        organisation=body,
        role=Role.RESOURCING,
        actor=administrator,
    )
    assert not PendingOffice.objects.exists()


def test_from_one_outside_address_to_another_the_roles_wait_again(department, administrator):
    outsider = make_member(Role.HIRING_MANAGER, department, "somebody@gmail.com")
    change_address(person=outsider, email="another@gmail.com", actor=outsider)
    assert PendingOffice.objects.get().role == Role.HIRING_MANAGER
    assert not User.objects.get(pk=outsider.pk).current_roles


def test_H8_staff_at_another_ending_wait_for_a_second_person(lead):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    change_address(person=second, email="second2@hub.example.gov.uk", actor=second)
    assert second.groups.exists()
    change_address(person=second, email="second@gmail.com", actor=second)
    assert not second.groups.exists()
    assert PendingOffice.objects.get().office == StaffGroup.HUB_LEADS
    assert told("hub.office_given") == {lead.email}


def test_the_only_lead_keeps_an_address_by_which_they_are_known(lead):
    browser = signed_in(lead)
    browser.post(reverse("account_address"), {"email": "lead@gmail.com"})
    change = browser.session["address_change"]
    page = browser.get(reverse("account_address_confirm"))
    assert "you lose this access until a second person confirms it" in page.text
    codes = {"old": change["old"], "new": change["new"]}
    said = browser.post(reverse("account_address_confirm"), codes, follow=True)
    assert "nobody else is a hub lead" in said.text
    assert User.objects.get(pk=lead.pk).email == "lead@hub.example.gov.uk"


def test_R1_access_is_not_ended_for_days_that_are_over(department, administrator, lead):
    member = make_member(Role.HIRING_MANAGER, department)
    role = member.memberships.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(PastDayError):
        end_membership(membership=role, on=yesterday, actor=lead)
    typed = {"when": "day", "on_day": 3, "on_month": 12, "on_year": 2020}
    page = signed_in(lead).post(reverse("role_end", args=[role.pk]), typed)
    assert "The last day must be today or later" in page.text
    role.refresh_from_db()
    assert role.valid_to is None
