"""No post that something depends on is taken away in silence: campaigns, their people, requests."""

from __future__ import annotations

import pytest

from hub.models import Notification
from roles.campaigns.services import posts
from roles.campaigns.services.completion import NotJudgedError
from roles.campaigns.services.posts import accept_post
from roles.campaigns.services.withdrawing import LastPostError, withdraw_post
from roles.models import Campaign, Post
from roles.support.services import outcomes
from tests.factories.adverts import TO_RECOMMENDED, make_advert, make_application, make_handler
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_draft, make_open

pytestmark = pytest.mark.django_db
WHY = {"reason": "The work was moved to another team."}


def told(slug):
    return set(Notification.objects.filter(slug=slug).values_list("recipient__email", flat=True))


def emails(*people):
    return {person.email for person in people}


def test_the_only_post_of_an_open_campaign_is_not_withdrawn_and_the_page_says_what_to_do(team):
    campaign = make_open(team)
    post = campaign.posts.get()
    manager = signed_in(team.manager)
    url = f"/posts/{post.reference}/withdraw/"
    for page in (manager.get(url).text, manager.post(url, WHY).text, manager.get(url[:-9]).text):
        assert f"This is the only post of campaign {campaign.reference}" in page
        assert f'href="{campaign.get_absolute_url()}"' in page
    assert Post.objects.get().state == "open"
    with pytest.raises(LastPostError):
        withdraw_post(post=post, actor=team.manager, **WHY)
    assert told("roles.post_withdrawn") == set()


def test_the_only_post_of_a_draft_is_not_withdrawn_either_and_that_of_an_ended_one_is(team):
    campaign = make_draft(team)
    post = campaign.posts.get()
    with pytest.raises(LastPostError):
        withdraw_post(post=post, actor=team.manager, **WHY)
    manager = signed_in(team.manager)
    cancelled = {**WHY, "what_of_posts": "wanted"}
    assert manager.post(f"{campaign.get_absolute_url()}cancel/", cancelled).status_code == 302
    assert manager.post(f"/posts/{post.reference}/withdraw/", WHY).status_code == 302
    assert Post.objects.get().state == "withdrawn"


def test_withdrawing_one_of_several_takes_a_reason_says_what_happens_and_is_told(team):
    campaign = make_open(team, make_accepted_request(team, posts_wanted=3))
    post = campaign.posts.first()
    manager = signed_in(team.manager)
    url = f"/posts/{post.reference}/withdraw/"
    page = manager.get(url).text
    assert f"Campaign {campaign.reference} continues with 2 posts" in page
    assert "The advert shows the new number at once" in page
    assert "There is a problem" in manager.post(url, {"reason": ""}).text
    assert manager.post(url, WHY).status_code == 302
    assert told("roles.post_withdrawn") == emails(team.requester, team.approver, team.adviser)
    mail = Notification.objects.filter(slug="roles.post_withdrawn").first()
    assert (mail.context["reason"], mail.context["left"]) == (WHY["reason"], "2 posts")
    assert WHY["reason"] in manager.get(post.get_absolute_url()).text
    assert campaign.listing.posts == 2


def test_R19_a_post_is_not_withdrawn_where_that_would_end_a_campaign_with_somebody_undecided():
    campaign = make_advert(posts=2)
    first, last = campaign.posts.all()
    met = make_application(campaign, None, *TO_RECOMMENDED[:-1])
    posts.accept_post(post=first, person=None, reference="old/1", actor=None)
    handler = make_handler(campaign)
    page = signed_in(handler).post(f"/posts/{last.reference}/withdraw/", WHY).text
    assert f"Interviewed, not decided: 1 candidate ({met.reference})" in page
    with pytest.raises(NotJudgedError):
        withdraw_post(post=last, actor=handler, **WHY)
    assert Campaign.objects.get().state == "interviewing"


@pytest.mark.parametrize("end", ["withdraw", "close"])
def test_a_request_that_ends_while_its_campaign_runs_says_so_and_tells_who_runs_it(team, end):
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    if end == "withdraw":
        person = signed_in(team.requester)
    else:
        person = signed_in(team.lead)
        # Every post of the request is filled, while the campaign goes on.
        accept_post(post=Post.objects.get(), person=None, reference="HR-1", actor=team.manager)
        given = {"request": request, "outcome": "filled_otherwise", "reason": "Done."}
        outcomes.record_outcome(actor=team.adviser, **given)
    page = person.get(f"{request.get_absolute_url()}{end}/").text
    assert f'href="{campaign.get_absolute_url()}"' in page
    assert "This campaign keeps its posts and continues without the hub team’s help" in page
    assert person.post(f"{request.get_absolute_url()}{end}/", WHY).status_code == 302
    slug = "roles.support_withdrawn" if end == "withdraw" else "roles.support_closed"
    others = (team.manager, team.approver, team.adviser)
    assert emails(*others) <= told(slug)
    assert Post.objects.get().state == ("open" if end == "withdraw" else "accepted")
