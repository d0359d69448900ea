"""The places of a cohort as a list: sorted, filtered, taken as a file."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.factories.training import accepted, make_cohort, make_place, make_release
from training.models import PlaceState

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return signed_in(make_person("trainer@example.com", StaffGroup.TRAINERS))


def test_the_places_of_a_cohort_are_sorted_filtered_and_taken_as_shown(trainer):
    cohort = make_cohort(release=make_release())
    one, two = accepted(make_place(cohort)), make_place(cohort)
    other = make_place(make_cohort(release=cohort.release))
    address = reverse("training:cohort_places", args=[cohort.slug])
    assert address in trainer.get(reverse("training:cohort_manage", args=[cohort.slug])).text

    def shown(query=""):
        page = trainer.get(address + query)
        return [place.pk for place in page.context_data["listed"].page.records]

    assert shown() == [one.pk, two.pk]
    assert shown("?sort=-asked-for-on") == [two.pk, one.pk]
    assert shown(f"?state={PlaceState.ACCEPTED}") == [one.pk]
    page = trainer.get(f"{address}?state={PlaceState.ACCEPTED}&export=csv")
    assert page["Content-Disposition"] == f'attachment; filename="places-{cohort.slug}.csv"'
    (row,) = csv.DictReader(io.StringIO(b"".join(page.streaming_content).decode()))
    assert (row["Person"], row["Reference"]) == (str(one.person), one.reference)
    assert row["Asked for on"] == one.requested_at.date().isoformat()
    assert other.reference not in trainer.get(address).text
    entry = ModelLogEntry.objects.get(action="hub.list_exported")
    assert entry.data["detail"] == f"1 place of {cohort.name}, CSV"


def test_the_list_of_places_costs_the_same_however_many(trainer):
    cohort = make_cohort(release=make_release(), capacity=40)
    address, counts = reverse("training:cohort_places", args=[cohort.slug]), []
    for more in (1, 2, 27):
        for _ in range(more):
            make_place(cohort)
        trainer.get(address)
        with CaptureQueriesContext(connection) as queries:
            trainer.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
