"""The stage bar of an application says to each reader what they may know, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.timezone import localdate

from hub.dates import date_gb
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import Application
from tests.factories.adverts import make_advert, make_application, make_handler, make_move
from tests.factories.hub import signed_in
from tests.hub.test_stages import drawn_at

pytestmark = pytest.mark.django_db
SEEN = ("pass_sift", "invite", "book", "record_interview")
RESTING = [
    ((), "pass_sift"),
    ((), "fail_sift"),
    (("pass_sift", "invite", "book"), "miss_interview"),
    (SEEN, "not_appoint"),
    (SEEN, "put_on_reserve"),
]


def bar_of(application):
    """The bar that the candidate reads."""
    return drawn_at(signed_in(application.candidate), f"/applications/{application.reference}/")


def labels(bar):
    return [(place, label) for place, label, _ in bar]


@pytest.mark.parametrize(("moves", "decision"), RESTING)
def test_R19_the_bar_of_a_candidate_is_the_same_while_a_decision_rests_and_tells_it_after(
    moves, decision
):
    campaign = make_advert(feedback_offered="sift")
    application = make_application(campaign, None, *moves)
    # What was told before is told; a sift of today would rest with the later decision.
    Application.objects.filter(pk=application.pk).update(sift_pass_at=None)
    application.refresh_from_db()
    with time_machine.travel(timezone.now(), tick=False):
        before = bar_of(application)
        given = {} if decision == "pass_sift" else {"feedback": "Too short."}
        application = make_move(application, decision, make_handler(campaign), **given)
        assert application.awaits_release
        assert bar_of(application) == before
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert bar_of(application) != before


@pytest.mark.parametrize("decision", ["pass_sift", "fail_sift"])
def test_R19_the_bar_of_who_withdrew_does_not_tell_what_had_been_decided(decision):
    campaign = make_advert()
    application = make_application(campaign)
    given = {} if decision == "pass_sift" else {"feedback": "Too short."}
    application = make_move(application, decision, make_handler(campaign), **given)
    withdraw_application(application=application, actor=application.candidate)
    assert labels(bar_of(application)) == [("done", "Sent"), ("now", "Withdrawn")]


def test_a_candidate_reads_their_own_words_and_no_stage_of_those_who_sift():
    application = make_application(make_advert())
    bar = bar_of(application)
    assert labels(bar) == [
        ("now", "Sent"),
        ("next", "First decision"),
        ("next", "Interview"),
        ("next", "Interviewed"),
        ("next", "Offer"),
        ("next", "Checks"),
        ("next", "Started"),
    ]
    assert bar[0][2] == date_gb(localdate(application.submitted_at))


def test_a_role_that_was_withdrawn_ends_the_bar():
    campaign = make_advert()
    application = make_application(campaign)
    cancel_campaign(campaign=campaign, reason="It was moved.", actor=make_handler(campaign))
    assert labels(bar_of(application)) == [("done", "Sent"), ("now", "Role withdrawn")]


def test_R11_who_reads_without_names_sees_the_stage_and_days_alone():
    campaign = make_advert()
    application = make_application(campaign)
    handler = make_handler(campaign)
    address = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    bar = drawn_at(signed_in(handler), application.url_for(handler) or address)
    assert bar[0] == ("now", "Sent", date_gb(localdate(application.submitted_at)))
    assert labels(bar)[1:4] == [("next", "Sift"), ("next", "Interview"), ("next", "Interviewed")]
    application = make_move(application, "fail_sift", handler, feedback="Too short.")
    bar = drawn_at(signed_in(handler), application.url_for(handler) or address)
    assert labels(bar) == [("done", "Sent"), ("now", "Not passed at sift")]
