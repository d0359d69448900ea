"""What anyone may read: cohorts to come and their pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.factories.training import (
    accepted,
    make_cohort,
    make_place,
    make_programme,
    make_running_release,
    on_first_day,
)
from tests.training.world import publish_cohort
from training.cohorts.services import confirm_cohort, start_cohort
from training.models import Cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def release(programme):
    return make_running_release(programme)


def listing(client):
    return client.get(reverse("training:cohort_list")).text


def test_no_cohort_yet(client):
    assert "No cohort is open at the moment" in listing(client)


def test_only_published_cohorts_still_to_come_are_listed(client, programme, release):
    shown = make_cohort(release=release, name="Cohort Shown", capacity=3)
    make_cohort(release=release, name="Cohort Without Page")
    begun = make_cohort(release=release, name="Cohort Begun")
    for cohort in (shown, begun):
        publish_cohort(cohort, programme)
    accepted(make_place(begun))
    confirm_cohort(cohort=begun, actor=None)
    start_cohort(cohort=begun, actor=None, at=on_first_day(begun))
    text = listing(client)
    names = ("Cohort Shown", "Cohort Without Page", "Cohort Begun")
    assert [name in text for name in names] == [True, False, False]
    assert "3 places left" in text


def test_places_left_in_words(client, programme, release):
    cohort = make_cohort(release=release, capacity=2)
    page = publish_cohort(cohort, programme)
    make_place(cohort)
    assert "1 place left" in listing(client)
    assert "1 place left of 2" in client.get(page.url).text
    make_place(cohort)
    assert ">Full<" in listing(client).replace("\n", "")
    assert Cohort(state="planned").room_in_words == "Not open yet"
    assert Cohort(state="cancelled").room_in_words == "Cancelled"


def test_the_pages_of_programme_and_cohort(client, programme, release):
    cohort = make_cohort(release=release, name="Cohort N")
    page = publish_cohort(cohort, programme)
    text = client.get(page.url).text
    assert ("Cohort N" in text, "Putting users first" in text) == (True, True)
    index = page.get_parent().specific
    assert "Cohort N" in client.get(index.url).text
    Cohort.objects.update(starts_on=timezone.localdate() - timedelta(days=1))
    assert "No cohort is open at the moment" in client.get(index.url).text


def test_the_lasting_address_leads_where_one_may_go(client, programme, release):
    hidden = make_cohort(release=release)
    shown = make_cohort(release=release)
    page = publish_cohort(shown, programme)
    assert client.get(shown.get_absolute_url())["Location"] == page.url
    assert client.get(hidden.get_absolute_url()).status_code == 404
    trainer = signed_in(make_person("", StaffGroup.TRAINERS))
    manage = reverse("training:cohort_manage", args=[hidden.slug])
    assert trainer.get(hidden.get_absolute_url())["Location"] == manage
    staff = signed_in(make_person("", StaffGroup.HUB_STAFF))
    assert staff.get(hidden.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("items", [1, 3, 30])
def test_the_list_costs_the_same_at_any_length(
    items, client, programme, release, django_assert_max_num_queries
):
    for _ in range(items):
        publish_cohort(make_cohort(release=release), programme)
    listing(client)
    with django_assert_max_num_queries(3):
        listing(client)


@pytest.mark.parametrize("kind, answers", [("", 404), ("x" * 300, 404), ("%00", 404)])
def test_odd_addresses_are_not_found(client, kind, answers):
    for start in ("/training/cohorts/", "/training/videos/"):
        assert client.get(f"{start}{kind or 'none'}/").status_code == answers
