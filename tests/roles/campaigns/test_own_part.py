"""R23: nobody lets pass, by any way, what waits before an election and they have a part in."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_nobody
from hub.memberships import add_membership
from hub.models import Membership, PendingPolicy, User
from hub.periods import LONDON
from hub.permissions import StaffGroup
from hub.policies import confirm_policy
from hub.pre_election import OwnPartError
from hub.pre_election_changes import change_period, end_period
from roles.campaigns.services.drafting import change_terms
from roles.campaigns.services.exemptions import ask_exemption, decide_exemption
from roles.campaigns.services.job_descriptions import describe_job
from roles.campaigns.services.movers import open_to_everybody
from roles.models import Campaign, Exemption, Listing, SupportRequest
from tests.factories.hub import make_organisation, make_person, signed_in
from tests.factories.roles import approve_campaign, make_approved, make_draft, make_open
from tests.hub.test_pre_election import make_period
from tests.pages_read import as_read
from tests.roles.adverts.test_advert_moderation import written_by
from tests.roles.campaigns.test_campaign_movers import MONDAY, make_mover, path_of

pytestmark = pytest.mark.django_db
SAME = {"stops_figures": True, "stops_alerts": True}


def give(team, part, lead):
    """A campaign that waits, in which a hub lead has a part."""
    if part in ("wrote its terms", "described it"):
        draft = make_draft(team)
        if part == "wrote its terms":
            change_terms(campaign=draft, actor=lead, contact_name="Another team")
        else:
            describe_job(campaign=draft, actor=lead, summary="Mine.")
            describe_job(campaign=draft, actor=team.manager, summary="Ours.")
        return approve_campaign(team, draft)
    campaign = make_approved(team)
    if part == "wrote its advert":
        written_by(lead, campaign)
        written_by(team.manager, Campaign.objects.get(pk=campaign.pk))
    if part == "advises on it":
        SupportRequest.objects.filter(pk=campaign.support_request_id).update(adviser=lead)
    if part == "has a role at the department":
        add_membership(user=lead, organisation=team.organisation, role=Membership.Role.HR_CONTACT)
    return campaign


PARTS = [
    *("wrote its terms", "described it", "wrote its advert", "advises on it"),
    *("has a role at the department", "asked and was refused"),
]


@pytest.mark.parametrize("part", PARTS)
def test_R23_a_lead_with_a_part_neither_exempts_nor_loosens_the_period(team, part):
    lead = make_person("", StaffGroup.HUB_LEADS)
    period = make_period()
    campaign = give(team, part, lead)
    if part == "asked and was refused":
        ask_exemption(campaign=campaign, case="Mine.", actor=lead)
        decide_exemption(campaign=campaign, decision="refused", reason="No.", actor=team.lead)
    lead = User.objects.get(pk=lead.pk)
    ask_exemption(campaign=campaign, case="It cannot wait.", actor=team.manager)
    address = reverse("roles:campaign_move", args=[campaign.reference, "decide-exemption"])
    browser = signed_in(lead)
    answers = {"decision": "given", "reason": "Yes."}
    browser.post(address, as_read(signed_in(team.lead), address, answers))
    with as_nobody(), pytest.raises(PermissionDenied):
        decide_exemption(campaign=campaign, decision="given", reason="Yes.", actor=lead)
    assert not Exemption.objects.given().exists()
    # Nor by the period itself.
    for looser in (
        {"adverts": "none"},
        {"adverts": "senior"},
        {"adverts": "all", "ends_on": timezone.localdate()},
        {"adverts": "all", "departments": [make_organisation()]},
    ):
        with pytest.raises(OwnPartError):
            change_period(period=period, actor=lead, **{**SAME, **looser})
    end = reverse("pre_election_end", args=[period.pk])
    text = signed_in(lead).post(end, {"reason": "It was called off."}).content.decode()
    assert f"You work on something that has to wait in this period: {campaign.reference}" in text
    period.refresh_from_db()
    assert (period.ended_at, period.adverts) == (None, "all")
    # To make it stricter, or to change its words, is nobody's own advantage.
    longer = period.ends_on + timedelta(days=2)
    change_period(period=period, actor=lead, adverts="all", ends_on=longer, title="A", **SAME)
    other = make_person("", StaffGroup.HUB_LEADS)
    confirm_policy(change=PendingPolicy.objects.get(), actor=other)
    period.refresh_from_db()
    assert (period.ends_on, period.title) == (longer, "A")
    decide_exemption(campaign=campaign, decision="given", reason="Yes.", actor=other)
    # What is exempt waits for nothing any more.
    end_period(period=period, reason="It was called off.", actor=lead)


def test_R23_a_lead_without_a_part_ends_a_period(team):
    make_approved(team)
    period = make_period()
    assert end_period(period=period, reason="It was called off.", actor=team.lead).ended_at


def test_R3_R23_the_end_of_the_movers_window_waits_until_an_election_is_over(
    team, django_capture_on_commit_callbacks
):
    with time_machine.travel(MONDAY, tick=False):
        make_mover(team)
        campaign = make_open(team, closes_on=timezone.localdate() + timedelta(days=60))
        # The window would end on 12 October, the period ends with the 23rd.
        with django_capture_on_commit_callbacks(execute=True):
            period = make_period(
                starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=18)
            )
    with time_machine.travel(datetime(2026, 10, 12, 9, tzinfo=LONDON), tick=False):
        assert open_to_everybody() == 0
        assert not Listing.objects.exists()
        assert Client().get(path_of(campaign)).status_code == 404
        page = signed_in(team.manager).get(campaign.get_absolute_url()).content.decode()
        assert "24 October 2026" in page
    with time_machine.travel(datetime(2026, 10, 14, 9, tzinfo=LONDON), tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            end_period(period=period, reason="It was called off.", actor=team.lead)
        assert open_to_everybody() == 1
        assert Listing.objects.count() == 1
        assert Client().get(path_of(campaign)).status_code == 200


def test_R3_R23_a_window_that_ends_within_a_period_is_longer_from_the_beginning(team):
    with time_machine.travel(MONDAY, tick=False):
        make_mover(team)
        first = timezone.localdate() + timedelta(days=3)
        make_period(starts_on=first, ends_on=first + timedelta(days=10))
        campaign = make_open(team, closes_on=timezone.localdate() + timedelta(days=60))
        assert timezone.localtime(campaign.movers_until) == datetime(2026, 10, 19, tzinfo=LONDON)
    with time_machine.travel(datetime(2026, 10, 19, 0, 1, tzinfo=LONDON), tick=False):
        assert open_to_everybody() == 1
