"""What decides between equal candidates stands in the plan and in the advert (S34)."""

from __future__ import annotations

import pytest

from roles.campaigns.services.stage_plans import begin_plan, choose_ties, save_stage
from roles.models import Campaign, StagePlan
from roles.models.campaigns.stage_plan import Stage
from tests.factories.adverts import make_advert
from tests.factories.hub import signed_in
from tests.factories.plans import FRAMEWORK
from tests.factories.roles import make_draft, make_team

pytestmark = pytest.mark.django_db


def planned():
    team = make_team()
    campaign, manager = make_draft(team), team.manager
    begin_plan(campaign=campaign, framework=FRAMEWORK, actor=manager)
    for number, (kind, elements) in enumerate(
        (
            (Stage.Kind.SIFT, ["experience"]),
            (Stage.Kind.EXERCISE, ["technical"]),
            (Stage.Kind.INTERVIEW, ["experience", "behaviour-leadership"]),
        ),
        1,
    ):
        save_stage(
            campaign=campaign,
            number=number,
            kind=kind,
            elements=elements,
            criteria=[],
            pass_mark=4,
            actor=manager,
        )
    campaign.refresh_from_db()
    return campaign, manager


def test_S34_a_plan_names_two_criteria_of_the_interview_until_others_are_chosen():
    campaign, manager = planned()
    assert "points for experience and then leadership" in campaign.tie_rule
    address = f"/campaigns/{campaign.reference}/stages/"
    assert campaign.tie_rule in signed_in(manager).get(address).text
    browser = signed_in(manager)
    sent = {"lead": "technical", "then": "technical", "sift_counts": "yes"}
    assert "Select another criterion" in browser.post(f"{address}ties/", sent).text
    sent["then"] = "behaviour-leadership"
    assert browser.post(f"{address}ties/", sent).status_code == 302
    campaign.refresh_from_db()
    assert "points for technical skills and then leadership" in campaign.tie_rule
    assert StagePlan.objects.get().sift_counts is True
    save_stage(
        campaign=campaign,
        number=3,
        kind=Stage.Kind.INTERVIEW,
        elements=["experience"],
        criteria=[],
        pass_mark=4,
        actor=manager,
    )
    campaign.refresh_from_db()
    # What is assessed nowhere any more decides nothing.
    assert "points for experience." in campaign.tie_rule


def test_S34_the_advert_says_what_decides_between_equal_candidates(client):
    rule = "If candidates have equal points, we compare their points for experience."
    campaign = make_advert(tie_rule=rule)
    assert rule in client.get(campaign.page.url).text


def test_S34_once_the_terms_are_approved_the_rule_stays():
    campaign, manager = planned()
    Campaign.objects.filter(pk=campaign.pk).update(state="approved")
    with pytest.raises(Exception, match="do not change"):
        choose_ties(campaign=campaign, lead="technical", then="experience", actor=manager)
