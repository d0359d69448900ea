"""What is next for a campaign follows from its posts, up to the outcome of its request."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.dates import date_gb
from hub.models import Notification
from roles.adverts.services.moderation import send_advert
from roles.applications.services.applications import move_application
from roles.campaigns.next_step import steps_of
from roles.campaigns.services import approvals, posts
from roles.campaigns.services.job_descriptions import describe_job
from roles.models import Campaign, Offer, Post
from roles.selection.services.offers import accept_offer, record_start
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    bring_to_formal_offer,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)
from tests.factories.hub import make_member, signed_in
from tests.factories.roles import (
    SENIOR_JOB,
    actions_of,
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
    make_team,
)

pytestmark = pytest.mark.django_db


def test_H7_nothing_more_is_not_said_before_everybody_has_started_and_the_outcome_is_recorded():
    team = make_team()
    campaign = make_open(team)
    application = make_application(campaign, None, *TO_RECOMMENDED, by=team.manager)
    bring_to(campaign, "offering")
    assert by_others(campaign) == "The department makes offers until every post is filled."
    make_offer(application, campaign.posts.get(), team.manager)
    accept_offer(application=application, actor=application.candidate)
    request = campaign.support_request
    told = Notification.objects.filter(slug="roles.support_outcome_due", recipient=team.adviser)
    assert [row.context["reference"] for row in told] == [request.reference]
    html = signed_in(team.adviser).get(campaign.get_absolute_url()).content.decode()
    assert "Still to start: 1 person" in html
    html = signed_in(team.adviser).get(request.get_absolute_url()).content.decode()
    assert "Record the outcome: every post is filled." in html
    application.refresh_from_db()
    record_start(application=bring_to_formal_offer(application, team.manager), actor=team.manager)
    campaign = Campaign.objects.get(pk=campaign.pk)
    assert by_others(campaign) == (
        f"The hub team records the outcome of support request {request.reference}."
    )


def test_R17_posts_filled_without_applications_ask_for_nothing_that_nobody_can_do():
    campaign = make_advert(posts=2)
    bring_to(campaign, "offering")
    handler = make_handler(campaign)
    nobody = "No applications are left to choose from."
    end = "can end the campaign without filling every post."
    said = step_of(signed_in(handler).get(campaign.get_absolute_url()))
    assert said == f"{nobody} You {end}"
    assert by_others(campaign) == f"{nobody} The department {end}"
    for post in campaign.posts.all():
        posts.accept_post(post=post, person=None, reference=f"HR-{post.pk}", actor=handler)
    campaign = Campaign.objects.get(pk=campaign.pk)
    assert campaign.state == "filled"
    assert by_others(campaign) == "There is nothing more to do: every post is filled."


def test_R19_that_nobody_is_left_is_read_by_others_once_the_candidates_were_told():
    campaign = make_advert()
    handler = make_handler(campaign)
    leader = signed_in(make_member("digital_leader", campaign.organisation))
    application = make_application(campaign)
    bring_to(campaign, "sifting")
    before = step_of(leader.get(campaign.get_absolute_url()))
    move_application(application=application, move="fail_sift", actor=handler)
    nobody = "No applications are left to choose from."
    assert nobody in signed_in(handler).get(campaign.get_absolute_url()).text
    assert step_of(leader.get(campaign.get_absolute_url())) == before
    campaign.applications.update(release_at=timezone.now())
    assert step_of(leader.get(campaign.get_absolute_url())).startswith(nobody)


def test_R22_who_has_not_answered_is_named_and_since_when():
    campaign = make_advert(posts=2)
    handler, today = make_handler(campaign), timezone.localdate()
    late, due = (
        make_offer(make_application(campaign, None, *TO_RECOMMENDED), post, handler)
        for post in campaign.posts.all()
    )
    Offer.objects.filter(application=late).update(answer_by=today - timedelta(days=2))
    page = signed_in(handler).get(campaign.get_absolute_url()).text
    assert "Make offers until every post is filled" not in page
    assert f"Wait for the answer to 1 offer: {due.reference}, offered on" in page
    was = date_gb(today - timedelta(days=2))
    which = f"{late.reference}, offered on {date_gb(today)}, answer was due by {was}"
    what = "Give more time to answer, or withdraw the offer."
    assert f"1 of 2 answers is late: {which}. {what} Wait" in page
    assert f"{due.reference}, offered on {date_gb(today)}, answer due by" in page
    # Who does not handle applications reads how many.
    leader = make_member("digital_leader", campaign.organisation)
    page = signed_in(leader).get(campaign.get_absolute_url()).text
    assert ("Wait for the answer to 1 offer." in page, late.reference in page) == (True, False)
    assert f"1 of 2 answers is late. The first was due by {was}" in page


def test_the_hub_is_not_led_to_publish_what_the_department_has_not_sent():
    team = make_team()
    campaign = make_approved(team)
    url = campaign.get_absolute_url()
    write = "Write the advert, then send it to the hub team, which publishes it."
    assert step_of(signed_in(team.adviser).get(url)) == write
    send_advert(campaign=campaign, actor=team.manager)
    assert step_of(signed_in(team.adviser).get(url)) == "Check the advert, then publish it."


def test_R4_a_lead_of_the_hub_is_told_to_agree_the_job_description():
    team = make_team()
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    url = campaign.get_absolute_url()
    assert step_of(signed_in(team.lead).get(url)) == "Agree the job description."
    assert step_of(signed_in(team.manager).get(url)) == (
        "Ask for approval. A hub lead has to agree the job description before the advert."
    )
    approvals.agree_job_description(campaign=campaign, actor=team.lead)
    assert step_of(signed_in(team.manager).get(url)) == "Ask for approval."


def test_R1_what_an_approver_is_asked_and_why_it_was_returned_stand_at_the_top():
    team = make_team()
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    url = campaign.get_absolute_url()
    assert step_of(signed_in(team.approver).get(url)) == "Decide on the approval."
    assert step_of(signed_in(team.manager).get(url)) == "An approver of the department decides."
    approvals.send_back(campaign=campaign, reason="Say which skills.", actor=team.approver)
    view = signed_in(team.manager).get(url)
    assert step_of(view) == (
        "Complete the terms as the approver asked, then ask for approval again."
    )
    assert view.context_data["why_not_approved"] == ("Returned because", "Say which skills.")
    assert view.text.index("Returned because") < view.text.index("What you can do")


def test_an_advert_is_not_drafted_before_the_terms_are_complete():
    team = make_team()
    campaign = make_draft(team)
    client = signed_in(team.manager)
    base = campaign.get_absolute_url()
    assert f"{base}draft-advert/" in client.get(base).text
    Campaign.objects.update(essential_criteria="")
    page = client.get(base).text
    assert (f"{base}draft-advert/" in page, "Draft the advert" in page) == (False, True)
    refused = client.post(f"{base}draft-advert/", follow=True).text
    assert "Complete the terms first." in refused
    assert not hasattr(Campaign.objects.get(), "page")


@pytest.mark.parametrize("move", ["cancel", "end"])
def test_ending_a_campaign_asks_what_becomes_of_its_posts(move):
    campaign = make_advert(posts=3)
    bring_to(campaign, "interviewing")
    client, base = signed_in(make_handler(campaign)), campaign.get_absolute_url()
    why = {"reason": "The work has moved."}
    page = client.post(f"{base}{move}/", why).text
    assert "Select what happens to the posts" in page
    page = client.post(f"{base}{move}/", {**why, "what_of_posts": "some"}).text
    assert ("Select the posts that will not be filled" in page, "The work has" in page) == (
        True,
        True,
    )
    gone = campaign.posts.last()
    given = {**why, "what_of_posts": "some", "closed_posts": [gone.pk]}
    assert client.post(f"{base}{move}/", given).status_code == 302
    assert list(campaign.posts.values_list("state", flat=True)) == ["open", "open", "withdrawn"]
    assert actions_of(gone) == ["roles.post_withdrawn"]
    assert step_of(client.get(base)) == (
        "Advertise again, or withdraw posts that are not needed. Still to be filled: 2 posts."
    )


def test_a_campaign_cancelled_with_all_its_posts_leaves_none_open():
    campaign = make_advert(posts=1)
    client, base = signed_in(make_handler(campaign)), campaign.get_absolute_url()
    given = {"reason": "The work has moved.", "what_of_posts": "closed"}
    assert client.post(f"{base}cancel/", given).status_code == 302
    assert Post.objects.get().state == "withdrawn"
    assert step_of(client.get(base)) == "There is nothing more to do: it was cancelled."


def by_others(campaign):
    """What is next, in the words for who takes no part in it."""
    return steps_of(campaign)[-1].words


def step_of(response):
    return response.context_data["next_step"]


@pytest.mark.parametrize("is_of_a_request", [True, False])
def test_a_refused_campaign_says_what_can_be_done_next_with_a_link_that_opens(is_of_a_request):
    team = make_team()
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    approvals.refuse(campaign=campaign, reason="There is no budget.", actor=team.approver)
    if not is_of_a_request:
        Campaign.objects.filter(pk=campaign.pk).update(support_request=None)
    client = signed_in(team.manager)
    page = client.get(campaign.get_absolute_url()).text
    assert "Start a campaign, or withdraw posts that are not needed." in page
    [address] = set(re.findall(r'href="([^"]+)"[^>]*>\s*Start a campaign', page))
    assert client.get(address).status_code == 200
    assert ("/support/" in address) == is_of_a_request
    ended = Campaign.objects.get(pk=campaign.pk)
    assert "The department can start a campaign, or withdraw" in by_others(ended)
