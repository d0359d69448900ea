"""Campaigns made afresh, from a need, a second time, and advertised again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.models import Grade
from hub.page_cache import invalidate
from roles.adverts.services.adverts import create_advert, publish_advert
from roles.campaigns.services import campaigns, posts
from roles.campaigns.services.completion import end_campaign
from roles.campaigns.services.drafting import (
    SecondCampaignError,
    change_terms,
    make_campaign_from_request,
)
from roles.campaigns.services.readiness import lacking_for_opening
from roles.campaigns.services.rounds import readvertise_campaign
from roles.models import Campaign, CampaignState
from tests.factories.hub import current_role, make_need, signed_in
from tests.factories.roles import (
    actions_of,
    actions_on_thread,
    approve_campaign,
    full_terms,
    make_accepted_request,
    make_draft,
    make_open,
    make_team,
)
from tests.typed import tick_on

pytestmark = pytest.mark.django_db
State = CampaignState


def unfilled(team, number=1):
    campaign = make_open(team, make_accepted_request(team, posts_wanted=number))
    Campaign.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    Campaign.objects.get(pk=campaign.pk).save()
    campaigns.close_due_campaigns()
    return end_campaign(campaign=campaign, reason="Nobody met it.", actor=team.manager)


def test_an_unfilled_campaign_is_advertised_again_linked_to_the_old_one(team):
    old = unfilled(team, 2)
    new = readvertise_campaign(campaign=old, actor=team.manager)
    old.refresh_from_db()
    assert (old.state, old.is_ended, new.state) == (State.READVERTISED, True, State.DRAFT)
    assert new.round_of == old
    assert (new.title, new.salary_max, new.criteria) == (old.title, old.salary_max, old.criteria)
    assert set(new.places.all()) == set(old.places.all())
    assert (new.closes_on, new.sift_on, new.sift_help_requested_at) == (None, None, None)
    assert (old.posts.count(), new.posts.count()) == (0, 2)
    assert new.support_request == old.support_request
    reasons = lacking_for_opening(new)
    assert "It has not been approved yet" in reasons
    assert actions_of(old)[-1] == "roles.campaign_readvertised"
    page = signed_in(team.manager).get(new.get_absolute_url()).content.decode()
    assert f"Campaign {old.reference}" in page
    page = signed_in(team.manager).get(old.get_absolute_url()).content.decode()
    assert f"Campaign {new.reference}" in page
    with pytest.raises(TransitionNotAllowed):
        readvertise_campaign(campaign=old, actor=team.manager)


def test_only_the_posts_that_are_left_go_to_the_new_round(team):
    old = make_open(team, make_accepted_request(team, posts_wanted=2))
    Campaign.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    Campaign.objects.get().save()
    campaigns.close_due_campaigns()
    first = old.posts.first()
    posts.accept_post(post=first, person=None, reference="A-1", actor=team.manager)
    end_campaign(campaign=old, reason="One is enough for now.", actor=team.manager)
    new = readvertise_campaign(campaign=old, actor=team.manager)
    assert list(old.posts.all()) == [first]
    assert new.posts.count() == 1
    # A fall-through in the old round is still handled there.
    posts.reopen_post(post=first, actor=team.manager)
    assert Campaign.objects.get(pk=old.pk).state == State.OFFERING


def test_what_is_not_ended_or_not_mine_is_not_advertised_again(team):
    campaign = make_open(team)
    with pytest.raises(TransitionNotAllowed):
        readvertise_campaign(campaign=campaign, actor=team.manager)
    old = unfilled(make_team("CCC"))
    with pytest.raises(PermissionDenied):
        readvertise_campaign(campaign=old, actor=make_team("BBB").manager)


def test_again_in_the_browser(team):
    old = unfilled(team)
    url = reverse("roles:campaign_move", args=[old.reference, "again"])
    assert signed_in(team.approver).get(url).status_code == 404
    page = signed_in(team.manager).post(url, follow=True)
    new = Campaign.objects.get(round_of=old)
    assert page.redirect_chain[-1][0] == new.get_absolute_url()


def answers(team, **changes):
    return {
        "organisation": team.organisation.pk,
        "title": "Product manager",
        "role": current_role().pk,
        "level": "",
        "grade": Grade.objects.get(code="g7").pk,
        "posts": "2",
        "service": "",
        "audience": "external",
        **changes,
    }


def test_a_campaign_is_made_afresh(team):
    manager = signed_in(team.manager)
    page = manager.get(reverse("roles:campaign_list")).content.decode()
    url = reverse("roles:campaign_make")
    assert url in page
    assert manager.get(url).status_code == 200
    page = manager.post(url, answers(team, title="")).content.decode()
    assert "Enter the title of the role" in page
    manager.post(url, answers(team))
    campaign = Campaign.objects.get()
    assert (campaign.support_request, campaign.need, campaign.posts.count()) == (None, None, 2)
    assert (campaign.made_by, campaign.state) == (team.manager, State.DRAFT)


def test_a_second_campaign_for_the_same_is_asked_about_and_not_refused(team):
    manager, url = signed_in(team.manager), reverse("roles:campaign_make")
    manager.post(url, answers(team))
    page = manager.post(url, answers(team, title="Another one")).content.decode()
    assert Campaign.objects.count() == 1
    assert "is for the same role and grade and has not ended" in page
    assert "Another one" in page
    first = Campaign.objects.get()
    assert f"Yes, make a second campaign as well as {first.reference}" in page
    # A tick that was not about this campaign is none.
    manager.post(url, answers(team, title="Another one", second_to="on"))
    assert Campaign.objects.count() == 1
    manager.post(url, answers(team, title="Another one", **tick_on(page, "second_to")))
    second = Campaign.objects.exclude(pk=first.pk).get()
    page = manager.get(second.get_absolute_url()).text
    assert f"A second one: campaign {first.reference} has not ended" in page


def test_a_campaign_is_made_from_a_need_and_answers_it(team):
    need = make_need(team.organisation, role=current_role(), headcount=3)
    manager = signed_in(team.manager)
    url = f"{reverse('roles:campaign_make')}?need={need.reference}"
    assert url.replace("&", "&amp;") in manager.get(need.get_absolute_url()).content.decode()
    assert 'value="3"' in manager.get(url).content.decode()
    manager.post(url, answers(team, posts="3"))
    campaign = Campaign.objects.get()
    need.refresh_from_db()
    assert (campaign.need, need.state) == (need, "answered")
    assert "roles.campaign_made" in actions_on_thread(need)
    stranger = signed_in(make_team("BBB").manager)
    assert stranger.get(url).status_code == 404


def test_somebody_elses_department_is_not_offered(team):
    other = make_team("BBB")
    page = signed_in(team.manager).post(
        reverse("roles:campaign_make"), answers(team, organisation=other.organisation.pk)
    )
    assert page.status_code == 200
    assert Campaign.objects.count() == 0
    assert signed_in(team.approver).get(reverse("roles:campaign_make")).status_code == 404


@pytest.mark.parametrize("rubbish", ["9" * 40, "x", "-1", "1; drop", "٣"])
def test_rubbish_for_a_choice_is_an_error_and_no_crash(team, rubbish):
    page = signed_in(team.manager).post(
        reverse("roles:campaign_make"), answers(team, role=rubbish, organisation=rubbish)
    )
    assert page.status_code == 200
    assert Campaign.objects.count() == 0


def test_a_second_campaign_for_the_same_request_is_asked_about(team):
    request = make_accepted_request(team, posts_wanted=2)
    first = make_campaign_from_request(
        request=request, title="One", posts=[request.posts.first()], actor=team.manager
    )
    with pytest.raises(SecondCampaignError) as refusal:
        make_campaign_from_request(request=request, title="Two", actor=team.manager)
    assert first.reference in refusal.value.reasons[0]
    url = reverse("roles:support_move", args=[request.reference, "campaign"])
    manager = signed_in(team.manager)
    page = manager.post(url, {"title": "Two", "audience": "internal"}).content.decode()
    assert "is for the same request and has not ended" in page
    manager.post(url, {"title": "Two", "audience": "internal", "again": "on"})
    assert request.campaigns.count() == 1
    tick = tick_on(page, "again")
    manager.post(url, {"title": "Two", "audience": "internal", **tick})
    assert request.campaigns.count() == 2
    # With every post taken, one more is opened.
    page = manager.post(url, {"title": "Three", "audience": "internal", **tick}).text
    assert request.campaigns.count() == 2
    tick = tick_on(page, "again")
    manager.post(url, {"title": "Three", "audience": "internal", **tick})
    assert [campaign.posts.count() for campaign in request.campaigns.order_by("pk")] == [1, 1, 1]


def test_the_posts_of_a_cancelled_campaign_are_free_for_another(team):
    campaign = make_draft(team)
    campaigns.cancel_campaign(campaign=campaign, reason="Start again.", actor=team.manager)
    new = make_campaign_from_request(
        request=campaign.support_request, title="Again", actor=team.manager
    )
    assert new.posts.count() == 1


def page_at(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def opened_again(team, old):
    """The next round of an ended campaign, approved and advertised."""
    new = readvertise_campaign(campaign=old, actor=team.manager)
    change_terms(campaign=new, actor=team.manager, **full_terms())
    approve_campaign(team, new)
    create_advert(campaign=new, actor=team.manager)
    publish_advert(campaign=new, actor=None)
    return Campaign.objects.get(pk=new.pk)


def test_candidates_are_led_from_the_old_advert_to_the_new_one_and_back(team, client):
    old = unfilled(team)
    path = Campaign.objects.get(pk=old.pk).advert_path
    assert "is advertised again" not in page_at(client, path)
    new = opened_again(team, old)
    html = page_at(client, path)
    assert "This role is closed" in html
    assert "We are advertising this role again" in html
    assert f'href="{new.advert_path}"' in html
    html = page_at(client, new.advert_path)
    assert "This role was advertised before" in html
    assert f'href="{path}"' in html
    # The oldest leads to the newest, past the round between.
    Campaign.objects.filter(pk=new.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    Campaign.objects.get(pk=new.pk).save()
    campaigns.close_due_campaigns()
    ended = end_campaign(campaign=new, reason="Nobody met it again.", actor=team.manager)
    third = opened_again(team, ended)
    assert f'href="{third.advert_path}"' in page_at(client, path)
    assert f'href="{new.advert_path}"' in page_at(client, third.advert_path)


def test_R3_the_new_round_is_not_named_while_movers_see_it_first(team, client):
    old = unfilled(team)
    path = Campaign.objects.get(pk=old.pk).advert_path
    new = readvertise_campaign(campaign=old, actor=team.manager)
    assert "is advertised again" not in page_at(client, path)
    change_terms(campaign=new, actor=team.manager, **full_terms())
    approve_campaign(team, new)
    create_advert(campaign=new, actor=team.manager)
    publish_advert(campaign=new, actor=None)
    until = timezone.now() + timedelta(days=2)
    Campaign.objects.filter(pk=new.pk).update(movers_until=until)
    invalidate()
    assert "is advertised again" not in page_at(client, path)


def test_a_withdrawn_role_that_is_advertised_again_still_says_that_it_was_withdrawn(team, client):
    old = make_open(team)
    path = Campaign.objects.get(pk=old.pk).advert_path
    campaigns.cancel_campaign(campaign=old, reason="The grade was wrong.", actor=team.manager)
    old.refresh_from_db()
    opened_again(team, old)
    html = page_at(client, path)
    assert "This role has been withdrawn" in html
    assert "We are advertising this role again" in html
