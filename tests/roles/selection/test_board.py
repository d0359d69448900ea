"""The board of a campaign: where applications stand, for whom, and what it does not tell."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import Membership
from roles.models import Application, CampaignSide
from roles.models.applications.application_state import ApplicationState as State
from roles.selection.campaign_board import CARDS, PLACES
from tests.factories.adverts import (
    TO_RECOMMENDED,
    book,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


def board_url(campaign) -> str:
    return f"/campaigns/{campaign.reference}/board/"


def columns(page: str) -> dict[str, tuple[int, list[str]]]:
    """By column: the number above it and the references in it, in order."""
    found = {}
    for part in page.split('<section class="hub-board__column" id="')[1:]:
        slug, rest = part.split('"', 1)
        rest = rest.split("</section>")[0]
        number = re.search(r'hub-board__number">([\d,]+)<', rest)
        cards = re.findall(r'<a class="govuk-link hub-nowrap"[^>]*>(A-[0-9A-Z-]+)</a>', rest)
        found[slug] = (int(number[1].replace(",", "")), cards)
    return found


def in_state(campaign, state, **fields):
    """An application put into a state, since ten days."""
    application = make_application(campaign)
    changes = {f"{state}_at": timezone.now() - timedelta(days=10), **fields}
    Application.objects.filter(pk=application.pk).update(state=state, **changes)
    return Application.objects.get(pk=application.pk)


def test_each_state_of_a_sent_application_has_one_column():
    states = [state for place in PLACES for state in place.states]
    assert sorted(states) == sorted(set(State) - {State.DRAFT})


def test_the_board_shows_each_application_in_its_column_with_numbers():
    campaign = make_advert(posts=2)
    handler = make_handler(campaign)
    sent, passed = make_application(campaign), make_application(campaign, None, "pass_sift")
    offered = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    make_offer(offered, campaign.posts.open().first(), handler)
    failed = make_application(campaign, None, "fail_sift")
    found = columns(signed_in(handler).get(board_url(campaign)).text)
    assert found == {
        "sent": (1, [sent.reference]),
        "sift": (1, [passed.reference]),
        "interview": (0, []),
        "interviewed": (0, []),
        "appointable": (0, []),
        "offer": (1, [offered.reference]),
        "checks": (0, []),
        "started": (0, []),
        "ended": (1, [failed.reference]),
    }


def test_R13_the_column_in_order_of_merit_says_so_and_no_other_does():
    page = signed_in(make_handler(campaign := make_advert())).get(board_url(campaign)).text
    assert "Columns are in order of reference, unless they say otherwise." in page
    parts = {part.split('"', 1)[0]: part for part in page.split('board__column" id="')[1:]}
    said = [slug for slug, part in parts.items() if "In order of merit" in part]
    assert said == ["appointable"]


def test_a_card_says_who_acts_next_and_leads_to_the_form_of_each_move():
    campaign = bring_to(make_advert(), "interviewing")
    handler = make_handler(campaign)
    invited = in_state(campaign, State.INTERVIEW_INVITED)
    client = signed_in(handler)
    page = client.get(board_url(campaign)).text
    assert f"With: {campaign.organisation.name}<" in page
    assert "Next: Book the interview." in page
    assert "(10 days)" in page
    form = f"/campaigns/{campaign.reference}/applications/{invited.reference}/book/"
    assert f'href="{form}"' in page
    assert client.get(form).status_code == 200
    book(invited, handler)
    page = client.get(board_url(campaign)).text
    assert "With: The interview, on" in page


def test_a_move_that_has_to_wait_is_on_no_card():
    campaign = make_advert()
    make_application(campaign)
    page = signed_in(make_handler(campaign)).get(board_url(campaign)).text
    assert "pass_sift" not in page
    assert "You can start when the role closes" in page


def test_R11_the_board_says_nothing_of_whose_an_application_is_or_when_it_came():
    campaign = make_advert()
    made = [make_application(campaign) for _ in range(5)]
    for days, application in enumerate(made):
        Application.objects.filter(pk=application.pk).update(
            submitted_at=timezone.now() - timedelta(days=days, hours=1), full_name="Ada Example"
        )
    bring_to(campaign, "sifting")
    page = signed_in(make_handler(campaign)).get(board_url(campaign)).text
    _, shown = columns(page)["sent"]
    assert shown == sorted(application.reference for application in made)
    for application in made:
        assert application.candidate.email not in page
    assert "Ada Example" not in page
    # How long each waits is counted from the closing time, the same for all.
    assert len(set(re.findall(r"Since [^<]*", page))) == 1


def test_columns_are_paged_each_by_itself():
    campaign = make_advert()
    for _ in range(CARDS + 2):
        make_application(campaign)
    in_state(campaign, State.SIFT_PASS)
    bring_to(campaign, "sifting")
    client = signed_in(make_handler(campaign))
    page = client.get(board_url(campaign)).text
    first = columns(page)
    assert f"1 to {CARDS} of {CARDS + 2}" in page
    following = re.search(r'href="(\?sent-after=[^"]*)#sent" rel="next"', page)[1]
    page = client.get(board_url(campaign) + following).text
    second = columns(page)
    assert (second["sent"][0], len(second["sent"][1])) == (CARDS + 2, 2)
    assert [*first["sent"][1], *second["sent"][1]] == sorted(
        {*first["sent"][1], *second["sent"][1]}
    )
    assert second["sift"] == first["sift"]
    back = re.search(r'href="(\?sent-before=[^"]*)#sent" rel="prev"', page)[1]
    assert columns(client.get(board_url(campaign) + back).text) == first
    # What is no reference, or one that is not there, is the first page.
    for given in ("nonsense", "A-2222-2222"):
        assert columns(client.get(board_url(campaign), {"sent-after": given}).text) == first


def test_R9_what_is_set_aside_or_entered_by_the_reader_is_in_no_column():
    campaign = make_advert()
    handler = make_handler(campaign)
    entered, aside = make_application(campaign), make_application(campaign)
    Application.objects.filter(pk=entered.pk).update(entered_by=handler, entered_how="phone")
    Application.objects.filter(pk=aside.pk).update(is_set_aside=True)
    assert columns(signed_in(handler).get(board_url(campaign)).text)["sent"] == (0, [])


def test_the_funnel_counts_what_each_stage_was_reached_by():
    campaign = make_advert(posts=2)
    handler = make_handler(campaign)
    make_application(campaign)
    make_application(campaign, None, "fail_sift", by=handler)
    make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    page = signed_in(handler).get(board_url(campaign)).text
    table = page.split("<caption")[1].split("</table>")[0]
    numbers = re.findall(r"govuk-table__cell--numeric[^>]*>\s*([\d%]*)\s*<", table)
    assert " ".join(numbers) == "3  1 33% 1 100% 1 100% 1 100% 0 0% 0 "


def test_R25_whoever_opens_the_board_handles_and_others_find_nothing():
    campaign = make_advert()
    make_application(campaign)
    handler = make_handler(campaign)
    assert signed_in(handler).get(board_url(campaign)).status_code == 200
    side = CampaignSide.objects.get(campaign=campaign, person=handler)
    assert side.side == CampaignSide.Side.HANDLES
    elsewhere = make_member(Membership.Role.HIRING_MANAGER, make_organisation())
    for other in (elsewhere, make_person(), Application.objects.get().candidate):
        assert signed_in(other).get(board_url(campaign)).status_code == 404


@pytest.mark.parametrize("number", [1, 3, CARDS, 30])
def test_the_board_costs_the_same_however_many(django_assert_max_num_queries, number):
    campaign = make_advert(posts=3 * number + 1)
    bring_to(campaign, "offering")
    posts = list(campaign.posts.open())
    held = (State.PROVISIONAL_OFFER, State.ACCEPTED, State.CHECKS)
    for state in set(State) - {State.DRAFT, State.SUBMITTED, *held}:
        if not State(state).facts.holds_post:
            in_state(campaign, state)
    for _ in range(number):
        make_application(campaign)
        for state in (State.SIFT_PASS, State.INTERVIEWED, State.RECOMMENDED, State.RESERVE):
            in_state(campaign, state)
        for state in held:
            in_state(campaign, state, post=posts.pop(), accepted_at=timezone.now())
    client = signed_in(make_handler(campaign))
    client.get(board_url(campaign))
    with django_assert_max_num_queries(41):
        assert client.get(board_url(campaign)).status_code == 200
