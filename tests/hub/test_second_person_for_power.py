"""Nobody makes an approver, a roles administrator or hub staff alone (R1)."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_nobody
from hub.directory import OwnPowerError
from hub.last_lead import LastLeadError, OtherLeadError
from hub.memberships import OtherAddressError, add_membership, end_membership, give_role
from hub.models import Membership, Notification, PendingOffice, StaffGroup, User
from hub.offices import confirm_office, follow_what_waits
from hub.staff import change_groups, switch_account
from hub.tasks import follow_offices
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.pages_read import as_read
from tests.second_person import NO

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


def confirm_read(browser, url):
    """Open the page, and confirm what it shows."""
    return browser.post(url, as_read(browser, url, {"answer": "yes"}))


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
    assert "a second person has to confirm this" in page
    new = User.objects.get(email="new.one@example.gov.uk")
    assert not new.memberships.exists()
    assert not new.has_perm("roles.approve_campaign")
    assert told() == {approver.email, second.email, lead.email}
    assert told("hub.role_given") == set()
    pending = PendingOffice.objects.get()
    url = reverse("role_confirm", args=[pending.pk])
    # Neither who gave it nor who gets it; an approver is told, and may only object.
    for person, status in ((administrator, 404), (new, 404), (approver, 200)):
        assert signed_in(person).post(url, {"answer": "yes"}).status_code == status
    assert "Yes, they should have this access" not in signed_in(approver).get(url).text
    with as_nobody(), pytest.raises(PermissionDenied):
        confirm_office(pending=pending, actor=administrator)
    assert url in signed_in(second).get(reverse("role_list")).content.decode()
    assert "Select whether you confirm it" in signed_in(second).post(url, {}).content.decode()
    confirm_read(signed_in(second), url)
    given = new.memberships.get()
    assert (given.role, given.given_by) == (Role.APPROVER, administrator)
    assert told("hub.role_given") == {new.email}
    assert not PendingOffice.objects.exists()


def test_R1_a_second_person_can_say_no(department, administrator, lead):
    give(signed_in(administrator), department, "new.one@example.gov.uk")
    pending = PendingOffice.objects.get()
    url = reverse("role_confirm", args=[pending.pk])
    signed_in(lead).post(url, NO)
    assert not PendingOffice.objects.exists()
    assert not Membership.objects.filter(user__email="new.one@example.gov.uk").exists()
    letter = Notification.objects.get(slug="hub.not_confirmed")
    assert (letter.recipient, letter.context["reason"]) == (administrator, NO["reason"])
    again = signed_in(lead).post(url, {"answer": "yes"}, follow=True).text
    assert "This has already been answered" in again
    assert "You did this on" in again
    assert signed_in(make_person()).get(url).status_code == 404


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
    confirm_read(signed_in(other), reverse("role_confirm", args=[PendingOffice.objects.get().pk]))
    assert [group.name for group in new.groups.all()] == [StaffGroup.HUB_LEADS]


YES = {"answer": "yes"}


def test_what_nobody_else_can_confirm_waits_for_an_operator_and_who_is_told_may_object(lead):
    adviser = make_person("adviser@hub.example.gov.uk", StaffGroup.HUB_STAFF)
    new = make_person("second@hub.example.gov.uk")
    change_groups(person=new, groups=lead.groups.all(), actor=lead)
    assert told() == {adviser.email}
    follow_offices()
    assert follow_what_waits(now=timezone.now() + timedelta(days=29)) == 0
    assert not new.groups.exists()
    pending = PendingOffice.objects.get()
    said = StringIO()
    call_command("confirm_office", stdout=said)
    assert f"{pending.pk}  {new.email}" in said.getvalue()
    url = reverse("role_confirm", args=[pending.pk])
    assert signed_in(adviser).get(url).status_code == 200
    assert signed_in(adviser).post(url, YES).status_code == 200
    assert not new.groups.exists()
    call_command("confirm_office", str(pending.pk), stdout=said)
    assert [group.name for group in new.groups.all()] == [StaffGroup.HUB_LEADS]
    third = make_person("third@hub.example.gov.uk")
    change_groups(person=third, groups=lead.groups.all(), actor=lead)
    pending = PendingOffice.objects.get()
    with pytest.raises(CommandError, match="Somebody else can confirm"):
        call_command("confirm_office", str(pending.pk))
    page = signed_in(adviser).post(reverse("role_confirm", args=[pending.pk]), NO)
    assert (page.url, PendingOffice.objects.count()) == (reverse("work"), 0)


def test_what_somebody_can_confirm_by_now_they_are_told_of(lead):
    new = make_person("second@hub.example.gov.uk")
    change_groups(person=new, groups=lead.groups.all(), actor=lead)
    third = make_person("third@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    assert follow_what_waits(now=timezone.now() + timedelta(days=4)) == 0
    assert told() == {third.email}
    pending = PendingOffice.objects.get()
    assert new.groups.count() == 0
    confirm_office(pending=pending, actor=third)
    assert [group.name for group in new.groups.all()] == [StaffGroup.HUB_LEADS]


def take_leads_from(person, lead):
    """By the page of the admin."""
    names = {"email": person.email, "first_name": "Second", "last_name": "Lead"}
    edit = reverse("wagtailusers_users:edit", args=[person.pk])
    return signed_in(lead).post(edit, {**names, "is_active": "on", "groups": []})


def test_one_lead_does_not_shut_out_the_other_and_then_name_a_third_alone(lead):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    take_leads_from(second, lead)
    assert second.groups.count() == 1
    pending = PendingOffice.objects.get()
    assert (pending.is_ending, told()) == (True, {second.email})
    url = reverse("role_confirm", args=[pending.pk])
    assert signed_in(lead).post(url, YES).status_code == 404
    page = signed_in(second).get(url).text
    assert "wants to end this access" in page
    assert second.email.partition("@")[0] in page
    signed_in(second).post(url, NO)
    assert (second.groups.count(), PendingOffice.objects.count()) == (1, 0)
    with pytest.raises(OtherLeadError):
        switch_account(person=second, is_on=False, actor=lead)


def test_who_loses_access_is_told_and_who_is_to_lose_it_may_agree(lead, department):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    take_leads_from(second, lead)
    confirm_read(signed_in(second), reverse("role_confirm", args=[PendingOffice.objects.get().pk]))
    assert (second.groups.count(), told("hub.office_taken")) == (0, {second.email})
    manager = make_member(Role.HIRING_MANAGER, department)
    end_membership(membership=manager.memberships.get(), on=None, actor=lead)
    assert told("hub.office_taken") == {second.email, manager.email}


def test_of_three_leads_one_is_taken_out_at_once_and_told(lead):
    second, third = (
        make_person(f"{name}@hub.example.gov.uk", StaffGroup.HUB_LEADS) for name in ("b", "c")
    )
    take_leads_from(second, lead)
    assert (second.groups.count(), third.groups.count()) == (0, 1)
    assert told("hub.office_taken") == {second.email}


def test_what_somebody_could_confirm_does_not_begin_by_itself(lead):
    second = make_person("second@hub.example.gov.uk", StaffGroup.HUB_LEADS)
    new = make_person("third@hub.example.gov.uk")
    change_groups(person=new, groups=lead.groups.all(), actor=lead)
    later = timezone.now() + timedelta(days=29)
    assert follow_what_waits(now=later) == 0
    assert PendingOffice.objects.exists()
    assert follow_what_waits(now=later + timedelta(days=2)) == 1
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
