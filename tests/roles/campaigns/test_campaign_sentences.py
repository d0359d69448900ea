"""What is said of moves of a campaign: what they do, what was done, why they have to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.notifications.delivery import sweep
from roles.campaigns.services import campaigns, posts
from roles.models import Campaign
from tests.factories.hub import signed_in
from tests.factories.panels import sit_panel
from tests.factories.roles import (
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
    working,
)
from tests.roles.campaigns.test_campaigns import STAGES, closed

pytestmark = pytest.mark.django_db
WAITS = "A candidate has not answered an offer yet, so the campaign cannot end."


def at(campaign, slug):
    return reverse("roles:campaign_move", args=[campaign.reference, slug])


def date_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_a_campaign_with_an_offer_says_why_it_cannot_end_and_keeps_the_reason(team):
    campaign = closed(team)
    sit_panel(campaign)
    for move in STAGES:
        campaigns.move_campaign(campaign=campaign, move=move, actor=team.manager)
    posts.offer_post(post=campaign.posts.get(), reference="A-1", actor=team.manager)
    manager = signed_in(team.manager)
    page = manager.get(at(campaign, "end")).content.decode()
    assert WAITS in page
    assert "<textarea" not in page
    answer = manager.post(at(campaign, "end"), {"reason": "No money is left."}).content.decode()
    assert WAITS in answer
    assert "No money is left.</textarea>" in answer
    assert Campaign.objects.get().state == "offering"
    refused = manager.post(
        at(campaign, "cancel"), {"reason": "No budget"}, follow=True
    ).content.decode()
    assert "You cannot cancel this campaign because a post has been offered or filled." in refused


def test_cancelling_before_opening_speaks_of_no_candidates(team):
    campaign = make_approved(team)
    manager = signed_in(team.manager)
    page = manager.get(at(campaign, "cancel")).content.decode()
    assert "Nobody has applied. You cannot undo this." in page
    assert "Candidates are told" not in page
    assert "People in your department and the hub team who work on this campaign can read" in page
    assert "We will tell the others who work on it why" not in page
    given = {"reason": "The work has moved.", "what_of_posts": "closed"}
    manager.post(at(campaign, "cancel"), given)
    sweep()
    (letter,) = [sent for sent in mail.outbox if sent.to == [team.approver.email]][-1:]
    assert campaign.title in letter.body
    assert campaign.organisation.name in letter.body
    assert "Nobody had applied." in letter.body


def test_cancelling_an_open_campaign_says_that_candidates_are_told(team):
    page = signed_in(team.manager).get(at(make_open(team), "cancel")).content.decode()
    assert "We will tell candidates at once that the role has been withdrawn." in page


def test_the_questions_of_a_campaign_that_has_not_opened(team):
    campaign = make_approved(team)
    Campaign.objects.update(takes_questions=True)
    url = reverse("roles:campaign_questions", args=[campaign.reference])
    page = signed_in(team.manager).get(url).content.decode()
    assert "The role is not open yet. Questions will appear here when it is." in page
    assert "You can no longer publish" not in page


def test_sift_help_and_the_advert_asked_for_twice(team):
    campaign = make_draft(team, make_accepted_request(team))
    manager = signed_in(team.manager)
    for slug, done, again in (
        (
            "sift-help",
            "You have asked the hub team for help with the sift",
            "Somebody has already asked the hub team for help with the sift",
        ),
        ("draft-advert", "The advert is drafted", "The advert has been drafted already"),
    ):
        first, second = (
            manager.post(at(campaign, slug), follow=True).content.decode() for _ in range(2)
        )
        assert (done in first, again in first) == (True, False), slug
        assert (done in second, again in second) == (False, True), slug


def test_an_extended_campaign_says_until_when(team):
    campaign = make_open(team)
    later = campaign.sift_on - timedelta(days=1)
    answers = {
        **date_parts("closes_on", later),
        **date_parts("sift_on", campaign.sift_on),
        **date_parts("interviews_from", campaign.interviews_from),
    }
    page = signed_in(team.manager).post(at(campaign, "extend"), answers, follow=True)
    assert f"{campaign} now closes on {date_gb(later)}" in page.content.decode()


def test_the_dates_of_a_campaign_are_saved(team):
    campaign = make_approved(team)
    day = timezone.localdate()
    answers = {
        **date_parts("closes_on", day + timedelta(days=20)),
        **date_parts("sift_on", working(day + timedelta(days=25))),
        **date_parts("interviews_from", working(day + timedelta(days=30))),
    }
    page = signed_in(team.manager).post(at(campaign, "dates"), answers, follow=True)
    assert "Dates saved" in page.content.decode()


def test_moves_of_a_request_say_what_was_done_and_who_is_written_to(team):
    request = make_accepted_request(team)

    def url(slug):
        return reverse("roles:support_move", args=[request.reference, slug])

    adviser, requester = signed_in(team.adviser), signed_in(team.requester)
    assert "We will email the department your question." in adviser.get(url("ask")).text
    assert "We will email the hub team your question." in requester.get(url("ask")).text
    design = adviser.post(url("design"), {"reason": "Where do the roles sit?"}, follow=True).text
    assert f"raised from support request {request.reference}" in design
    saved = adviser.post(
        url("assign"),
        {"urgency": request.urgency, "adviser": team.adviser.pk},
        follow=True,
    ).text
    assert "Adviser and urgency saved" in saved
    assert "The department can read this" not in requester.get(url("withdraw")).text
    assert "The hub team can read this" in requester.get(url("withdraw")).text
