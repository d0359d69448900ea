"""After a decision of the sift the next application is one click away, with how far it is."""

from __future__ import annotations

import re

import pytest

from roles.selection.services.arrangements import open_arrangements
from roles.selection.sift_progress import sift_progress
from tests.factories.adverts import (
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_move,
)
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db


def url_of(application) -> str:
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def sifted(number: int):
    """A campaign in its sift, who decides it, and its applications by reference."""
    campaign = make_advert()
    made = [make_application(campaign) for _ in range(number)]
    bring_to(campaign, "sifting")
    return campaign, make_handler(campaign), sorted(made, key=lambda row: row.reference)


def next_link(html: str) -> str:
    found = re.search(r'href="([^"]+)" data-hub-next', html)
    return found[1] if found else ""


def test_R11_next_in_the_sift_follows_the_list_by_reference_and_begins_again():
    _, handler, (first, second, third) = sifted(3)
    client = signed_in(handler)
    assert next_link(client.get(url_of(first)).text) == url_of(second)
    assert next_link(client.get(url_of(third)).text) == url_of(first)


def test_after_a_decision_the_page_says_how_far_the_sift_is_and_leads_on():
    _, handler, (first, second, third) = sifted(3)
    make_move(second, "fail_sift", handler, feedback="No evidence of delivery.")
    client = signed_in(handler)
    page = client.post(f"{url_of(first)}pass_sift/", follow=True).text
    assert "2 of 3 applications decided" in page
    # The second is decided already.
    assert next_link(page) == url_of(third)
    page = client.post(f"{url_of(third)}pass_sift/", follow=True).text
    assert "3 of 3 applications decided" in page
    # Then the whole sift is done: what follows is started on the campaign.
    campaign = first.campaign
    assert next_link(page) == f"/campaigns/{campaign.reference}/interviews/"


def test_R12_next_in_the_sift_passes_over_what_the_reader_may_not_decide():
    _, handler, (first, second, third) = sifted(3)
    open_arrangements(application=second, actor=handler)
    assert next_link(signed_in(handler).get(url_of(first)).text) == url_of(third)


def test_the_list_leads_to_the_first_that_waits_and_says_nothing_before_the_sift():
    campaign = make_advert()
    made = make_application(campaign)
    client = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/applications/"
    assert "applications decided" not in client.get(url).text
    bring_to(campaign, "sifting")
    page = client.get(url).text
    assert "0 of 1 application decided" in page
    assert next_link(page) == url_of(made)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_next_in_a_sift_costs_the_same_however_many_wait(number, django_assert_num_queries):
    campaign, handler, made = sifted(number)
    campaign.refresh_from_db()
    handler.has_perm("roles.sift_application", made[0])
    # Two count; one looks behind it, and one before it where there is none; one asks whether marks
    # of a panel are waited for, and one whether they differ; one each for details to hide, for who
    # hid them and for schemes to decide; what each needs more.
    with django_assert_num_queries(11 if number > 1 else 4):
        sift_progress(campaign, handler, made[0])
