"""What the history of a need says of the induction of whoever was appointed."""

import pytest

from hub.models import Membership
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in
from tests.factories.training import accepted, make_cohort, make_place

pytestmark = pytest.mark.django_db


def test_who_works_on_the_need_reads_of_the_place_and_only_who_may_see_it_has_its_page():
    department = make_organisation("AAA")
    requester = make_member(Membership.Role.REQUESTER, department)
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    need = make_need(department, requester)
    place = accepted(make_place(make_cohort(), organisation=department, need=need))
    trainer = make_person("", StaffGroup.HUB_STAFF)
    for person, has_page in ((requester, False), (leader, False), (trainer, True)):
        page = signed_in(person).get(need.get_absolute_url()).text
        told = "Induction place accepted" in page
        link = f'href="{place.get_absolute_url()}"' in page
        named = place.reference in page
        assert (person, told, link, named) == (person, True, has_page, has_page)
