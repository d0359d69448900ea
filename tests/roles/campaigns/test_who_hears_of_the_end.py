"""However a campaign pauses or ends, the same people hear of it, and its request says so."""

from __future__ import annotations

import pytest

from hub.models import Membership, Notification
from roles.models import Campaign
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_application,
    make_offer,
)
from tests.factories.hub import make_member, signed_in
from tests.factories.roles import make_accepted_request, make_open
from tests.pages_read import as_read
from tests.roles.campaigns.test_next_step import step_of
from tests.work_page import shown, to_do

pytestmark = pytest.mark.django_db


def told(slug):
    return set(Notification.objects.filter(slug=slug).values_list("recipient__email", flat=True))


@pytest.mark.parametrize(
    ("move", "slug"),
    [
        ("pause", "roles.campaign_paused"),
        ("cancel", "roles.campaign_stopped"),
        ("end", "roles.campaign_ended"),
    ],
)
def test_the_requester_the_adviser_the_approver_and_who_handles_it_hear_of_each_ending(
    team, move, slug
):
    request = make_accepted_request(team, posts_wanted=2)
    campaign = make_open(team, request)
    # Also where the campaign is its own, and only its posts came from the request.
    Campaign.objects.update(support_request=None)
    request.posts.update(campaign=campaign)
    officer = make_member(Membership.Role.RESOURCING, team.organisation)
    if move == "end":
        bring_to(campaign, "sifting")
    given = {"reason": "The money went.", "what_of_posts": "wanted"}
    manager = signed_in(team.manager)
    assert manager.post(f"{campaign.get_absolute_url()}{move}/", given).status_code == 302
    expected = (team.requester, team.adviser, team.approver, officer)
    assert told(slug) == {person.email for person in expected}


def test_who_applies_for_it_does_not_hear_of_it_as_staff(team):
    campaign = make_open(team)
    rival = make_member(Membership.Role.HIRING_MANAGER, team.organisation)
    make_application(campaign, rival)
    given = {"reason": "The money went.", "what_of_posts": "wanted"}
    signed_in(team.manager).post(f"{campaign.get_absolute_url()}cancel/", given)
    assert rival.email not in told("roles.campaign_stopped")
    assert rival.email in told("roles.campaign_cancelled")


def test_R17_that_the_last_post_is_filled_is_told_to_the_same_people(team):
    campaign = make_open(team)
    chosen = make_application(campaign, None, *TO_RECOMMENDED, by=team.manager)
    bring_to(campaign, "merit_agreed")
    chosen = make_offer(chosen, campaign.posts.get(), team.manager)
    own, url = signed_in(chosen.candidate), f"/applications/{chosen.reference}/offer/accept/"
    own.post(url, as_read(own, url))
    assert Campaign.objects.get().state == "filled"
    expected = (team.requester, team.adviser, team.approver, team.manager)
    assert told("roles.campaign_ended") == {person.email for person in expected}


LEFT = "Still to be filled: 1 post. Start another campaign, or withdraw posts that are not needed."


@pytest.mark.parametrize(
    ("what_of_posts", "for_requester", "for_adviser"),
    [
        (
            "wanted",
            LEFT,
            LEFT,
        ),
        (
            "closed",
            "There are no posts left to fill. The hub team records the outcome.",
            "There are no posts left to fill.",
        ),
    ],
)
def test_the_page_of_the_request_says_what_became_of_its_campaign_and_what_is_next(
    team, what_of_posts, for_requester, for_adviser
):
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    url = request.get_absolute_url()
    given = {"reason": "The money went.", "what_of_posts": what_of_posts}
    manager = signed_in(team.manager)
    manager.post(f"{campaign.get_absolute_url()}pause/", given)
    paused = f"Campaign {campaign.reference} is paused, so nobody can apply."
    assert step_of(signed_in(team.requester).get(url)).startswith(paused)
    manager.post(f"{campaign.get_absolute_url()}cancel/", given)
    ended = f"Campaign {campaign.reference} was cancelled."
    page = signed_in(team.requester).get(url)
    assert ended in step_of(page)
    assert step_of(page).endswith(for_requester)
    assert "Cancelled" in page.text
    said = step_of(signed_in(team.adviser).get(url))
    assert ended in said
    assert said.endswith(for_adviser)


@pytest.mark.parametrize("what_of_posts", ["wanted", "closed"])
def test_a_request_whose_campaign_was_cancelled_is_on_the_list_of_who_acts(team, what_of_posts):
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    outcome = "Record the outcomes of support requests"
    again = "Fill posts in another way, or withdraw them"
    assert outcome not in to_do(team.adviser)
    given = {"reason": "The money went.", "what_of_posts": what_of_posts}
    manager = signed_in(team.manager)
    manager.post(f"{campaign.get_absolute_url()}pause/", given)
    manager.post(f"{campaign.get_absolute_url()}cancel/", given)
    is_left = what_of_posts == "wanted"
    url = request.get_absolute_url()
    assert to_do(team.manager).get(again) == ([f"{url}fill/"] if is_left else None)
    if is_left:
        # It waits since the campaign left its posts, not since the request was sent.
        (item,) = shown(team.manager, "roles.fill_otherwise").items
        campaign.refresh_from_db()
        assert item.since == campaign.cancelled_at
    assert to_do(team.adviser).get(outcome) == (None if is_left else [f"{url}outcome/"])
