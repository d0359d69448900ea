"""One mailbox is one person: of its accounts one at most gets access for work (R1)."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.audit import log
from hub.invariants import check_all
from hub.memberships import add_membership, end_membership
from hub.models import InvariantFinding, Membership, Notification, PendingOffice, StaffGroup, User
from hub.retention.erasure import erase_person
from hub.staff import change_groups
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
Role = Membership.Role
MANAGER, SECOND = "manager.dwp@example.gov.uk", "manager.dwp+x@example.gov.uk"
HAS = f"Emails to {SECOND} and {MANAGER} go to the same person, who already has access."
WAITS = (
    f"Emails to {SECOND} and {MANAGER} go to the same person, who is already waiting for access."
)


@pytest.fixture
def department():
    return make_organisation("DWP", name="Department for Work")


@pytest.fixture
def administrator(department):
    return make_member(Role.ADMINISTRATOR, department, "roles.dwp@example.gov.uk")


@pytest.fixture
def lead():
    return make_person("lead@hub.example.gov.uk", StaffGroup.HUB_LEADS)


def give(person, department, role=Role.APPROVER, email=SECOND):
    """What the page answers to whoever gives access."""
    day = timezone.localdate()
    typed = {
        "email": email,
        "organisation": department.pk,
        "role": role,
        "valid_from_day": day.day,
        "valid_from_month": day.month,
        "valid_from_year": day.year,
    }
    return signed_in(person).post(reverse("role_give"), typed, follow=True).text


def pending_for(person, department, role=Role.APPROVER):
    return PendingOffice.objects.create(
        user=person,
        organisation=department,
        role=role,
        valid_from=timezone.localdate(),
        given_at=timezone.now(),
    )


@pytest.mark.parametrize("role", [Role.APPROVER, Role.REQUESTER])
def test_R1_a_second_account_of_an_official_gets_no_role(department, administrator, lead, role):
    make_member(Role.HIRING_MANAGER, department, MANAGER)
    for person in (administrator, lead):
        assert HAS in give(person, department, role)
    assert not User.objects.filter(email=SECOND).exists()
    assert PendingOffice.objects.count() == 0


def test_R1_it_counts_that_the_other_account_has_a_role_elsewhere_or_later_or_is_staff(
    department, administrator, lead
):
    later = make_person(MANAGER)
    day = timezone.localdate() + timedelta(days=9)
    facts = {"user": later, "organisation": make_organisation(), "role": Role.HR_CONTACT}
    membership = add_membership(**facts, valid_from=day)
    assert HAS in give(administrator, department)
    membership.delete()
    staff = Group.objects.get(name=StaffGroup.ANALYSTS)
    later.groups.add(staff)
    assert HAS in give(administrator, department)
    later.groups.clear()
    assert "a second person has to confirm this" in give(administrator, department)


def test_R1_it_counts_that_the_other_account_waits(department, administrator, lead):
    assert "a second person has to confirm this" in give(administrator, department, email=MANAGER)
    assert WAITS in give(administrator, department, Role.RESOURCING)
    assert list(PendingOffice.objects.values_list("user__email", flat=True)) == [MANAGER]


def test_whose_other_accounts_access_is_over_or_who_is_a_candidate_gets_access(
    department, administrator
):
    manager = make_member(Role.HIRING_MANAGER, department, MANAGER)
    end_membership(membership=manager.memberships.get(), on=None, actor=administrator)
    assert f"{SECOND} now has access" in give(administrator, department, Role.RESOURCING)
    # The account itself gets more, and the other one nothing.
    assert f"{SECOND} now has access" in give(administrator, department, Role.REQUESTER)
    assert f"Emails to {MANAGER} and {SECOND} go to the same person" in give(
        administrator, department, Role.REQUESTER, email=MANAGER
    )


def test_R1_nor_does_it_get_a_staff_group_or_a_role_in_the_admin(department, lead):
    make_member(Role.HIRING_MANAGER, department, MANAGER)
    analysts = Group.objects.get(name=StaffGroup.ANALYSTS)
    names = {"first_name": "A", "last_name": "B", "is_active": "on", "groups": [analysts.pk]}
    browser = signed_in(lead)
    page = browser.post(reverse("wagtailusers_users:add"), {"email": SECOND, **names})
    assert HAS in page.text
    assert not User.objects.filter(email=SECOND).exists()
    second = make_person(SECOND)
    browser.get(reverse("wagtailusers_users:index"), {"q": SECOND})
    page = browser.post(reverse("wagtailusers_users:edit", args=[second.pk]), names)
    assert HAS in page.text
    typed = {
        "user": SECOND,
        "organisation": department.pk,
        "role": Role.RESOURCING,
        "valid_from": str(timezone.localdate()),
    }
    assert HAS in browser.post("/admin/membership/new/", typed).text
    assert not second.has_office_to_end
    assert PendingOffice.objects.count() == 0


def test_R1_what_waits_is_not_confirmed_where_the_other_account_has_access_by_now(
    department, administrator, lead
):
    second = make_person(SECOND)
    pending = pending_for(second, department)
    make_member(Role.HIRING_MANAGER, department, MANAGER)
    browser, url = signed_in(administrator), reverse("role_confirm", args=[pending.pk])
    assert HAS in browser.post(url, as_read(browser, url, {"answer": "yes"})).text
    User.objects.exclude(pk=second.pk).filter(memberships__role=Role.ADMINISTRATOR).update(
        is_active=False
    )
    User.objects.filter(pk=lead.pk).update(is_active=False)
    with pytest.raises(CommandError, match="who already has access"):
        call_command("confirm_office", str(pending.pk))
    assert list(PendingOffice.objects.all()) == [pending]
    assert not second.memberships.exists()


def test_what_two_accounts_of_a_mailbox_have_since_before_stays(department, administrator, lead):
    make_member(Role.HIRING_MANAGER, department, MANAGER)
    second = make_member(Role.APPROVER, department, SECOND)
    analysts = Group.objects.get(name=StaffGroup.ANALYSTS)
    second.groups.add(analysts)
    change_groups(person=second, groups=[analysts], actor=lead)
    second = User.objects.get(pk=second.pk)
    assert (second.offices, second.is_active) == ({Role.APPROVER, StaffGroup.ANALYSTS}, True)
    assert HAS in give(administrator, department, Role.RESOURCING)
    # The daily check names both, until the access of one has ended.
    check_all()
    found = InvariantFinding.objects.filter(slug="hub.person_twice_in_office")
    people = User.objects.of_mailbox(MANAGER)
    assert sorted(row.subject for row in found) == [f"Person {person.pk}" for person in people]
    end_membership(membership=people[0].memberships.get(), on=None, actor=administrator)
    check_all()
    assert not found.filter(resolved_at=None).exists()


# --- The address that an official changes ---------------------------------------------------------


def change_on_page(person, new):
    """Both codes entered on the page; what it says then."""
    browser = signed_in(person)
    browser.post(reverse("account_address"), {"email": new})
    codes = {
        name: Notification.objects.filter(slug=f"hub.address_{kind}").latest("pk").secret
        for name, kind in (("old", "leaving"), ("new", "entered"))
    }
    return browser.post(reverse("account_address_confirm"), codes, follow=True).text


@pytest.mark.parametrize("other", ["role", "later", "staff", "waits"])
@pytest.mark.parametrize("mover", ["role", "staff", "waits"])
def test_R1_nobody_in_office_moves_to_the_mailbox_of_another_account_in_office(
    department, administrator, lead, mover, other
):
    def in_office(email, way):
        person = make_person(email)
        if way == "role":
            add_membership(user=person, organisation=department, role=Role.HIRING_MANAGER)
        elif way == "later":
            day = timezone.localdate() + timedelta(days=9)
            facts = {"organisation": department, "role": Role.RESOURCING, "valid_from": day}
            add_membership(user=person, **facts)
        elif way == "staff":
            person.groups.add(Group.objects.get(name=StaffGroup.ANALYSTS))
        else:
            pending_for(person, department)
        return person

    in_office(MANAGER, other)
    person = in_office("jo@example.gov.uk", mover)
    said = change_on_page(person, SECOND)
    assert "its emails go to somebody who already has" in said
    assert User.objects.get(pk=person.pk).email == "jo@example.gov.uk"
    assert mailbox(person) == "jo@example.gov.uk"
    assert not User.objects.twice_in_office(timezone.localdate()).exists()


def test_who_has_no_access_moves_there_and_so_does_who_is_alone(department, administrator, lead):
    manager = make_member(Role.HIRING_MANAGER, department, MANAGER)
    candidate = make_person("me@example.com")
    assert "has been changed" in change_on_page(candidate, SECOND)
    assert mailbox(candidate) == mailbox(manager)
    end_membership(membership=manager.memberships.get(), on=None, actor=administrator)
    officer = make_member(Role.RESOURCING, department, "jo@example.gov.uk")
    Notification.objects.all().delete()
    assert "has been changed" in change_on_page(officer, MANAGER.replace("@", "+jo@"))


# --- The column -----------------------------------------------------------------------------------


def mailbox(person):
    return User.objects.get(pk=person.pk).mailbox


def test_the_mailbox_of_an_official_follows_the_address_they_change(department):
    manager = make_member(Role.HIRING_MANAGER, department, MANAGER)
    assert mailbox(manager) == "managerdwp@example.gov.uk"
    browser, new = signed_in(manager), "New.Name+work@example.gov.uk"
    browser.post(reverse("account_address"), {"email": new})
    codes = {
        name: Notification.objects.get(slug=f"hub.address_{kind}").secret
        for name, kind in (("old", "leaving"), ("new", "entered"))
    }
    browser.post(reverse("account_address_confirm"), codes)
    assert User.objects.get(pk=manager.pk).email == new.lower()
    assert mailbox(manager) == "newname@example.gov.uk"
    assert User.objects.of_mailbox("newname@example.gov.uk") == [manager]
    assert User.objects.of_mailbox(MANAGER) == []


def test_every_way_to_write_an_address_keeps_the_mailbox():
    person = make_person("a.b+c@example.com")
    assert mailbox(person) == "ab@example.com"
    person.email = "x.y@example.com"
    person.save(update_fields=["email"])
    assert mailbox(person) == "xy@example.com"
    User.objects.filter(pk=person.pk).update(email="z.z@example.com")
    assert mailbox(person) == "zz@example.com"
    person = User.objects.get(pk=person.pk)
    person.first_name, person.mailbox = "Ada", "other"
    person.save(update_fields=["first_name"])
    assert mailbox(person) == "zz@example.com"
    assert {mailbox(make_person(f"+{tag}@example.com")) for tag in "ab"} == {""}
    assert [found.email for found in User.objects.accounts_of(person)] == ["z.z@example.com"]


def test_an_erased_account_leads_to_no_mailbox(department, administrator):
    manager = make_member(Role.HIRING_MANAGER, department, MANAGER)
    log(department, "hub.organisation_added", actor=manager)
    end_membership(membership=manager.memberships.get(), on=None, actor=administrator)
    erase_person(person=manager, reason="request", actor=None)
    erased = User.objects.get(pk=manager.pk)
    assert (bool(erased.erased_at), erased.mailbox) == (True, "")
    erased.save()
    assert mailbox(erased) == ""


def test_the_accounts_of_before_get_their_mailbox_by_the_migration(department):
    people = [make_person("a.b+c@example.com"), make_person("ada@xn--mller-kva.example")]
    erased = make_person()
    User.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    User.objects.update(mailbox="")
    import_module("hub.migrations.0007_user_mailbox").tell_mailboxes(apps, None)
    assert [mailbox(person) for person in (*people, erased)] == [
        "ab@example.com",
        "ada@xn--mller-kva.example",
        "",
    ]


def test_a_mailbox_is_found_by_its_index():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        User.objects.of_mailbox("a.b+c@example.com")
    (query,) = queries.captured_queries
    assert re.search(r'WHERE "hub_user"."mailbox" = ', query["sql"])
