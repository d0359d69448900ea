"""No sift starts without a panel that can assess, and nobody senior is met without a chair."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_system
from hub.models import Qualification
from hub.qualifications import withdraw_qualification
from hub.work import waiting_for
from roles.campaigns.services.campaigns import move_campaign
from roles.models import Campaign, Panel, PanelMember, Stage, StagePlan
from roles.models.campaigns.selection_order import TooEarlyError, obstacle_to
from roles.selection.services.panel_answers import leave_panel
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import (
    make_declared_panel,
    make_panel,
    make_sitter,
    make_sitting_panel,
    place_of,
    sit_panel,
)

pytestmark = pytest.mark.django_db


def closed(**more):
    campaign = make_advert(sift_on=timezone.localdate(), **more)
    make_application(campaign)
    return bring_to(campaign, "closed")


def main(browser, address, **more):
    return browser.get(address, **more).text.split("<main")[1]


def queues(person):
    return {
        shown.queue.slug: [(item.text, item.href) for item in shown.items]
        for shown in waiting_for(person)
    }


def start(campaign, manager):
    return signed_in(manager).post(f"/campaigns/{campaign.reference}/sift/", follow=True)


def state_of(campaign):
    return Campaign.objects.get(pk=campaign.pk).state


def test_S5_without_a_panel_no_sift_starts_and_the_page_says_where_it_is_mended():
    campaign = closed()
    manager = make_handler(campaign)
    for _ in range(2):
        make_sitter(campaign)
    page = start(campaign, manager).text
    assert "Stage 1: sift of applications has no panel yet." in page
    assert state_of(campaign) == "closed"
    page = main(signed_in(manager), campaign.get_absolute_url())
    assert "Set up the panel for the sift." in page
    assert f'href="/campaigns/{campaign.reference}/panels/"' in page
    with pytest.raises(TooEarlyError):
        move_campaign(campaign=campaign, move="start_sift", actor=manager)
    with pytest.raises(TransitionNotAllowed):
        Campaign.objects.get(pk=campaign.pk).start_sift(timezone.now())
    waiting = queues(manager)
    assert "roles.sift_campaign" not in waiting
    [(_, leads_to)] = waiting["roles.panels_to_set_up"]
    assert leads_to == f"/campaigns/{campaign.reference}/panels/1/"


def test_S5_the_sift_starts_once_two_who_sit_have_declared():
    campaign = closed()
    manager = make_handler(campaign)
    panel = make_sitting_panel(campaign, by=manager)
    why = obstacle_to(campaign, "start_sift")
    assert "who chairs the panel, has to declare conflicts of interest." in why
    assert "0 people have done so." in why
    assert "roles.sift_campaign" not in queues(manager)
    page = main(signed_in(manager), campaign.get_absolute_url())
    assert "See the panels. Before the sift can start:" in page
    PanelMember.objects.filter(panel=panel).update(declared_at=timezone.now())
    assert obstacle_to(campaign, "start_sift") == ""
    assert [href for _, href in queues(manager)["roles.sift_campaign"]] == [
        f"/campaigns/{campaign.reference}/sift/"
    ]
    start(campaign, manager)
    assert state_of(campaign) == "sifting"


def _withdrawn(panel):
    person = panel.members.get(role="member").person
    with as_system():
        withdraw_qualification(
            qualification=Qualification.objects.get(person=person), reason="-", actor=None
        )
    return f"{person} has no assessor’s certificate that is valid on"


def _ended(panel):
    person = panel.members.get(role="chair").person
    yesterday = timezone.localdate() - timedelta(days=1)
    Qualification.objects.filter(person=person).update(valid_until=yesterday)
    return f"{person} has no assessor’s certificate that is valid on"


def _outside(panel):
    person = panel.members.get(role="chair").person
    person.memberships.all().delete()
    return f"{person} is not a civil servant with access to this service"


def _without_chair(panel):
    chair = panel.members.get(role="chair")
    leave_panel(member=chair, why="other", actor=chair.person)
    return "Nobody chairs the panel. Invite somebody to chair it."


def _closed_account(panel):
    member = panel.members.get(role="member")
    member.person.is_active = False
    member.person.save()
    return f"{member.name} no longer has access. Remove them from the panel."


def _too_few(panel):
    member = panel.members.get(role="member")
    leave_panel(member=member, why="other", actor=member.person)
    return "1 person has done so."


@pytest.mark.parametrize(
    "spoilt", [_withdrawn, _ended, _outside, _without_chair, _closed_account, _too_few]
)
def test_S5_who_cannot_assess_on_the_day_stops_the_sift_and_is_named(spoilt):
    campaign = closed()
    manager = make_handler(campaign)
    panel = make_declared_panel(campaign, by=manager)
    assert obstacle_to(campaign, "start_sift") == ""
    said = spoilt(panel)
    assert said in obstacle_to(campaign, "start_sift")
    assert said in start(campaign, manager).text.replace("&#39;", "'")
    assert state_of(campaign) == "closed"


def test_S5_two_accounts_of_one_person_are_one():
    campaign = closed()
    panel = make_declared_panel(campaign)
    chair = panel.members.get(role="chair").person
    name, _, domain = chair.email.partition("@")
    twin = make_member("nominator", campaign.organisation, email=f"{name}+two@{domain}")
    panel.members.filter(role="member").update(person=twin)
    assert "1 person has done so." in obstacle_to(campaign, "start_sift")


def test_S5_each_sift_of_the_plan_has_its_panel():
    campaign = closed()
    plan = StagePlan.objects.create(campaign=campaign, framework="behaviours-2019")
    for number, kind in ((1, "sift"), (2, "test"), (3, "sift")):
        Stage.objects.create(plan=plan, number=number, kind=kind)
    manager = make_handler(campaign)
    make_declared_panel(campaign, by=manager)
    assert obstacle_to(campaign, "start_sift").startswith("Stage 3: sift of applications has no")
    assert [href for _, href in queues(manager)["roles.panels_to_set_up"]] == [
        f"/campaigns/{campaign.reference}/panels/3/"
    ]


def test_S5_a_role_that_had_closed_before_panels_were_asked_for_goes_on():
    campaign = closed()
    Campaign.objects.filter(pk=campaign.pk).update(is_before_panels=True)
    manager = make_handler(campaign)
    assert "roles.panels_to_set_up" not in queues(manager)
    panels = main(signed_in(manager), f"/campaigns/{campaign.reference}/panels/")
    assert "closed before this service asked for panels" in panels
    start(campaign, manager)
    assert state_of(campaign) == "sifting"


def test_S5_what_many_campaigns_lack_is_read_in_as_many_queries(django_assert_max_num_queries):
    first = closed()
    manager = make_handler(first)
    counted = []
    for _ in range(3):
        with django_assert_max_num_queries(200) as used:
            queues(manager)
        counted.append(len(used))
        for _ in range(3):
            other = closed(organisation=first.organisation)
            make_panel(other)
    assert counted[1] >= counted[2]


def senior(**more):
    campaign = make_advert(grade="scs2", **more)
    make_application(campaign, None, "pass_sift")
    return bring_to(campaign, "sifting")


def test_R10_nobody_senior_is_met_before_the_commissioner_who_chairs_is_recorded():
    campaign = senior()
    manager = make_handler(campaign)
    said = "A Civil Service Commissioner has to chair the panel for this grade."
    address = f"/campaigns/{campaign.reference}/interviews/"
    assert said in signed_in(manager).post(address, follow=True).text
    assert state_of(campaign) == "sifting"
    assert said in main(signed_in(manager), campaign.get_absolute_url())
    Panel.objects.create(campaign=campaign, number=2, kind="interview", commissioner="Dame R")
    signed_in(manager).post(address)
    assert state_of(campaign) == "interviewing"


def test_R10_no_order_of_merit_is_agreed_without_the_commissioner():
    campaign = senior()
    make_application(campaign, None, "pass_sift", "invite", "book", "record_interview", "recommend")
    campaign.applications.filter(state="sift_pass").update(state="withdrawn")
    manager = make_handler(campaign)
    address = f"/campaigns/{campaign.reference}/merit/"
    said = "A Civil Service Commissioner has to chair the panel for this grade."
    assert said in signed_in(manager).post(address, follow=True).text
    assert state_of(campaign) == "interviewing"
    Panel.objects.create(campaign=campaign, number=2, kind="interview", commissioner="Dame R")
    signed_in(manager).post(address)
    assert state_of(campaign) == "merit_agreed"


def test_R10_of_other_grades_and_inside_government_nobody_is_asked():
    for more in ({"grade": "g7"}, {"grade": "scs2", "audience": "internal"}):
        campaign = make_advert(**more)
        make_application(campaign, None, "pass_sift")
        assert obstacle_to(campaign, "start_interviews") == ""


def test_a_panel_for_tests_is_one_that_can_assess():
    campaign = closed()
    panel = sit_panel(campaign)
    assert obstacle_to(campaign, "start_sift") == ""
    assert place_of(panel.members.get(role="chair").person, panel).declared_at is not None
