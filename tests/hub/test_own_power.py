"""Nobody gives themselves a role or a group: on every page, and in the services."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.authorisation import as_nobody
from hub.dates import date_gb
from hub.directory import OwnPowerError, add_person
from hub.last_days import LastDayError
from hub.memberships import AdministratorError, add_membership, end_membership
from hub.models import Membership, Notification, PendingOffice, User
from hub.organisation_changes import change_organisation
from hub.permissions import StaffGroup
from hub.staff import change_groups
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def department():
    domains = "a.example\nexample.com"
    return make_organisation("AAA", name="Department of A", email_domains=domains)


@pytest.fixture
def lead():
    return make_person("lead@hub.example", StaffGroup.HUB_LEADS)


@pytest.fixture
def administrator(department):
    return make_member(Role.ADMINISTRATOR, department, "admin@a.example")


def as_typed(user, organisation, role=Role.APPROVER, **more):
    return {
        "user": user.email,
        "organisation": organisation.pk,
        "role": role,
        "valid_from": "2026-01-01",
        **more,
    }


def test_an_adviser_gives_no_role_to_anybody(department):
    adviser = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    other = make_person("other@example.com")
    browser = signed_in(adviser)
    for person in (adviser, other):
        for role in (Role.APPROVER, Role.RESOURCING):
            browser.post("/admin/membership/new/", as_typed(person, department, role))
        with as_nobody(), pytest.raises(PermissionDenied):
            add_membership(user=person, organisation=department, role=Role.APPROVER, actor=adviser)
    assert browser.get(reverse("role_give")).status_code == 404
    assert Membership.objects.count() == 0


def test_a_lead_gives_a_role_to_somebody_else_in_the_admin_and_it_says_to_whom(department, lead):
    person = make_person("new@example.com")
    typed = as_typed(person, department, Role.RESOURCING)
    answer = signed_in(lead).post("/admin/membership/new/", typed)
    assert answer.status_code == 302
    given = Membership.objects.get()
    assert (given.user, given.role, given.given_by) == (person, Role.RESOURCING, lead)
    entry = ModelLogEntry.objects.get(action="hub.membership_added")
    assert entry.label == f"Resourcing officer at AAA, person {person.pk}"
    assert (entry.user, entry.data["person"], entry.data["role"]) == (lead, person.pk, "resourcing")
    told = Notification.objects.get(slug="hub.role_given")
    assert told.recipient == person


def test_R1_a_lone_lead_reads_in_the_admin_that_nobody_else_can_confirm(department, lead):
    browser, nobody = signed_in(lead), "nobody else here can confirm this"
    typed = as_typed(make_person("new@example.com"), department)
    page = browser.post("/admin/membership/new/", typed, follow=True).text
    assert (nobody in page, "We have emailed" in page) == (True, False)
    new = {"email": "second@example.com", "first_name": "Sam", "last_name": "Second"}
    groups = {"groups": [Group.objects.get(name=StaffGroup.HUB_LEADS).pk]}
    page = browser.post(reverse("wagtailusers_users:add"), new | groups, follow=True).text
    assert (nobody in page, "We have emailed" in page) == (True, False)
    assert PendingOffice.objects.count() == 2


def test_R1_an_approver_given_in_the_admin_waits_for_a_second_person_too(department, lead):
    make_person("", StaffGroup.HUB_LEADS)
    person = make_person("new@example.com")
    answer = signed_in(lead).post(
        "/admin/membership/new/", as_typed(person, department), follow=True
    )
    assert "a second person has to confirm this" in answer.content.decode()
    assert not Membership.objects.exists()
    assert PendingOffice.objects.get().user == person


def test_a_lead_gives_themselves_no_role_in_the_admin_the_workspace_or_the_service(
    department, lead
):
    browser = signed_in(lead)
    page = browser.post("/admin/membership/new/", as_typed(lead, department)).content.decode()
    assert "You cannot give yourself access" in page
    typed = {
        "email": lead.email.upper(),
        "organisation": department.pk,
        "role": Role.APPROVER,
        "valid_from_day": "1",
        "valid_from_month": "1",
        "valid_from_year": "2026",
    }
    assert (
        "You cannot give yourself access"
        in browser.post(reverse("role_give"), typed).content.decode()
    )
    with pytest.raises(OwnPowerError):
        add_membership(user=lead, organisation=department, role=Role.APPROVER, actor=lead)
    assert Membership.objects.count() == 0


def test_the_form_says_to_whose_addresses_access_can_be_given_and_what_is_confirmed(
    department, lead, administrator
):
    typed = {"email": "other@elsewhere.example", "organisation": department.pk}
    typed |= {"role": Role.APPROVER, "valid_from_day": "1", "valid_from_month": "1"}
    typed |= {"valid_from_year": "2027"}
    outsiders = "if their address is not one of the organisation’s"
    only = "You can only give access to your department’s email addresses"
    own = signed_in(administrator)
    page = own.get(reverse("role_give")).content.decode()
    assert (only in page, outsiders in page, "will approve vacancies" in page) == (
        True,
        False,
        True,
    )
    assert only in own.post(reverse("role_give"), typed).content.decode()
    everywhere = signed_in(lead)
    page = everywhere.get(reverse("role_give")).content.decode()
    assert (only in page, outsiders in page) == (False, True)
    answer = everywhere.post(reverse("role_give"), typed, follow=True).content.decode()
    assert "a second person has to confirm this" in answer
    assert PendingOffice.objects.get().user.email == "other@elsewhere.example"


def test_who_may_do_everything_gives_themselves_no_role_either(department):
    root = User.objects.create_superuser("root@example.com")
    with pytest.raises(OwnPowerError):
        add_membership(user=root, organisation=department, role=Role.APPROVER, actor=root)
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            user=root,
            organisation=department,
            role=Role.APPROVER,
            valid_from=date(2026, 1, 1),
            given_by=root,
        )


def test_a_role_cannot_be_made_over_to_oneself_or_made_longer(department, lead):
    person = make_member(Role.APPROVER, department)
    given = person.memberships.get()
    Membership.objects.filter(pk=given.pk).update(valid_to=date(2026, 3, 31))
    url = reverse("membership:edit", args=[given.pk])
    browser = signed_in(lead)
    page = browser.post(
        url, as_typed(lead, department, when="day", valid_to="2030-01-01")
    ).content.decode()
    assert "This has already ended, on 31 March 2026" in page
    browser.post(url, as_typed(lead, department, when="day", valid_to="2026-02-01"))
    given.refresh_from_db()
    assert (given.user, given.valid_to) == (person, date(2026, 3, 31))
    with pytest.raises(LastDayError):
        end_membership(membership=given, on=date(2030, 1, 1), actor=lead)


def test_roles_are_neither_deleted_nor_copied(department, lead):
    given = make_member(Role.APPROVER, department).memberships.get()
    browser = signed_in(lead)
    browser.post(reverse("membership:delete", args=[given.pk]))
    assert Membership.objects.filter(pk=given.pk).exists()
    assert browser.get(f"/admin/membership/copy/{given.pk}/").status_code == 404


def test_an_administrator_gives_and_ends_roles_of_their_own_department_alone(
    department, administrator
):
    other = make_organisation("BBB")
    theirs = make_member(Role.APPROVER, other).memberships.get()
    browser = signed_in(administrator)
    day = {"valid_from_day": "1", "valid_from_month": "1", "valid_from_year": "2026"}
    typed = {"email": "New@A.example", "role": Role.RESOURCING, **day}
    browser.post(reverse("role_give"), {**typed, "organisation": other.pk})
    assert not User.objects.filter(email="new@a.example").exists()
    answer = browser.post(reverse("role_give"), {**typed, "organisation": department.pk})
    assert answer.status_code == 302
    given = Membership.objects.get(user__email="new@a.example")
    assert (given.organisation, given.given_by) == (department, administrator)
    page = browser.get(reverse("role_list")).content.decode()
    assert "new@a.example" in page
    assert theirs.user.email not in page
    assert browser.get(reverse("role_end", args=[theirs.pk])).status_code == 404
    end = reverse("role_end", args=[given.pk])
    assert browser.post(end, {"when": "now"}).status_code == 302
    given.refresh_from_db()
    assert given.valid_to == timezone.localdate() - timedelta(days=1)
    with as_nobody(), pytest.raises(PermissionDenied):
        add_membership(
            user=theirs.user, organisation=other, role=Role.APPROVER, actor=administrator
        )


def test_an_administrator_gives_access_to_no_address_of_another_body(department, administrator):
    day = {"valid_from_day": "1", "valid_from_month": "1", "valid_from_year": "2026"}
    typed = {"email": "nobody@b.example", "role": Role.APPROVER, "organisation": department.pk}
    page = signed_in(administrator).post(reverse("role_give"), {**typed, **day}).content.decode()
    words = "They end in @a.example or @example.com. Ask a hub lead to give access to others"
    assert words in page
    assert "nobody@b.example" in page
    assert not User.objects.filter(email="nobody@b.example").exists()
    # Somebody there with such an address opens its domain to nobody else.
    make_member(Role.RESOURCING, department, "first@b.example")
    assert words in signed_in(administrator).post(reverse("role_give"), {**typed, **day}).text
    change_organisation(organisation=department, email_domains="b.example", actor=None)
    answer = signed_in(administrator).post(reverse("role_give"), {**typed, **day})
    assert answer.status_code == 302
    assert PendingOffice.objects.get(user__email="nobody@b.example").role == Role.APPROVER


def test_an_administrator_names_no_other_administrator(department, administrator):
    with pytest.raises(AdministratorError):
        add_membership(
            user=make_person(),
            organisation=department,
            role=Role.ADMINISTRATOR,
            actor=administrator,
        )
    page = signed_in(administrator).get(reverse("role_give")).content.decode()
    assert "Roles administrator" not in page


def test_a_lead_changes_no_group_of_their_own_on_the_page_in_bulk_or_by_the_service(lead):
    analysts = Group.objects.get(name=StaffGroup.ANALYSTS)
    other = make_person("other@example.com")
    browser = signed_in(lead)
    url = reverse("wagtailusers_users:edit", args=[lead.pk])
    assert "Hub leads" not in browser.get(url).content.decode()
    browser.post(
        url, {"email": lead.email, "first_name": "A", "last_name": "B", "groups": [analysts.pk]}
    )
    bulk = reverse("wagtail_bulk_action", args=["hub", "user", "assign_role"])
    browser.get(reverse("wagtailusers_users:index") + f"?q={other.email}")
    browser.post(f"{bulk}?id={lead.pk}&id={other.pk}", {"role": analysts.pk})
    with pytest.raises(OwnPowerError):
        change_groups(person=lead, groups=[analysts], actor=lead)
    with pytest.raises(OwnPowerError):
        add_person(email=lead.email, groups=[StaffGroup.ANALYSTS], actor=lead)
    assert [group.name for group in lead.groups.all()] == [StaffGroup.HUB_LEADS]
    assert [pending.group for pending in other.pending_offices.all()] == [analysts]
    entry = ModelLogEntry.objects.get(action="hub.office_waits", user=lead)
    assert (entry.label, entry.data["person"]) == (f"Person {other.pk}", other.pk)


def test_a_lead_makes_nobody_an_administrator_of_everything_and_takes_over_no_address(lead):
    other = make_person("other@example.com")
    typed = {"email": "lead+2@hub.example", "first_name": "A", "last_name": "B"}
    typed |= {"is_superuser": "on", "is_active": "on"}
    browser = signed_in(lead)
    browser.get(reverse("wagtailusers_users:index") + f"?q={other.email}")
    browser.post(reverse("wagtailusers_users:edit", args=[other.pk]), typed)
    browser.post(reverse("wagtailusers_users:add"), {**typed, "email": "third@example.com"})
    other.refresh_from_db()
    assert (other.email, other.is_superuser, other.first_name) == ("other@example.com", False, "A")
    assert User.objects.get(email="third@example.com").is_superuser is False
    root = User.objects.create_superuser("root@example.com")
    assert browser.get(reverse("wagtailusers_users:edit", args=[root.pk])).status_code == 302


def test_a_role_ends_now_or_at_the_end_of_a_day(department, administrator):
    given = make_member(Role.REQUESTER, department).memberships.get()
    browser = signed_in(administrator)
    end = reverse("role_end", args=[given.pk])
    page = browser.get(end).text
    assert ("yesterday" in page, "Now" in page) == (False, True)
    assert "Select when the access ends" in browser.post(end, {}).text
    assert "Enter the last day" in browser.post(end, {"when": "day"}).text
    friday = timezone.localdate() + timedelta(days=5)
    day = {"on_day": friday.day, "on_month": friday.month, "on_year": friday.year}
    page = browser.post(end, {"when": "day", **day}, follow=True).text
    assert f"ends on {date_gb(friday)}" in page
    # A day that is left in the form does not count.
    page = browser.post(end, {"when": "now", **day}, follow=True).text
    assert f"The access of {given.user.email} has ended: Requester at AAA" in page
    given.refresh_from_db()
    assert not Membership.objects.valid_on(timezone.localdate()).filter(pk=given.pk).exists()


def test_in_the_admin_a_role_ends_now_or_at_the_end_of_a_day(department, lead):
    given = make_member(Role.REQUESTER, department).memberships.get()
    browser = signed_in(lead)
    url = reverse("membership:edit", args=[given.pk])
    assert "yesterday" not in browser.get(url).text
    assert "Enter the last day" in browser.post(url, {"when": "day", "valid_to": ""}).text
    browser.post(url, {"when": "now", "valid_to": ""})
    given.refresh_from_db()
    assert given.valid_to == timezone.localdate() - timedelta(days=1)


def test_every_link_to_end_a_role_leads_to_its_form_ones_own_too(department, administrator):
    make_member(Role.REQUESTER, department)
    browser = signed_in(administrator)
    links = re.findall(
        r'href="(/organisations/roles/\d+/end/)"', browser.get("/organisations/roles/").text
    )
    assert len(links) == 2
    for link in links:
        assert "When does this access end?" in browser.get(link).text


def test_who_gives_access_from_a_later_day_reads_from_which(department, administrator):
    first = timezone.localdate() + timedelta(days=400)
    typed = {"email": "new@a.example", "organisation": department.pk, "role": Role.RESOURCING}
    day = {"valid_from_day": first.day, "valid_from_month": first.month}
    page = signed_in(administrator).post(
        reverse("role_give"), {**typed, **day, "valid_from_year": first.year}, follow=True
    )
    assert f"new@a.example has access from {date_gb(first)}: Resourcing officer" in page.text
    assert "now has access" not in page.text
    # Each table has its name to be seen.
    assert re.search(r'__caption--m"><span [^>]*>Access, by organisation<', page.text)
