"""What the states of recruitment say: who is seen, what may be done, what candidates read."""

from __future__ import annotations

import pytest

from hub.notifications import kinds
from roles.models import Application, Campaign
from roles.models.adverts import question_state as question
from roles.models.applications import application_state as application
from roles.models.campaigns import campaign_state as campaign
from roles.models.campaigns import panel_state as panel
from roles.models.campaigns import post_state as post
from roles.models.search import alert_state as alert
from roles.models.selection import conflict_state as conflict
from roles.models.selection import referral_state as referral
from roles.models.support import request_state as request

# Each set as it is meant to be: a state more is in none of them before this list says so.
MEANT = [
    (
        application.WITHDRAWABLE,
        (
            "draft submitted sift_pass interview_invited interview_booked interviewed recommended "
            "reserve provisional_offer accepted checks formal_offer"
        ),
    ),
    (
        application.DECIDED,
        (
            "sift_fail no_show reserve_ended not_appointable declined offer_withdrawn started "
            "fell_through not_pursued withdrawn"
        ),
    ),
    (conflict.DECIDED, "confirmed cleared"),
    (panel.SITTING, "accepted"),
    (panel.HOLDING_A_PLACE, "invited accepted"),
    (application.REJECTED, "sift_fail no_show not_appointable"),
    (
        application.UNDECIDED,
        "submitted sift_pass interview_invited interview_booked interviewed recommended",
    ),
    (application.OFFER_ACCEPTED, "accepted checks formal_offer started"),
    (application.HOLDING_A_POST, "provisional_offer accepted checks formal_offer started"),
    (application.APPOINTABLE, "recommended reserve"),
    (application.APPOINTED, "checks formal_offer started"),
    (application.AWAITING_DECISION, "submitted interviewed"),
    (
        campaign.ADVERTISED,
        (
            "open paused closed sifting interviewing merit_agreed offering filled part_filled "
            "unfilled cancelled readvertised"
        ),
    ),
    (campaign.EDITABLE, "draft returned"),
    (campaign.READY, "approved scheduled"),
    (campaign.LIVE, "open paused"),
    (campaign.ENDED, "refused filled part_filled unfilled cancelled readvertised"),
    (
        campaign.UNFINISHED,
        (
            "draft approval_requested approved returned scheduled open paused closed sifting "
            "interviewing merit_agreed offering"
        ),
    ),
    (campaign.ASSESSING, "closed sifting interviewing merit_agreed offering"),
    (campaign.ASKED_ABOUT, "filled part_filled unfilled cancelled"),
    (
        request.TRIAGED_AND_GOING_ON,
        "triaged accepted in_progress waiting_on_department",
    ),
    (request.WORKED_ON, "accepted in_progress waiting_on_department"),
    (
        request.BEFORE_OUTCOME,
        "submitted triaged accepted in_progress waiting_on_department",
    ),
    (
        request.ASSIGNABLE,
        "triaged accepted redirected declined in_progress waiting_on_department outcome_recorded",
    ),
    (
        request.UNFINISHED,
        (
            "submitted triaged accepted redirected declined in_progress waiting_on_department "
            "outcome_recorded"
        ),
    ),
    (referral.KNOWN_TO_DEPARTMENT, "referred selected not_selected"),
    (referral.ReferralState.where("shows_email"), "referred selected"),
    (referral.WAITING, "referred selected"),
    (referral.DECIDED, "referred not_referred selected not_selected"),
    (question.PUBLISHED, "answered"),
    (question.ANSWERABLE, "asked answered"),
    (post.FILLED, "accepted started"),
    (post.WANTED, "open offered accepted started"),
    (alert.STANDING, "pending confirmed"),
]


@pytest.mark.parametrize(
    ("found", "meant"), MEANT, ids=[f"set {number}" for number in range(len(MEANT))]
)
def test_the_sets_of_states_are_as_they_are_meant(found, meant):
    assert {state.value for state in found} == set(meant.split())


def test_a_decision_that_rests_is_shown_as_the_state_before_it():
    assert {
        str(state): str(meanwhile) for state, meanwhile in application.SHOWN_UNTIL_RELEASE.items()
    } == {
        "sift_pass": "submitted",
        "sift_fail": "submitted",
        "no_show": "interview_booked",
        "reserve": "interviewed",
        "not_appointable": "interviewed",
    }


def test_what_may_be_withdrawn_is_what_is_not_decided():
    assert set(Application.State) == application.WITHDRAWABLE | application.DECIDED
    assert frozenset() == application.WITHDRAWABLE & application.DECIDED


def test_a_campaign_is_unfinished_or_ended():
    assert set(Campaign.State) == campaign.UNFINISHED | campaign.ENDED
    assert frozenset() == campaign.UNFINISHED & campaign.ENDED


def test_a_state_names_a_message_that_there_is_and_a_moment_that_is_stored():
    known = {kind.slug for kind in kinds}
    told = [(str(state), state.facts.candidate_message) for state in Application.State]
    assert [pair for pair in told if pair[1]] == [
        ("sift_pass", "roles.application_sifted"),
        ("sift_fail", "roles.application_sifted"),
        ("interview_invited", "roles.interview_invited"),
        ("no_show", "roles.application_decided"),
        ("reserve", "roles.application_decided"),
        ("not_appointable", "roles.application_decided"),
        ("formal_offer", "roles.offer_confirmed"),
    ]
    assert {slug for _, slug in told if slug} <= known
    assert [s for s in Application.State.values if not hasattr(Application, f"{s}_at")] == []


def test_the_advert_of_a_campaign_that_nobody_was_told_of_is_not_public():
    hidden = [str(state) for state in Campaign.State if not state.facts.is_advertised]
    assert hidden == [
        "draft",
        "approval_requested",
        "approved",
        "returned",
        "refused",
        "scheduled",
    ]
