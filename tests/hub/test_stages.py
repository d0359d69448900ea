"""The stages of a record: what is behind it, where it stands and what comes, on its page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from capability_reviews.models.org_design import engagement_state
from capability_reviews.models.reviews import review_state
from hub.models import need_state
from hub.states import stages_of
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models.adverts import question_state
from roles.models.campaigns import campaign_state, post_state
from roles.models.support import request_state
from tests.factories.hub import make_need, signed_in
from tests.factories.roles import make_accepted_request, make_open, make_request, make_team
from training.models.cohorts import cohort_state
from training.models.places import place_state
from training.models.programmes import release_state

pytestmark = pytest.mark.django_db
LIFECYCLES = {
    "need": (need_state, need_state.NeedState),
    "support": (request_state, request_state.RequestState),
    "campaign": (campaign_state, campaign_state.CampaignState),
    "review": (review_state, review_state.ReviewState),
    "advice": (engagement_state, engagement_state.EngagementState),
    "place": (place_state, place_state.PlaceState),
    "cohort": (cohort_state, cohort_state.CohortState),
    "release": (release_state, release_state.ReleaseState),
    "post": (post_state, post_state.PostState),
    "question": (question_state, question_state.QuestionState),
}
STAGE = re.compile(r'hub-stages__stage--(\w+)".*?hub-stages__label">([^<]+)<(.*?)</li>', re.DOTALL)


def drawn(client, record):
    """The stages on a record's page: where each stands, what it is called, its day."""
    return drawn_at(client, record.get_absolute_url())


def drawn_at(client, address):
    """The same of the page at an address."""
    page = client.get(address).text
    found = []
    for place, label, rest in STAGE.findall(page):
        day = re.search(r'hub-stages__day">([^<]*)<', rest)
        found.append((place, label, day[1] if day else ""))
    return found


@pytest.mark.parametrize("name", LIFECYCLES)
def test_no_state_is_in_two_stages_and_the_first_one_is_in_the_first(name):
    module, states = LIFECYCLES[name]
    staged = [state for stage in module.STAGES for state in stage.states]
    assert len(staged) == len(set(staged))
    assert next(iter(states)) in module.STAGES[0].states


def test_the_page_of_a_request_shows_what_is_behind_it_and_what_comes():
    team = make_team("AAA")
    request = make_request(team)
    client, today = signed_in(team.adviser), localdate()
    gb = f"{today.day} {today:%B %Y}"
    due = request.triage_due_on
    assert drawn(client, request) == [
        ("now", "Submitted", gb),
        ("next", "Triaged", f"due {due.day} {due:%B %Y}"),
        ("next", "Accepted", ""),
        ("next", "In progress", ""),
        ("next", "Outcome", ""),
        ("next", "Closed", ""),
    ]
    accepted = make_accepted_request(team)
    assert drawn(client, accepted)[:4] == [
        ("done", "Submitted", gb),
        ("done", "Triaged", gb),
        ("now", "Accepted", gb),
        ("next", "In progress", ""),
    ]


def test_a_campaign_that_was_cancelled_ends_where_it_got_to():
    team = make_team("AAA")
    campaign = make_open(team)
    labels = [label for _, label, _ in drawn(signed_in(team.manager), campaign)]
    assert labels == [stage.label for stage in campaign_state.STAGES]
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    campaign.refresh_from_db()
    shown = [(stage.place, stage.label) for stage in stages_of(campaign, campaign_state.STAGES)]
    assert shown == [
        ("done", "Terms"),
        ("done", "Approval"),
        ("done", "Advert"),
        ("done", "Open"),
        ("now", "Cancelled"),
    ]


def test_a_stage_that_a_record_was_never_in_is_left_out():
    team = make_team("AAA")
    need = make_need(team.organisation, actor=team.requester)
    need.needed_by = localdate() + timedelta(days=60)
    need.mark_withdrawn(at=need.raised_at)
    shown = [(stage.place, stage.label) for stage in stages_of(need, need_state.STAGES)]
    assert shown == [("done", "Raised"), ("now", "Withdrawn")]


def test_of_the_offers_behind_a_post_nothing_is_drawn_for_those_who_may_not_count_them():
    team = make_team("AAA")
    post = make_open(team).posts.get()
    now = timezone.now()
    post.offer(reference="A-1", at=now)
    post.accept(person=None, reference="A-1", at=now)
    post.save()
    of_handler, of_requester = (
        [label for _, label, _ in drawn(signed_in(reader), post)]
        for reader in (team.manager, team.requester)
    )
    assert of_handler == ["Open", "Offered", "Offer accepted", "Started"]
    assert of_requester == ["Open", "Offer accepted", "Started"]
