"""Pages about the reserve list say what is so of it: no undoing, and what it waits for."""

from __future__ import annotations

import pytest

from roles.models import Application
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    tell_of_decisions,
)
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db
INTERVIEWED = TO_RECOMMENDED[:-1]


def url_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def test_R19_only_what_a_colleague_can_undo_is_said_to_be_undone():
    campaign = make_advert()
    met = make_application(campaign, None, *INTERVIEWED)
    client = signed_in(make_handler(campaign))
    reserve = client.get(f"{url_of(met)}put_on_reserve/").text
    assert ("You cannot undo this." in reserve, "can undo this" in reserve) == (False, True)
    reject = client.get(f"{url_of(met)}not_appoint/").text
    assert ("You cannot undo this." in reject, "can undo this" in reject) == (False, True)
    short = client.post(f"{url_of(met)}put_on_reserve/", {"feedback": "x"}).text
    assert "Enter feedback for the candidate, using at least one word" in short
    client.post(f"{url_of(met)}put_on_reserve/", {"feedback": "You met the standard."})
    assert Application.objects.get().state == "reserve"
    page = client.get(url_of(met)).text
    assert "We will tell the candidate about this decision on" in page
    assert "did not make the decision can undo\nit." in page
    out = make_application(campaign, None, *INTERVIEWED, "not_appoint")
    assert "did not make the decision can undo\nit." in client.get(url_of(out)).text


def test_R13_what_the_reserve_list_waits_for_is_said_as_it_is():
    campaign = make_advert()
    reserve = make_application(campaign, None, *INTERVIEWED, "put_on_reserve")
    client = signed_in(make_handler(campaign))

    def step():
        return client.get(url_of(reserve)).context_data["moves"].next_step

    assert step() == "Agree the order of merit on the campaign’s page."
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    assert step() == "Make the offers to everyone who is recommended first."
    Application.objects.filter(pk=chosen.pk).update(state="withdrawn")
    told = "Wait until the candidate has been told that they are on the reserve list."
    assert step() == told
    tell_of_decisions(reserve)
    assert step() == "Make provisional offer."
    client.post(
        f"/campaigns/{campaign.reference}/cancel/",
        {"reason": "No budget", "what_of_posts": "closed"},
    )
    assert step().startswith("You do not need to do anything. The candidate stays on")
