"""The list of campaigns begins on the first screen; what comes from the stage plan leads to it."""

import pytest
from django.urls import reverse

from roles.campaigns.services.stage_plans import begin_plan
from roles.models import Campaign
from tests.factories.hub import signed_in
from tests.factories.roles import make_draft, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("AAA")


def test_the_counts_of_states_are_folded_and_the_one_that_is_shown_is_not(team):
    make_draft(team)
    other = make_draft(team)
    Campaign.objects.filter(pk=other.pk).update(state="approved")
    client = signed_in(team.manager)
    page = client.get("/campaigns/").text
    above, _, folded = page.partition('<span class="govuk-details__summary-text">Show one state')
    assert "Not ended (2)" in above
    for label in ("Draft (1)", "Approved (1)"):
        assert (label in above, label in folded) == (False, True)
    above = client.get("/campaigns/?state=approved").text.partition("Show one state")[0]
    assert "Approved (1)" in above


def test_how_candidates_are_assessed_leads_to_the_stage_plan_that_says_it(team):
    campaign = make_draft(team)
    begin_plan(campaign=campaign, framework="success-profiles-2026", actor=team.manager)
    client = signed_in(team.manager)
    address = reverse("roles:campaign_move", args=[campaign.reference, "terms-assessment"])
    plan = reverse("roles:stage_plan", args=[campaign.reference])
    page = client.get(address).text
    assert f'This comes from the stage plan. <a class="govuk-link" href="{plan}">' in page
