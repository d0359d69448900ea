"""Nobody makes an approver, a roles administrator or hub staff alone (R1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_nobody
from hub.directory import OtherAddressError, OwnPowerError, add_membership, give_role
from hub.models import Membership, Notification, PendingOffice, StaffGroup, User
from hub.offices import LastLeadError, begin_what_waited, confirm_office
from hub.staff import change_groups, switch_account
from hub.tasks import begin_offices
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def department():
    return make_organisation("DWP", name="Department for Work")


@pytest.fixture
def administrator(department):
    return make_member(Role.ADMINISTRATOR, department, "roles.dwp@example.gov.uk")


@pytest.fixture
def lead():
    return make_person("lead@hub.example.gov.uk", StaffGroup.HUB_LEADS)


def give(browser, department, email, role=Role.APPROVER):
    day = timezone.localdate()
    return browser.post(
        reverse("role_give"),
        {
            "email": email,
            "organisation": department.pk,
            "role": role,
            "valid_from_day": day.day,
            "valid_from_month": day.month,
            "valid_from_year": day.year,
        },
        follow=True,
    )


def told(slug="hub.office_given"):
    return {letter.recipient.email for letter in Notification.objects.filter(slug=slug)}


def test_R1_an_approver_waits_for_a_second_person_and_everybody_with_the_power_is_told(
    department, administrator, lead
):
    approver = make_member(Role.APPROVER, department, "approver.dwp@example.gov.uk")
    second = make_member(Role.ADMINISTRATOR, department, "second@example.gov.uk")
    page = give(signed_in(administrator), department, "new.one@example.gov.uk").content.decode()
    assert "waits for a second person" in page
    new = User.objects.get(email="new.one@example.gov.uk")
    assert not new.memberships.exists()
    assert not new.has_perm("roles.approve_campaign")
    assert told() == {approver.email, second.email, lead.email}
    assert told("hub.role_given") == set()
    pending = PendingOffice.objects.get()
    url = reverse("role_confirm", args=[pending.pk])
    # Neither who gave it nor who gets it, nor an approver.
    for person, status in ((administrator, 404), (new, 404), (approver, 404)):
        assert signed_in(person).post(url, {"answer": "yes"}).status_code == status
    with as_nobody(), pytest.raises(PermissionDenied):
        confirm_office(pending=pending, actor=administrator)
    assert url in signed_in(second).get(reverse("role_list")).content.decode()
    assert "Select yes or no" in signed_in(second).post(url, {}).content.decode()
    signed_in(second).post(url, {"answer": "yes"})
    given = new.memberships.get()
    assert (given.role, given.given_by) == (Role.APPROVER, administrator)
    assert told("hub.role_given") == {new.email}
    assert not PendingOffice.objects.exists()


def test_R1_a_second_person_can_say_no(department, administrator, lead):
    give(signed_in(administrator), department, "new.one@example.gov.uk")
    pending = PendingOffice.objects.get()
    url = reverse("role_confirm", args=[pending.pk])
    signed_in(lead).post(url, {"answer": "no"})
    assert not PendingOffice.objects.exists()
    assert not Membership.objects.filter(user__email="new.one@example.gov.uk").exists()
    assert signed_in(lead).post(url, {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize(
    "address", ["roles.dwp+x@example.gov.uk", "rolesdwp@example.gov.uk", "Roles.DWP@example.gov.uk"]
)
@pytest.mark.parametrize("role", [Role.APPROVER, Role.RESOURCING])
def test_R1_another_form_of_ones_own_address_is_oneself(department, administrator, address, role):
    page = give(signed_in(administrator), department, address, role).content.decode()
    assert "You cannot give yourself access" in page
    assert not PendingOffice.objects.exists()
    assert Membership.objects.count() == 1
    with pytest.raises(OwnPowerError):
        give_role(
            email=address,
            organisation=department,
            role=role,
            actor=User.objects.get(pk=administrator.pk),
        )


def test_R1_who_shares_a_mailbox_with_one_of_the_two_does_not_confirm(department, administrator):
    alias = make_member(Role.ADMINISTRATOR, department, "roles.dwp+2@example.gov.uk")
    give(signed_in(administrator), department, "new.one@example.gov.uk")
    pending = PendingOffice.objects.get()
    assert not alias.has_perm("hub.confirm_office", pending)


def test_other_roles_begin_at_once(department, administrator):
    give(signed_in(administrator), department, "new.one@example.gov.uk", Role.RESOURCING)
    assert Membership.objects.get(user__email="new.one@example.gov.uk").role == Role.RESOURCING
    assert told() == set()


def test_the_service_asks_of_an_address_what_the_page_asks(department, administrator):
    """``add_membership`` is no way round ``give_role``."""
    person = make_person("tom.bell@example.com")
    for role in (Role.APPROVER, Role.RESOURCING):
        with pytest.raises(OtherAddressError):
            add_membership(user=person, organisation=department, role=role, actor=administrator)


def test_R1_a_lead_gives_a_department_no_approver_alone(department, administrator, lead):
    give(signed_in(lead), department, "nobody@gmail.com")
    assert not Membership.objects.filter(role=Role.APPROVER).exists()
    assert told() == {administrator.email}


def test_a_lead_makes_no_second_lead_of_themselves(lead):
    other = make_person("other@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    group = other.groups.get()
    typed = {"first_name": "Owen", "last_name": "Two", "is_active": "on", "groups": [group.pk]}
    add = reverse("wagtailusers_users:add")
    browser = signed_in(lead)
    browser.post(add, {**typed, "email": "owen2@hub.example.gov.uk"})
    new = User.objects.get(email="owen2@hub.example.gov.uk")
    assert not new.groups.exists()
    assert told() == {other.email}
    # An alias of their own is themselves.
    page = browser.post(add, {**typed, "email": "lead+2@hub.example.gov.uk"}).content.decode()
    assert "You cannot give yourself access" in page
    assert not User.objects.filter(email="lead+2@hub.example.gov.uk").exists()
    signed_in(other).post(reverse("role_confirm", args=[PendingOffice.objects.get().pk]), YES)
    assert [group.name for group in new.groups.all()] == [StaffGroup.HUB_LEADS]


YES = {"answer": "yes"}


def test_what_nobody_else_can_confirm_begins_after_three_days_and_staff_are_told(lead):
    adviser = make_person("adviser@hub.example.gov.uk", StaffGroup.HUB_STAFF)
    new = make_person("second@hub.example.gov.uk")
    change_groups(person=new, groups=lead.groups.all(), actor=lead)
    assert told() == {adviser.email}
    now = timezone.now()
    assert begin_what_waited(now=now + timedelta(days=2)) == 0
    assert not new.groups.exists()
    assert begin_what_waited(now=now + timedelta(days=3, minutes=1)) == 1
    assert [group.name for group in new.groups.all()] == [StaffGroup.HUB_LEADS]
    begin_offices()


def test_what_somebody_can_confirm_by_the_time_it_would_begin_waits_for_them(lead):
    new = make_person("second@hub.example.gov.uk")
    change_groups(person=new, groups=lead.groups.all(), actor=lead)
    third = make_person("third@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    assert begin_what_waited(now=timezone.now() + timedelta(days=4)) == 0
    assert told() == {third.email}
    pending = PendingOffice.objects.get()
    assert (pending.begins_at, new.groups.count()) == (None, 0)
    confirm_office(pending=pending, actor=third)
    assert [group.name for group in new.groups.all()] == [StaffGroup.HUB_LEADS]


def test_what_somebody_could_confirm_does_not_begin_by_itself(lead):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    new = make_person("third@hub.example.gov.uk")
    change_groups(person=new, groups=lead.groups.all(), actor=lead)
    later = timezone.now() + timedelta(days=29)
    assert begin_what_waited(now=later) == 0
    assert PendingOffice.objects.exists()
    assert begin_what_waited(now=later + timedelta(days=2)) == 0
    assert not PendingOffice.objects.exists()
    assert not new.groups.exists()
    assert told() == {second.email}


def test_the_hub_is_never_without_a_lead(lead):
    root = User.objects.create_superuser("root@example.com")
    for act in (
        lambda: change_groups(person=lead, groups=[], actor=root),
        lambda: switch_account(person=lead, is_on=False, actor=root),
    ):
        with pytest.raises(LastLeadError):
            act()
    make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    switch_account(person=lead, is_on=False, actor=root)
