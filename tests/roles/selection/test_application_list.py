"""A campaign's applications as a list: pages, sorting and files, which say nothing of who came when
(R11)."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from roles.models.applications.application import Application
from roles.selection.views.sift_list import SiftListView
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    """Seven applications, in turn sent by people whose names and times are not their references'
    order."""
    campaign = make_advert()
    for _ in range(7):
        make_application(campaign)
    bring_to(campaign, "sifting")
    return campaign


@pytest.fixture(autouse=True)
def pages_of_three(monkeypatch):
    monkeypatch.setattr(SiftListView, "page_size", 3)


def address(campaign) -> str:
    return f"/campaigns/{campaign.reference}/applications/"


def shown(page) -> list[str]:
    return [row.reference for row in page.context_data["listed"].page.records]


def written(page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(page.streaming_content).decode())))


def test_R11_pages_begin_after_a_reference_and_no_address_has_a_key(campaign):
    client = signed_in(make_handler(campaign))
    by_reference = sorted(campaign.applications.values_list("reference", flat=True))
    page = client.get(address(campaign))
    assert "1 to 3 of 7 applications" in page.text
    assert shown(page) == by_reference[:3]
    assert f"?after={by_reference[2]}" in page.text
    second = client.get(f"{address(campaign)}?after={by_reference[2]}")
    assert (shown(second), "4 to 6 of 7 applications" in second.text) == (by_reference[3:6], True)
    assert f"?before={by_reference[3]}" in second.text
    assert shown(client.get(f"{address(campaign)}?before={by_reference[3]}")) == by_reference[:3]
    # A number is no place in this list: that of a record would tell in which order they came.
    for number in campaign.applications.values_list("pk", flat=True):
        page = client.get(f"{address(campaign)}?after={number}")
        assert shown(page) == by_reference[:3]
        assert "This page of the list is no longer there" in page.text
    found = re.findall(r"(?:after|before)=([^&\"]+)", second.text)
    assert {key for key in found if key not in by_reference} == set()


def test_R11_it_is_sorted_by_nothing_that_tells_in_which_order_applications_came(campaign):
    client = signed_in(make_handler(campaign))
    listed = client.get(address(campaign)).context_data["listed"]
    assert [heading for _, heading, _ in listed.sortings] == ["Reference", "State"]
    by_reference = sorted(campaign.applications.values_list("reference", flat=True))
    assert shown(client.get(f"{address(campaign)}?sort=-reference")) == by_reference[::-1][:3]
    # All in one state: their references decide, whichever way it is sorted.
    assert shown(client.get(f"{address(campaign)}?sort=state")) == by_reference[:3]
    assert shown(client.get(f"{address(campaign)}?sort=-state")) == by_reference[::-1][:3]
    for hidden in ("sent", "name", "submitted_at", "pk", "candidate"):
        page = client.get(f"{address(campaign)}?sort={hidden}")
        assert (shown(page), "There is no column" in page.text) == (by_reference[:3], True)


def test_R11_a_file_has_days_no_times_and_no_names_in_the_order_of_the_list(campaign):
    client = signed_in(make_handler(campaign))
    page = client.get(f"{address(campaign)}?sort=-reference&export=csv")
    assert page["Content-Disposition"] == (
        f'attachment; filename="applications-{campaign.reference}.csv"'
    )
    rows = written(page)
    assert list(rows[0]) == ["Reference", "Sent", "State", "What you can do"]
    references = campaign.applications.values_list("reference", flat=True)
    assert [row["Reference"] for row in rows] == sorted(references, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["Sent"]) for row in rows)
    for application in campaign.applications.all():
        assert application.full_name not in str(rows)
        assert application.email not in str(rows)
    entry = ModelLogEntry.objects.get(action="hub.list_exported")
    assert entry.data["detail"] == f"7 applications for {campaign.reference}, CSV"


def test_a_file_has_what_is_shown_of_the_state_that_is_filtered(campaign):
    passed = make_application(campaign, None, "pass_sift")
    client = signed_in(make_handler(campaign))
    rows = written(client.get(f"{address(campaign)}?state=sift_pass&export=csv"))
    assert [row["Reference"] for row in rows] == [passed.reference]
    assert signed_in(make_person()).get(f"{address(campaign)}?export=csv").status_code == 404


def test_the_next_to_decide_and_those_beside_one_keep_the_sorting_and_the_filter(campaign):
    client = signed_in(make_handler(campaign))
    last, *_, first = sorted(campaign.applications.values_list("reference", flat=True))
    client.get(f"{address(campaign)}?state=submitted&sort=-reference")
    page = client.get(f"{address(campaign)}{first}/")
    assert f'href="{address(campaign)}?state=submitted&amp;sort=-reference"' in page.text
    assert page.context_data["beside"].keys() == {"next"}
    assert client.get(f"{address(campaign)}{last}/").context_data["beside"].keys() == {"previous"}
    # The sift goes on by reference, whatever the list is sorted by.
    assert page.context_data["progress"].reference == last


def test_R11_who_entered_an_application_finds_it_in_no_file(campaign):
    unseen = make_application(campaign)
    handler = make_handler(campaign)
    Application.objects.filter(pk=unseen.pk).update(entered_by=handler, entered_how="phone")
    client = signed_in(handler)
    rows = written(client.get(f"{address(campaign)}?export=csv"))
    assert unseen.reference not in {row["Reference"] for row in rows}
    page = client.get(f"{address(campaign)}?after={unseen.reference}")
    assert "This page of the list is no longer there" in page.text


def test_a_file_of_applications_costs_as_many_queries_at_3_and_30():
    counts = []
    for number in (3, 30):
        campaign = make_advert()
        for _ in range(number):
            make_application(campaign)
        client = signed_in(make_handler(campaign))
        written(client.get(f"{address(campaign)}?export=csv"))
        with CaptureQueriesContext(connection) as queries:
            rows = written(client.get(f"{address(campaign)}?export=csv"))
        assert len(rows) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]
