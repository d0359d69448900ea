"""Staff find cohorts in the admin, and read of each when it starts and what room it has."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.factories.training import make_cohort, make_place, make_running_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return signed_in(make_person("staff@hub.example", StaffGroup.HUB_STAFF))


def rows(client, **asked):
    """What the listing says of each cohort: by its name, its columns."""
    answer = client.get(reverse("training_cohort:index"), asked)
    assert answer.status_code == 200
    columns = answer.context_data["table"].columns.values()
    return {
        cohort.name: {str(column.label): column.get_value(cohort) for column in columns}
        for cohort in answer.context_data["object_list"]
    }


def test_the_listing_says_when_each_starts_and_what_room_it_has(staff):
    cohort = make_cohort(3)
    make_place(cohort)
    found = rows(staff)[cohort.name]
    assert str(found["Programme"]) == cohort.release.programme.name
    assert found["State"] == cohort.get_state_display()
    assert (found["Places taken"], found["Places left"]) == (1, 2)


def test_cohorts_are_found_by_programme_first_day_room_state_and_words(staff):
    full, planned = make_cohort(1), make_cohort(in_days=90, is_open=False)
    make_place(full)
    free = make_cohort(2, release=planned.release)
    first = timezone.localdate() + timedelta(days=80)
    programme = planned.release.programme
    assert set(rows(staff)) == {full.name, planned.name, free.name}
    assert set(rows(staff, programme=programme.pk)) == {planned.name, free.name}
    assert set(rows(staff, starts_on_from=first)) == {planned.name}
    assert set(rows(staff, state=planned.state)) == {planned.name}
    assert set(rows(staff, room="yes")) == {free.name}
    assert free.name in rows(staff, q=free.name)
    assert full.name not in rows(staff, q=free.name)
    assert rows(staff, q="nothing of the kind") == {}


def test_who_has_no_part_in_training_finds_no_listing():
    for person in (make_person("c@example.com"), make_person("e@hub.example", StaffGroup.EDITORS)):
        answer = signed_in(person).get(reverse("training_cohort:index"), follow=True)
        assert "Places left" not in answer.text


def test_the_listing_costs_the_same_for_1_3_and_30(staff):
    release, costs, made = make_running_release(), [], 0
    for number in (1, 3, 30):
        while made < number:
            make_cohort(release=release)
            made += 1
        rows(staff)
        with CaptureQueriesContext(connection) as asked:
            rows(staff)
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2]
