"""The induction places of a person stand on the account page, not in everybody's navigation."""

import pytest
from django.urls import reverse

from tests.factories.hub import make_person, signed_in
from tests.factories.training import make_cohort, make_place

pytestmark = pytest.mark.django_db
LINK = f'href="{reverse("training:place_list")}"'


def test_your_induction_places_is_no_link_of_the_navigation():
    place = make_place(make_cohort())
    for person in (place.person, make_person("new@example.com")):
        client = signed_in(person)
        assert LINK in client.get(reverse("account")).text
        assert LINK not in client.get("/roles/").text
