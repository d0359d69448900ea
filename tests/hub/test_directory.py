"""Organisations with their dates, people and their roles, services and their phases."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from hub.directory import add_organisation, record_phase, record_succession
from hub.memberships import add_membership, end_membership
from hub.models import Membership, Need, Organisation, Service
from hub.permissions import StaffGroup, is_hub_staff
from tests.factories.hub import (
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
)

pytestmark = pytest.mark.django_db


def test_2013_figures_stay_with_2013_bodies():
    old = make_organisation("BIS", valid_to=date(2016, 7, 13))
    new = make_organisation("BEIS", valid_from=date(2016, 7, 14))
    record_succession(predecessor=old, successor=new, on=date(2016, 7, 14))
    record_succession(predecessor=old, successor=new, on=date(2016, 7, 14))
    assert list(Organisation.objects.as_at(date(2013, 6, 30))) == [old]
    assert list(Organisation.objects.as_at(date(2016, 7, 13))) == [old]
    assert list(Organisation.objects.as_at(date(2016, 7, 14))) == [new]
    assert old.successions.get().successor == new


def test_dates_upside_down_are_refused_by_the_database():
    with pytest.raises(IntegrityError):
        make_organisation("X", valid_from=date(2020, 1, 2), valid_to=date(2020, 1, 1))


def test_adding_again_changes_nothing():
    first = add_organisation(code="AAA", name="First name")
    assert add_organisation(code="AAA", name="Another name") == first
    assert Organisation.objects.get().name == "First name"
    assert make_person("A@example.com ") == make_person("a@EXAMPLE.com")


def test_a_bodys_department_is_found_through_the_tree():
    department = make_organisation("AAA")
    body = make_organisation("BBB", kind=Organisation.Kind.BODY, parent=department)
    assert (body.department, department.department) == (department, department)
    assert set(Organisation.objects.within([department])) == {department, body}


def test_a_role_holds_in_the_organisation_and_the_bodies_under_it_while_it_is_valid():
    department = make_organisation("AAA")
    body = make_organisation("BBB", parent=department, kind=Organisation.Kind.BODY)
    person = make_person()
    membership = add_membership(
        user=person, organisation=department, role=Membership.Role.REQUESTER
    )
    assert set(person.organisations(Membership.Role.REQUESTER)) == {department, body}
    assert set(person.organisations(Membership.Role.APPROVER)) == set()
    end_membership(membership=membership, on=None, actor=None)
    later = type(person).objects.get(pk=person.pk)
    assert set(later.organisations()) == set()


def test_staff_powers_come_from_groups_and_end_with_the_account():
    staff = make_person("staff@hub.example", StaffGroup.HUB_STAFF)
    assert is_hub_staff(staff)
    assert not is_hub_staff(make_person())
    staff.is_active = False
    assert not is_hub_staff(staff)


@pytest.mark.parametrize("group", StaffGroup.values)
def test_staff_reviewers_and_analysts_see_every_organisation(group):
    person = make_person("staff@hub.example", group)
    sees = {"Hub staff", "Hub leads", "Reviewers", "Analysts"}
    assert person.sees_every_organisation == (group in sees)
    assert person.is_hub_staff == (group in {"Hub staff", "Hub leads"})
    person.is_active = False
    assert not person.sees_every_organisation


def test_the_records_of_an_organisation_are_for_its_members_and_those_who_see_all():
    need, other = make_need(make_organisation("AAA")), make_need(make_organisation("BBB"))
    member = make_member(Membership.Role.APPROVER, need.organisation)
    analyst = make_person("analyst@hub.example", StaffGroup.ANALYSTS)
    assert set(Need.objects.visible_to(member)) == {need}
    assert set(Need.objects.visible_to(analyst)) == {need, other}
    assert set(Need.objects.visible_to(make_person())) == set()
    assert set(Need.objects.visible_to(AnonymousUser())) == set()


def test_the_phase_as_at_a_date_is_a_query(django_assert_num_queries):
    service = make_service(make_organisation(), exemplar_number=1)
    for phase, on in (("discovery", date(2013, 4, 2)), ("alpha", date(2013, 6, 30))):
        record_phase(service=service, phase=phase, on=on)
        record_phase(service=service, phase=phase, on=on)
    with django_assert_num_queries(1):
        assert Service.objects.with_phase_as_at(date(2013, 6, 29)).get().phase_as_at == "discovery"
    assert Service.objects.with_phase_as_at(date(2013, 6, 30)).get().phase_as_at == "alpha"
    assert Service.objects.with_phase_as_at(date(2013, 4, 1)).get().phase_as_at is None
