"""A department, its leads, and those who assure."""

import pytest

from hub.models import Membership
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A", is_major_transactional=True)


@pytest.fixture
def lead(department):
    return make_member(Membership.Role.CAPABILITY_LEAD, department, "lead@a.example")


@pytest.fixture
def leader(department):
    return make_member(Membership.Role.DIGITAL_LEADER, department, "leader@a.example")


@pytest.fixture
def stranger():
    """A capability lead of another department."""
    return make_member(Membership.Role.CAPABILITY_LEAD, make_organisation("BBB"))


@pytest.fixture
def reviewer():
    return make_person("reviewer@hub.example", StaffGroup.REVIEWERS)
