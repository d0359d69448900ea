"""What the search box finds of training: programmes, cohorts, and places by whose they are."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import Membership
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.training import make_cohort, make_place

pytestmark = pytest.mark.django_db
NOTHING = "We found nothing that you can open."


def found(person, words):
    return signed_in(person).post("/search/", {"q": words}, follow=True).text


@pytest.fixture
def trainer():
    return make_person("trainer@hub.example", StaffGroup.TRAINERS)


def test_a_place_is_found_by_the_name_of_its_person_by_who_may_see_it(trainer):
    department = make_organisation("AAA")
    magda = make_person("magda@a.example", name="Magda Nowak")
    place = make_place(make_cohort(), magda, organisation=department)
    other = make_place(make_cohort(), make_person("other@a.example", name="Harriet Lee"))
    nominator = make_member(Membership.Role.NOMINATOR, department, "nominator@a.example")
    for person in (trainer, make_person("staff@hub.example", StaffGroup.HUB_STAFF), nominator):
        page = found(person, "nowak MAGDA")
        assert f"{place.reference}: Magda Nowak" in page
        assert other.reference not in page
    assert other.reference in found(trainer, "Harriet")
    assert NOTHING in found(nominator, "Harriet")
    # Without a part in training, or in another department, nothing.
    for role, organisation in (
        (Membership.Role.REQUESTER, department),
        (Membership.Role.NOMINATOR, make_organisation("BBB")),
    ):
        stranger = make_member(role, organisation, f"{role}@x.example")
        assert NOTHING in found(stranger, "magda")
        assert NOTHING in found(stranger, place.reference)


def test_the_words_of_a_programme_find_its_releases_and_its_cohorts(trainer):
    cohort = make_cohort(name="Cohort Z")
    page = found(trainer, "induction")
    assert str(cohort.release) in page
    assert f'href="{cohort.release.get_absolute_url()}"' in page
    assert "Cohort Z" in page
    staff = make_person("staff@hub.example", StaffGroup.HUB_STAFF)
    page = found(staff, "induction")
    assert ("Cohort Z" in page, cohort.release.get_absolute_url() in page) == (True, False)


def test_what_is_called_exactly_so_comes_first(trainer):
    for number in range(7):
        make_cohort(name=f"Cohort {number} of the north")
    cohort = make_cohort(name="Cohort N")
    page = found(trainer, "cohort n")
    links = re.findall(r'href="(/training/workspace/cohorts/[^"]+|/training/cohorts/[^"]+)"', page)
    assert links[0] == cohort.get_absolute_url()


def test_a_release_is_found_by_what_it_is_called_in_to_do(trainer):
    release = make_cohort().release
    words = f"{release.get_phase_display()} version {release.version}"
    for typed in (words, f"version {release.version}", str(release)):
        assert release.get_absolute_url() in found(trainer, typed), typed
    assert NOTHING in found(trainer, "version 9.9")


def test_a_search_of_places_costs_as_many_queries_at_1_3_and_30(trainer):
    cohort = make_cohort(capacity=40)
    client = signed_in(trainer)
    address = client.post("/search/", {"q": "magda"})["Location"]
    counts = []
    for number in (1, 2, 27):
        for _ in range(number):
            make_place(cohort, make_person(name="Magda Nowak"))
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).text.count("Magda") >= 1
        counts.append(len(made))
    assert counts[0] == counts[1] == counts[2]
