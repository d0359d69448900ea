"""Who acted in office stays told apart from everybody else when their account is erased (R1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub import timeline
from hub.append_only import faults
from hub.audit import log
from hub.coming_back import CameBackError
from hub.directory import OwnPowerError
from hub.memberships import add_membership, end_membership
from hub.models import Membership, StaffGroup, User
from hub.retention.erasure import erase_person, run_due
from hub.staff import change_groups
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role
ERASE = {"sure": "on"}


@pytest.fixture
def department():
    return make_organisation("AAA")


@pytest.fixture
def lead():
    return make_person("lead@hub.example", StaffGroup.HUB_LEADS, name="Owen Lead")


def leave_office(person, lead):
    for membership in person.memberships.all():
        end_membership(membership=membership, on=None, actor=lead)
    change_groups(person=person, groups=[], actor=lead)
    return User.objects.get(pk=person.pk)


def test_R1_nobody_erases_their_account_while_they_hold_an_office(department, lead):
    manager = make_member(Role.HIRING_MANAGER, department)
    adviser = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    later = make_person("later@example.com")
    add_membership(
        user=later,
        organisation=department,
        role=Role.APPROVER,
        valid_from=timezone.localdate() + timedelta(days=9),
    )
    for person in (manager, adviser, later, lead):
        for ask in ("get", "post"):
            page = getattr(signed_in(person), ask)(reverse("account_erase"), ERASE)
            assert "Ask a hub lead or your" in page.content.decode()
        assert User.objects.filter(email=person.email, is_active=True).exists()
    candidate = make_person("candidate@example.com")
    signed_in(candidate).post(reverse("account_erase"), ERASE)
    assert not User.objects.filter(pk=candidate.pk).exists()


def test_R1_nobody_ends_their_own_office(department):
    administrator = make_member(Role.ADMINISTRATOR, department)
    own = administrator.memberships.get()
    with pytest.raises(OwnPowerError):
        end_membership(membership=own, on=timezone.localdate(), actor=administrator)
    now = {"when": "now"}
    page = signed_in(administrator).post(reverse("role_end", args=[own.pk]), now)
    assert "You cannot end your own access" in page.content.decode()


def test_R1_acts_of_office_stay_apart_under_a_number_when_the_account_is_erased(department, lead):
    one, other = (make_member(Role.REQUESTER, department, f"{name}@a.example") for name in "xy")
    User.objects.filter(pk=one.pk).update(first_name="Ann", last_name="Other")
    one.refresh_from_db()
    needs = [make_need(department, person) for person in (one, other)]
    for person, need in zip((one, other), needs, strict=True):
        log(need, "hub.need_closed", actor=person)
        signed_in(leave_office(person, lead)).post(reverse("account_erase"), ERASE)
    for person, need in zip((one, other), needs, strict=True):
        need.refresh_from_db()
        number = f"a former member of staff (no. {person.pk})"
        assert str(need.raised_by) == number
        acts = ModelLogEntry.objects.filter(user_id=person.pk, action="hub.need_closed")
        assert [entry.user_display_name for entry in acts] == [number]
        assert number in [entry.actor for entry in timeline.of(need)]
    assert needs[0].raised_by != needs[1].raised_by
    left = User.objects.get(pk=one.pk)
    assert (left.email, left.is_active) == (f"erased-{one.pk}@erased.invalid", False)
    assert not left.groups.exists()
    everything = str(list(ModelLogEntry.objects.values("label", "data")))
    assert "Ann" not in everything
    assert "x@a.example" not in everything
    assert faults() == []


def test_R1_an_address_of_somebody_erased_gets_no_office_again(department, lead):
    person = make_member(Role.HIRING_MANAGER, department, "manager.dwp@example.gov.uk")
    make_need(department, person)
    signed_in(leave_office(person, lead)).post(reverse("account_erase"), ERASE)
    for address in ("manager.dwp@example.gov.uk", "Manager.DWP+2@example.gov.uk"):
        back = make_person(address)
        for role in (Role.APPROVER, Role.RESOURCING):
            with pytest.raises(CameBackError):
                add_membership(user=back, organisation=department, role=role, actor=lead)
        with pytest.raises(CameBackError):
            change_groups(person=back, groups=lead.groups.all(), actor=lead)
    # They apply as anybody does.
    assert signed_in(back).get("/account/").status_code == 200


def test_after_five_years_even_the_number_goes(department, lead):
    person = make_member(Role.REQUESTER, department, "x@a.example")
    need = make_need(department, person)
    log(need, "hub.need_closed", actor=person)
    erase_person(person=leave_office(person, lead), actor=None, reason="asked")
    now = timezone.now()
    run_due(now=now + timedelta(days=4 * 365))
    assert User.objects.filter(pk=person.pk).exists()
    run_due(now=now + timedelta(days=5 * 365 + 2))
    assert not User.objects.filter(pk=person.pk).exists()
    entry = ModelLogEntry.objects.get(action="hub.need_closed")
    assert (entry.user_id, entry.data["by"]) == (None, "a former member of staff")
    assert faults() == []
    back = make_person("x@a.example")
    assert add_membership(user=back, organisation=department, role=Role.RESOURCING, actor=lead)


def test_a_restored_backup_does_not_bring_an_official_back(
    department, lead, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.HUB_DATA_DIR = tmp_path
    person = make_member(Role.REQUESTER, department, "x@a.example")
    make_need(department, person)
    backup = User.objects.filter(pk=person.pk).values().get()
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=leave_office(person, lead), actor=None, reason="asked")
    User.objects.filter(pk=person.pk).update(**backup)
    add_membership(user=person, organisation=department, role=Role.REQUESTER)
    call_command("erase", "--again")
    assert str(User.objects.get(pk=person.pk)) == f"a former member of staff (no. {person.pk})"
    assert not Membership.objects.filter(user=person).exists()


def test_the_trail_keeps_the_name_of_the_time_and_says_who_is_called_what_since_when(
    department, lead
):
    manager = make_member(Role.REQUESTER, department)
    User.objects.filter(pk=manager.pk).update(first_name="Chloe", last_name="Martin")
    manager.refresh_from_db()
    need = make_need(department, manager)
    signed_in(manager).post(reverse("account_name"), {"first_name": "Helen", "last_name": "Ward"})
    assert str(User.objects.get(pk=manager.pk)) == "Helen Ward"
    assert [entry.actor for entry in timeline.of(need)] == ["Chloe Martin"]
    renamed = ModelLogEntry.objects.get(action="hub.name_changed")
    assert (renamed.data["from"], renamed.data["to"]) == ("Chloe Martin", "Helen Ward")
    # By a lead, in the admin.
    typed = {"email": manager.email, "first_name": "Mark", "last_name": "Osei", "is_active": "on"}
    signed_in(lead).post(reverse("wagtailusers_users:edit", args=[manager.pk]), typed)
    latest = ModelLogEntry.objects.filter(action="hub.name_changed").latest("pk")
    assert (latest.user, latest.data["from"], latest.data["to"]) == (
        lead,
        "Helen Ward",
        "Mark Osei",
    )
    erase_person(person=leave_office(manager, lead), actor=None, reason="asked")
    everything = str(list(ModelLogEntry.objects.values("label", "data")))
    for name in ("Chloe", "Helen", "Mark"):
        assert name not in everything


def test_the_name_of_a_candidate_stands_nowhere_in_the_trail():
    candidate = make_person("candidate@example.com", name="Ben Ashworth")
    signed_in(candidate).post(reverse("account_name"), {"first_name": "Sam", "last_name": "Field"})
    assert str(User.objects.get(pk=candidate.pk)) == "Sam Field"
    everything = str(list(ModelLogEntry.objects.values("label", "data")))
    assert "Ashworth" not in everything
    assert "Field" not in everything
