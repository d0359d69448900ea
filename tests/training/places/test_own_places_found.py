"""The induction places of a person are offered to those who have some, and to nobody else."""

import pytest
from django.urls import reverse

from tests.factories.hub import make_person, signed_in
from tests.factories.training import make_cohort, make_place

pytestmark = pytest.mark.django_db
LINK = f'href="{reverse("training:place_list")}"'


def test_your_induction_places_is_for_who_has_one():
    place = make_place(make_cohort())
    for person, has_some in ((place.person, True), (make_person("new@example.com"), False)):
        client = signed_in(person)
        assert (LINK in client.get(reverse("account")).text) is has_some
        assert LINK not in client.get("/roles/").text
