"""An old link to a move says the rule that keeps it, and not that somebody else was quicker."""

from __future__ import annotations

from dataclasses import fields

import pytest

from capability_reviews.reviews.moves import REVIEW_MOVES
from hub.moves import Move
from roles.adverts.moves import ADVERT_MOVES
from roles.campaigns.moves.job_descriptions import JOB_MOVES
from roles.campaigns.moves.posts import POST_MOVES
from roles.campaigns.moves.stage_plans import PLAN_MOVES
from roles.selection.duplicate_moves import DUPLICATE_MOVES
from roles.selection.moves import APPLICATION_MOVES
from roles.selection.referral_moves import REFERRAL_MOVES
from roles.support.moves import SUPPORT_MOVES
from roles.urls import CAMPAIGN_MOVES
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_draft, make_open
from training.cohorts.moves import COHORT_MOVES

SOMEBODY = "This may already have been done"
MOVES = {
    "campaign": (*CAMPAIGN_MOVES, *ADVERT_MOVES, *JOB_MOVES, *PLAN_MOVES),
    "post": POST_MOVES,
    "application": (*APPLICATION_MOVES, *DUPLICATE_MOVES),
    "referral": REFERRAL_MOVES,
    "request": SUPPORT_MOVES,
    "cohort": COHORT_MOVES,
    "review": REVIEW_MOVES,
}
(NOTHING,) = (field.default for field in fields(Move) if field.name == "already")


@pytest.mark.parametrize("kind", MOVES)
def test_every_move_says_its_rule_or_makes_a_transition_whose_states_are_named(kind):
    silent = [move.slug for move in MOVES[kind] if not move.made_by and move.already is NOTHING]
    assert silent == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("sift-help", "ask the hub team for help with the sift before the advert opens"),
        ("terms", "You can only change the terms before you ask for approval"),
        ("dates", "You can extend the closing date instead"),
        ("describe", "You can only write the job description before the advert opens"),
        ("sift", "You can only do this while it is “closed”."),
        ("interviews", "You can only do this while it is “sifting”."),
        ("offers", "You can only do this while it is “order of merit agreed”."),
        ("end", "You can only do this while it is “closed”, “sifting” or “interviewing”."),
        ("audience", "The role is already open to the widest possible audience"),
        ("ask-audience", "The role is already open to the widest possible audience"),
        ("publish", "The advert has already been published"),
        ("again", "if it ended with a post still to be filled"),
    ],
)
def test_on_an_open_campaign_a_refusal_is_the_rule_itself(team, slug, words):
    campaign = make_open(team, make_accepted_request(team))
    person = team.adviser if slug == "publish" else team.manager
    client, url = signed_in(person), f"{campaign.get_absolute_url()}{slug}/"
    for send in (client.get, client.post):
        page = send(url, follow=True).text
        assert (words in page, SOMEBODY in page) == (True, False)
    campaign.refresh_from_db()
    assert campaign.state == "open"


@pytest.mark.django_db
def test_that_somebody_was_quicker_is_said_where_it_may_be(team):
    campaign = make_open(team)
    url = f"{campaign.get_absolute_url()}ask-approval/"
    assert SOMEBODY in signed_in(team.manager).get(url, follow=True).text
    draft = make_draft(team)
    page = signed_in(team.manager).get(f"{draft.get_absolute_url()}sift/", follow=True).text
    assert SOMEBODY not in page
