"""How many people were at each stage of a campaign: printed once, after it ended, and no more."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.audit import log
from hub.authorisation import as_system
from hub.models import LogEntry, Membership, StaffGroup
from hub.needs import link
from hub.suppression import FEWEST_VALUES
from roles.campaigns.funnel import fillings_of
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import Application, PeopleCounted
from roles.selection.services.counting import STAGES, count_ended, printed
from roles.selection.services.offers import accept_offer, decline_offer, record_fall_through
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_offer,
    tell_of_decisions,
)
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in
from tests.factories.roles import make_team
from tests.hub.test_pdf import text_of

HEADING = "How many people were at each stage"


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip(STAGES, numbers, strict=True))


def could_be(number: int | None, hidden_up_to: int, filled: int) -> range:
    """What a reader knows of a number: all that is printed as it, and no fewer than were hired."""
    if number is None:
        return range(filled, hidden_up_to + 1)
    return range(max(number - 2, hidden_up_to + 1, filled), number + 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("numbers", "known_from_elsewhere"),
    [
        ((8, 8, 3, 3, 3), 3),
        ((40, 31, 12, 9, 2), 2),
        ((7, 7, 7, 7, 7), 7),
        ((12, 11, 10, 9, 8), 0),
        ((9, 8, 8, 8, 8), 8),
        ((30, 30, 30, 1, 0), 0),
        ((0, 0, 0, 0, 0), 0),
        ((500, 8, 7, 7, 1), 1),
        ((12, 11, 7, 7, 7), 6),
    ],
)
def test_nothing_hidden_can_be_worked_out_from_what_is_printed(numbers, known_from_elsewhere):
    """As often as posts were filled, by the histories of all posts, that many came so far."""
    shown = printed(counts(*numbers), known_from_elsewhere)
    hidden_up_to = max(7, known_from_elsewhere + 2)
    known = [could_be(number, hidden_up_to, known_from_elsewhere) for number in shown.values()]
    worlds = [world for world in product(*known) if list(world) == sorted(world, reverse=True)]
    assert tuple(numbers) in worlds
    for place, number in enumerate(shown.values()):
        if number is None:
            assert len({world[place] for world in worlds}) >= FEWEST_VALUES


@pytest.mark.django_db
def test_numbers_are_rounded_and_small_ones_hidden_together_with_none():
    assert printed(counts(43, 38, 12, 7, 0), 0) == {
        "started": 45,
        "sent": 40,
        "passed": 10,
        "interviewed": None,
        "offered": None,
    }


@pytest.fixture
def team(db):
    return make_team("AAA")


def shown_to(person, campaign) -> str:
    page = signed_in(person).get(campaign.get_absolute_url()).text
    found = re.search(rf"{HEADING}(.*?)<h2", page, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", found[1]).split()) if found else ""


def pdf_for(person, campaign):
    return signed_in(person).get(f"{campaign.get_absolute_url()}?export=pdf")


def applied(campaign, *, sent: int, drafts: int) -> None:
    for _ in range(sent):
        make_application(campaign)
    for _ in range(drafts):
        make_draft(campaign)


def test_a_campaign_is_counted_once_after_it_has_ended(team):
    campaign = make_advert(organisation=team.organisation)
    applied(campaign, sent=9, drafts=2)
    assert count_ended() == 0
    assert shown_to(team.manager, campaign) == ""
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    assert (count_ended(), count_ended()) == (1, 0)
    shown = shown_to(team.manager, campaign)
    assert "Started an application Started to fill in the form About 10" in shown
    assert "Sent their application Sent it before the role closed About 10" in shown
    assert (
        "Passed the sift The sift is the first decision, made by reading the applications Not shown"
        in shown
    )
    assert "0 of 1 post filled" in shown
    Application.objects.filter(campaign=campaign).first().delete()
    assert count_ended() == 0
    assert shown_to(team.manager, campaign) == shown


def test_R8_who_applied_twice_is_one_person(team):
    campaign = make_advert(organisation=team.organisation)
    applied(campaign, sent=13, drafts=0)
    twice = Application.objects.filter(campaign=campaign).last()
    Application.objects.filter(pk=twice.pk).update(is_set_aside=True)
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    count_ended()
    assert PeopleCounted.objects.get().numbers[0] == ["started", 10]


def test_of_too_few_people_no_number_is_shown_to_anybody(team):
    campaign = make_advert(organisation=team.organisation)
    applied(campaign, sent=2, drafts=0)
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    count_ended()
    assert PeopleCounted.objects.get().numbers == [[stage, None] for stage in STAGES]
    for person in (team.manager, team.lead, team.adviser):
        shown = shown_to(person, campaign)
        assert shown.startswith(
            "We do not show numbers of people, because somebody could be recognised from them. "
            "0 of 1 post filled."
        )
        assert "<svg" not in shown


def test_R25_who_applied_and_who_may_not_see_it_get_no_numbers(team):
    campaign = make_advert(organisation=team.organisation)
    rival = make_member(Membership.Role.HIRING_MANAGER, team.organisation)
    applied(campaign, sent=9, drafts=0)
    make_application(campaign, rival)
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    count_ended()
    assert shown_to(team.manager, campaign) != ""
    assert shown_to(rival, campaign) == ""
    assert pdf_for(rival, campaign).status_code == 404
    stranger = make_member(Membership.Role.HIRING_MANAGER, make_organisation("BBB"))
    assert signed_in(stranger).get(campaign.get_absolute_url()).status_code == 404
    assert pdf_for(stranger, campaign).status_code == 404


def test_the_numbers_are_a_document_too_with_small_ones_hidden(team):
    campaign = make_advert(organisation=team.organisation)
    applied(campaign, sent=9, drafts=2)
    assert pdf_for(team.manager, campaign).status_code == 404
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    count_ended()
    link = f'href="{campaign.get_absolute_url()}?export=pdf"'
    assert link in signed_in(team.manager).get(campaign.get_absolute_url()).text
    read = text_of(pdf_for(team.manager, campaign).content)
    assert f"Campaign {campaign.reference}: {campaign.title}" in read
    assert "Sent their application Sent it before the role closed About 10" in read
    assert read.count("Not shown, so that nobody can be recognised") == 6
    assert "Small numbers are not shown" in read


def test_a_campaign_that_ended_long_ago_is_not_counted_any_more(team, time_machine):
    campaign = make_advert(organisation=team.organisation)
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    time_machine.move_to(timezone.now() + timedelta(days=91))
    assert count_ended() == 0


def accepted(application, handler) -> None:
    make_offer(application, application.campaign.posts.open().first(), handler)
    application.refresh_from_db()
    accept_offer(application=application, actor=application.candidate)


@pytest.fixture
def offering(team):
    """A campaign with three posts and three candidates who were recommended."""
    need = make_need(team.organisation)
    campaign = make_advert(organisation=team.organisation, posts=3, need=need)
    rows = [make_application(campaign, None, *TO_RECOMMENDED) for _ in range(3)]
    bring_to(campaign, "merit_agreed")
    tell_of_decisions(*rows)
    return campaign, rows, make_handler(campaign)


OFFERS = {"Post offered", "Offer of the post ended"}


def said(person, url) -> set[str]:
    page = signed_in(person).get(url)
    assert page.status_code == 200
    return {label for label in OFFERS if label in page.text}


def test_single_offers_are_read_by_those_alone_who_handle_applications(team, offering):
    """In the history of the post, on the page of its need, in the admin and its reports."""
    campaign, rows, handler = offering
    need, post = campaign.need, campaign.posts.open().first()
    make_offer(rows[0], post, handler)
    rows[0].refresh_from_db()
    decline_offer(application=rows[0], actor=rows[0].candidate)
    analyst = make_person("", StaffGroup.ANALYSTS)
    reviewer = make_person("", StaffGroup.REVIEWERS)
    approver = make_member(Membership.Role.APPROVER, team.organisation)
    history = reverse("roles_posts:history", args=[post.pk])
    link(need=need, subject=post, slug="roles.post")
    for url in (post.get_absolute_url(), need.get_absolute_url()):
        for person in (team.manager, team.adviser, team.lead):
            assert (url, said(person, url)) == (url, OFFERS)
        for person in (analyst, reviewer, approver):
            assert said(person, url) == set()
    assert said(team.lead, history) == OFFERS
    assert said(analyst, history) == set()
    for person, actions in ((analyst, set()), (team.lead, {"roles.post_offered"})):
        rows = LogEntry.objects.viewable_by_user(person).filter(action="roles.post_offered")
        assert set(rows.values_list("action", flat=True)) == actions


def test_a_post_filled_again_counts_with_who_left_it(team, offering):
    """Two posts are filled in the end, three times: everybody knows of three people."""
    campaign, rows, handler = offering
    accepted(rows[0], handler)
    rows[0].refresh_from_db()
    record_fall_through(application=rows[0], reason="No references came.", actor=handler)
    assert fillings_of(campaign).count() == 1
    accepted(rows[1], handler)
    accepted(rows[2], handler)
    assert (campaign.posts.filled().count(), fillings_of(campaign).count()) == (2, 3)


def test_once_somebody_is_hired_after_the_count_no_number_is_shown(team):
    campaign = make_advert(organisation=team.organisation)
    applied(campaign, sent=9, drafts=0)
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    count_ended()
    assert "Sent their application Sent it before the role closed About 10" in shown_to(
        team.manager, campaign
    )
    post = campaign.posts.first()
    with as_system():
        log(post, "roles.post_filled", actor=team.manager, at=timezone.now())
    assert shown_to(team.manager, campaign).startswith("We do not show numbers of people")
