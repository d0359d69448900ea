"""The list of applications offers what the page of each lets the same person do, and no more."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.models import Membership
from hub.permissions import StaffGroup
from roles.models import Application
from roles.selection.moves import APPLICATION_MOVES
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
    make_move,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.moves_shown import moves_shown

pytestmark = pytest.mark.django_db
Role = Membership.Role
LABELS = {move.label for move in APPLICATION_MOVES}


def list_url(campaign):
    return reverse("roles:sift_list", args=[campaign.reference])


def page_url(row):
    return reverse("roles:sift_detail", args=[row.campaign.reference, row.reference])


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def offers_of_list(html):
    """What the list says can be done with each application, by reference."""
    found = {}
    for row in re.findall(r"<tr.*?</tr>", html, re.S):
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        reference = re.search(r"A-[A-Z0-9-]+", text(cells[0])) if len(cells) == 4 else None
        if reference:
            first = re.split(r"<br|<div|<p|<span", cells[-1])[0]
            found[reference[0]] = {label for label in LABELS if label in text(first)}
    return found


def buttons_of_page(client, row):
    """The moves that its page has a button for, and that open."""
    html = client.get(page_url(row)).text
    labels = {label: shown.address for label, shown in moves_shown(html).items()}
    return {label for label in labels if label in LABELS}, labels


@pytest.fixture
def campaign():
    return make_advert()


def people_of(campaign, openers):
    return {
        "opener": openers[0],
        "other officer": make_member(Role.RESOURCING, campaign.organisation),
        "manager": make_handler(campaign),
        "adviser": make_person("", StaffGroup.HUB_STAFF),
    }


def test_R12_who_opened_the_adjustments_is_offered_no_undo_in_the_list(campaign):
    opener = make_member(Role.RESOURCING, campaign.organisation)
    decider = make_handler(campaign)
    entered = enter_for_somebody(campaign, opener)
    seen, plain = make_application(campaign), make_application(campaign)
    bring_to(campaign, "sifting")
    signed_in(opener).post(f"{page_url(seen)}arrangements/")
    assert seen.arrangements_seen.count() == 1
    for row, move in ((seen, "fail_sift"), (plain, "fail_sift"), (entered, "pass_sift")):
        make_move(Application.objects.get(pk=row.pk), move, decider)
    said = offers_of_list(signed_in(opener).get(list_url(campaign)).text)
    assert [said[row.reference] for row in (seen, plain)] == [set(), {"Undo the decision"}]


@pytest.mark.parametrize("stage", ["sent", "sifted", "interviewing", "recommended"])
def test_every_offer_of_the_list_is_a_button_of_the_page_and_the_other_way_round(campaign, stage):
    opener, decider = make_member(Role.RESOURCING, campaign.organisation), make_handler(campaign)
    rows = [enter_for_somebody(campaign, opener), *(make_application(campaign) for _ in range(3))]
    signed_in(opener).post(f"{page_url(rows[1])}arrangements/")
    bring_to(campaign, "sifting")
    moves = {
        "sent": (),
        "sifted": ("pass_sift",),
        "interviewing": TO_RECOMMENDED[:2],
        "recommended": TO_RECOMMENDED,
    }[stage]
    for row in rows:
        found = Application.objects.get(pk=row.pk)
        for move in moves:
            found = make_move(found, move, decider)
    if stage == "sifted":
        make_move(make_application(campaign), "fail_sift", decider)
    people = {**people_of(campaign, [opener]), "decider": decider}
    for name, person in people.items():
        client = signed_in(person)
        said = offers_of_list(client.get(list_url(campaign)).text)
        assert said, name
        for row in Application.objects.filter(reference__in=said):
            labels, addresses = buttons_of_page(client, row)
            assert (name, row.reference, said[row.reference]) == (name, row.reference, labels)
            for label in labels:
                answer = client.get(addresses[label])
                assert (name, label, answer.status_code) == (name, label, 200)


@pytest.mark.parametrize("who", ["handler", "adviser"])
def test_the_list_costs_the_same_however_many_adjustments_were_opened(campaign, who):
    officer = make_member(Role.RESOURCING, campaign.organisation)
    person = make_handler(campaign) if who == "handler" else make_person("", StaffGroup.HUB_STAFF)
    client, opener, counts = signed_in(person), signed_in(officer), []
    for more in (1, 2, 27):
        for _ in range(more):
            row = make_application(campaign)
            opener.post(f"{page_url(row)}arrangements/")
        client.get(list_url(campaign))
        with CaptureQueriesContext(connection) as found:
            assert client.get(list_url(campaign)).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]
