"""Whoever acts for one organisation finds it chosen on every form that asks for which it is."""

import re

import pytest
from django.urls import reverse

from hub.models import Membership
from tests.factories.hub import make_member, make_organisation, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role
FORMS = [
    (Role.REQUESTER, "need_raise"),
    (Role.REQUESTER, "roles:support_ask"),
    (Role.HIRING_MANAGER, "roles:campaign_make"),
    (Role.RESOURCING, "roles:campaign_make"),
    (Role.HR_CONTACT, "roles:mover_record"),
    (Role.ADMINISTRATOR, "role_give"),
    (Role.CAPABILITY_LEAD, "capability_reviews:review_plan"),
    (Role.CAPABILITY_LEAD, "capability_reviews:engagement_ask"),
]


def chosen(person, name):
    """The organisations among which the form asks, and which of them is chosen."""
    page = signed_in(person).get(reverse(name))
    assert page.status_code == 200
    [asked] = re.findall(r'<select[^>]*name="organisation".*?</select>', page.text, re.S)
    given = re.findall(r'<option value="(\d+)"( selected)?', asked)
    return [key for key, _ in given], [key for key, is_chosen in given if is_chosen]


@pytest.mark.parametrize(("role", "name"), FORMS)
def test_the_one_organisation_is_chosen_and_of_two_neither(role, name):
    department = make_organisation("AAA")
    person = make_member(role, department)
    key = str(department.pk)
    assert chosen(person, name) == ([key], [key])
    body = make_organisation("BBB", parent=department)
    assert chosen(person, name) == ([key, str(body.pk)], [])
