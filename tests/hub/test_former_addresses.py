"""Whoever changes their address stays one person, with what they may do there (R1)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.accounts.address import AddressTaken, change_address
from hub.coming_back import FormerAddressError
from hub.endings_of_addresses import ending
from hub.mailboxes import address_mark
from hub.memberships import give_role
from hub.models import Membership, Organisation, PendingOffice, StaffGroup, User
from hub.offices import confirm_office
from hub.staff import change_groups
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.pages_read import as_read
from tests.typed import tick_on

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


@pytest.fixture
def manager(department, administrator):
    return make_member(Role.HIRING_MANAGER, department, "manager.dwp@example.gov.uk")


def confirm_read(browser, url):
    """Open the page, and confirm what it shows."""
    return browser.post(url, as_read(browser, url, {"answer": "yes"}))


def give(browser, department, email, role=Role.APPROVER, **more):
    day = timezone.localdate()
    typed = {"email": email, "organisation": department.pk, "role": role, **more}
    dates = {
        "valid_from_day": day.day,
        "valid_from_month": day.month,
        "valid_from_year": day.year,
    }
    return browser.post(reverse("role_give"), typed | dates, follow=True).text


def move(person, address):
    return change_address(person=person, email=address, actor=person)


def test_R1_the_old_address_of_an_official_is_given_no_office_as_somebody_else(
    department, administrator, manager
):
    move(manager, "new.name@example.gov.uk")
    for address in ("manager.dwp@example.gov.uk", "manager.dwp+2@example.gov.uk"):
        page = give(signed_in(administrator), department, address)
        assert "somebody else who works here used it before" in page
    assert not PendingOffice.objects.exists()


def test_R1_a_lead_gives_it_knowingly_to_another_person(department, manager, lead):
    move(manager, "new.name@example.gov.uk")
    browser = signed_in(lead)
    page = give(browser, department, "manager.dwp@example.gov.uk")
    assert "Somebody else who works here used this address before" in page
    assert "Yes, manager.dwp@example.gov.uk now belongs to this person" in page
    tick = tick_on(page, "is_another")
    # A tick of another address, or of nothing that was asked, is none.
    give(browser, department, "manager.dwp+2@example.gov.uk", **tick)
    give(browser, department, "manager.dwp@example.gov.uk", is_another="on")
    assert not PendingOffice.objects.exists()
    give(browser, department, "manager.dwp@example.gov.uk", **tick)
    pending = PendingOffice.objects.get()
    assert ModelLogEntry.objects.filter(action="hub.address_checked", user=lead).count() == 1
    administrator = User.objects.get(email="roles.dwp@example.gov.uk")
    assert confirm_office(pending=pending, actor=administrator).role == Role.APPROVER


def test_R1_a_staff_group_is_not_given_under_a_former_address(manager, lead):
    move(manager, "new.name@example.gov.uk")
    person = make_person("manager.dwp@example.gov.uk")
    make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    with pytest.raises(FormerAddressError):
        change_groups(person=person, groups=lead.groups.all(), actor=lead)


def test_R1_an_administrator_cannot_say_knowingly_what_a_lead_says(
    department, administrator, manager
):
    move(manager, "new.name@example.gov.uk")
    with pytest.raises(FormerAddressError):
        give_role(
            email="manager.dwp@example.gov.uk",
            organisation=department,
            role=Role.RESOURCING,
            is_another=True,
            actor=administrator,
        )


def test_R1_nobody_takes_the_address_of_an_erased_or_former_official(
    department, administrator, manager, lead
):
    move(manager, "new.name@example.gov.uk")
    other = make_member(Role.RESOURCING, department, "other@example.gov.uk")
    with pytest.raises(AddressTaken):
        move(other, "manager.dwp@example.gov.uk")
    gone = make_member(Role.RESOURCING, department, "gone@example.gov.uk")
    gone.memberships.all().delete()
    User.objects.filter(pk=gone.pk).update(
        email="erased@erased.invalid", address_mark=address_mark("gone@example.gov.uk")
    )
    with pytest.raises(AddressTaken):
        move(other, "gone@example.gov.uk")
    # Back to an address of one's own.
    assert move(User.objects.get(pk=manager.pk), "manager.dwp@example.gov.uk").pk == manager.pk


def test_an_address_of_another_ending_suspends_the_roles_until_a_second_person_confirms(
    department, administrator, manager, lead
):
    move(administrator, "me@gmail.com")
    changed = User.objects.get(pk=administrator.pk)
    assert not changed.current_roles
    pending = PendingOffice.objects.get()
    assert (pending.user, pending.role) == (changed, Role.ADMINISTRATOR)
    assert not changed.has_perm("hub.add_membership")
    url = reverse("role_confirm", args=[pending.pk])
    confirm_read(signed_in(lead), url)
    assert User.objects.get(pk=administrator.pk).current_roles


def test_an_address_of_the_departments_endings_changes_no_role(department, administrator, manager):
    move(manager, "another@example.gov.uk")
    Organisation.objects.update(email_domains="example.gov.uk\ndwp.example.org")
    move(User.objects.get(pk=manager.pk), "another@dwp.example.org")
    assert User.objects.get(pk=manager.pk).memberships.valid_on(timezone.localdate()).count() == 1
    assert not PendingOffice.objects.exists()


def test_a_candidate_changes_their_address_as_before(department):
    person = make_person("me@example.com")
    assert ending(move(person, "me@example.org").email) == "example.org"
    assert not person.former_addresses.exists()
    make_person("me@example.com")
