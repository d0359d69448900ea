"""What waits in recruitment: for whom, where it leads, and that it is gone once it is done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership
from hub.needs import answer
from hub.permissions import StaffGroup
from hub.work import waiting_for
from roles.applications.services.applications import move_application
from roles.applications.services.messages import ask_about_application
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services import approvals
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.withdrawing import withdraw_post
from roles.models import Application, Campaign, Interview
from roles.selection.services.offers import accept_offer, decline_offer
from roles.support.services import requests
from roles.support.services.request_questions import ask
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
    tell_of_decisions,
)
from tests.factories.adverts import make_draft as begin_application
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in
from tests.factories.panels import sit_panel
from tests.factories.roles import (
    actions_of,
    make_accepted_request,
    make_draft,
    make_request,
    make_team,
)
from tests.work_page import has_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("AAA")


def waits(person):
    """How much waits for a person, by queue."""
    person = type(person).objects.get(pk=person.pk)
    return {shown.queue.slug: shown.total for shown in waiting_for(person)}


def links(person, slug):
    """Where the items of a queue lead."""
    person = type(person).objects.get(pk=person.pk)
    found = {shown.queue.slug: shown.items for shown in waiting_for(person)}
    return [item.href for item in found[slug]]


def test_h2_a_new_request_waits_for_the_hub_until_it_is_triaged(team):
    request = make_request(team)
    assert waits(team.adviser)["roles.triage"] == 1
    assert waits(team.requester) == {"roles.with_the_hub": 1}
    assert waits(team.approver) == {}
    (triage,) = links(team.adviser, "roles.triage")
    client = signed_in(team.adviser)
    assert client.get(triage).status_code == 200
    requests.triage(
        request=request,
        urgency="high",
        adviser=team.adviser,
        follow_up_on=timezone.localdate() + timedelta(days=7),
        actor=team.adviser,
    )
    assert "roles.triage" not in waits(team.adviser)
    assert waits(team.adviser)["roles.accept"] == 1
    other = make_person("", StaffGroup.HUB_STAFF)
    assert "roles.accept" not in waits(other)


def test_r1_an_approval_waits_for_an_approver_who_has_no_part_in_it(team):
    campaign = make_draft(team)
    assert waits(team.manager)["roles.complete_terms"] == 1
    approvals.request_approval(campaign=campaign, actor=team.manager)
    assert waits(team.approver) == {"roles.approve": 1}
    assert signed_in(team.approver).get(links(team.approver, "roles.approve")[0]).status_code == 200
    assert waits(team.manager)["roles.with_approvers"] == 1
    assert "roles.approve" not in waits(team.manager)
    Campaign.objects.filter(pk=campaign.pk).update(made_by=team.approver)
    assert waits(team.approver) == {}
    elsewhere = make_member(Membership.Role.APPROVER, make_organisation("BBB"))
    assert waits(elsewhere) == {}


def test_r11_what_waits_in_a_sift_is_counted_and_names_nobody(team):
    campaign = make_advert(organisation=team.organisation)
    candidate = make_person("candidate@example.com")
    make_application(campaign, candidate)
    assert "roles.stages" not in waits(team.manager)
    bring_to(campaign, "sifting")
    (shown,) = [each for each in waiting_for(team.manager) if each.queue.slug == "roles.stages"]
    (item,) = shown.items
    assert item.text == f"{campaign.reference}, {campaign.title}: 1 application to sift"
    assert item.href == reverse("roles:sift_next", args=[campaign.reference, "submitted"])
    campaign.refresh_from_db()
    assert item.since == campaign.sifting_at
    assert waits(candidate) == {"roles.with_departments": 1}


def test_R11_who_is_interviewed_offered_or_checked_waits_by_reference_and_role_alone(team):
    campaign = make_advert("Service owner", organisation=team.organisation)
    handler = make_handler(campaign)
    asked = make_application(campaign, None, *TO_RECOMMENDED[:-2], by=handler)
    offered = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    offered = make_offer(offered, campaign.posts.get(), handler)
    ask_about_application(application=asked, text="Which room?", actor=asked.candidate)
    Interview.objects.update(starts_at=timezone.now() - timedelta(hours=3))
    page = signed_in(handler).get(reverse("work")).text
    for application in (asked, offered):
        assert f"{application.reference}, Service owner" in page
        assert application.full_name not in page
    accept_offer(application=offered, actor=offered.candidate)
    page = signed_in(handler).get(reverse("work")).text
    assert "Record checks, formal offers and starts" in page
    assert offered.full_name not in page
    assert "roles.identity_opened" not in [*actions_of(asked), *actions_of(offered)]


def test_r25_a_rival_has_no_work_in_what_they_apply_for(team):
    campaign = make_advert(organisation=team.organisation)
    rival = make_member(Membership.Role.HIRING_MANAGER, team.organisation)
    begin_application(campaign, rival)
    make_application(campaign)
    bring_to(campaign, "sifting")
    assert "roles.stages" not in waits(rival)
    assert waits(team.manager)["roles.stages"] == 1


def test_a_draft_waits_until_the_role_closes(team):
    campaign = make_advert(organisation=team.organisation)
    candidate = make_person("candidate@example.com")
    application = begin_application(campaign, candidate)
    assert waits(candidate) == {"roles.drafts": 1}
    on = reverse("roles:application_go_on", args=[application.reference])
    assert links(candidate, "roles.drafts") == [on]
    make_application(campaign)
    bring_to(campaign, "closed")
    assert waits(candidate) == {}
    sit_panel(campaign)
    assert waits(team.manager)["roles.sift_campaign"] == 1


def test_r22_an_offer_waits_for_the_candidate_and_when_it_is_late_for_the_department(team):
    campaign = make_advert(organisation=team.organisation)
    candidate = make_person("candidate@example.com")
    moves = ("pass_sift", "invite", "book", "record_interview", "recommend")
    handler = make_handler(campaign)
    application = make_application(campaign, candidate, *moves, by=handler)
    application = make_offer(application, campaign.posts.get(), handler)
    assert waits(candidate)["roles.offers"] == 1
    (offer,) = links(candidate, "roles.offers")
    assert signed_in(candidate).get(offer).status_code == 200
    assert waits(handler)["roles.offers_out"] == 1
    application.offer_terms.answer_by = timezone.localdate() - timedelta(days=2)
    application.offer_terms.made_at = timezone.now() - timedelta(days=9)
    application.offer_terms.save()
    assert waits(handler)["roles.late_answers"] == 1
    (late,) = links(handler, "roles.late_answers")
    assert signed_in(handler).get(late).status_code == 200
    page = signed_in(handler).get(reverse("work")).content.decode()
    assert "2 days late" in page


def test_queries_do_not_grow_with_what_waits(team):
    counts = []
    made = 0
    queries_of(team.adviser)  # From now on the process knows the kinds of record.
    for number in (1, 3, 30):
        while made < number:
            make_request(team)
            campaign = make_advert(organisation=team.organisation)
            make_application(campaign)
            bring_to(campaign, "sifting")
            made += 1
        counts.append([queries_of(person) for person in (team.adviser, team.manager)])
    # Of a queue that is longer than what is shown, one more tells how long it is.
    assert counts[0] == counts[1]
    assert counts[2] == [counts[0][0] + 1, counts[0][1]]


def test_R25_a_need_open_again_is_not_in_to_do_of_who_competed_for_its_role(team):
    need = make_need(team.organisation, team.requester)
    campaign = make_advert(organisation=team.organisation)
    answer(need=need, subject=campaign, slug="roles.campaign", actor=None)
    rival = make_member(Membership.Role.REQUESTER, team.organisation)
    make_application(campaign, rival)
    cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
    assert links(team.requester, "hub.needs") == [reverse("need_meet", args=[need.reference])]
    assert "hub.needs" not in waits(rival)


def queries_of(person):
    fresh = type(person).objects.get(pk=person.pk)
    with CaptureQueriesContext(connection) as asked:
        waiting_for(fresh)
    return len(asked)


def test_a_rejection_that_rests_is_not_told_by_what_waits_once_the_role_ends(team):
    campaign = make_advert(organisation=team.organisation)
    handler = make_handler(campaign)
    passed, failed = (make_person(f"{name}@example.com") for name in ("passed", "failed"))
    make_application(campaign, passed, "pass_sift", by=handler)
    make_application(campaign, failed, "fail_sift", by=handler)
    assert waits(passed) == waits(failed) == {"roles.with_departments": 1}
    Campaign.objects.filter(pk=campaign.pk).update(state="cancelled")
    assert waits(passed) == waits(failed) == {}


def test_whose_access_has_ended_waits_for_nothing_of_the_department(team):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    assert waits(team.manager)["roles.with_approvers"] == 1
    team.manager.memberships.all().delete()
    assert waits(team.manager) == {}


def test_h1_who_stands_in_for_the_last_requester_has_what_waits_for_them(team):
    request = make_request(team)
    ask(request=request, text="Which site?", actor=team.adviser)
    administrator = make_member(Membership.Role.ADMINISTRATOR, team.organisation)
    assert waits(team.requester)["roles.hubs_questions"] == 1
    assert "roles.hubs_questions" not in waits(administrator)
    team.requester.memberships.all().delete()
    assert waits(administrator)["roles.hubs_questions"] == 1
    (answer,) = links(administrator, "roles.hubs_questions")
    assert signed_in(administrator).get(answer).status_code == 200


def of_campaign(person, campaign):
    """What a person is told to do with a campaign, without its name."""
    person = type(person).objects.get(pk=person.pk)
    name = f"{campaign.reference}, {campaign.title}: "
    return [
        item.text.removeprefix(name)
        for shown in waiting_for(person)
        for item in shown.items
        if campaign.reference in item.text and not shown.queue.others_act
    ]


def test_r13_a_campaign_waits_when_an_offer_is_declined_and_somebody_on_the_reserve_list_is_next():
    campaign = make_advert()
    handler = make_handler(campaign)
    met = ("pass_sift", "invite", "book", "record_interview")
    first = make_application(campaign, None, *met, "recommend", by=handler)
    second = make_application(campaign, None, *met, "put_on_reserve", by=handler)
    tell_of_decisions(second)
    bring_to(campaign, "offering")
    assert of_campaign(handler, campaign) == ["1 application waiting for an offer"]
    make_offer(first, campaign.posts.get(), handler)
    assert of_campaign(handler, campaign) == []
    first.refresh_from_db()
    decline_offer(application=first, actor=first.candidate)
    assert of_campaign(handler, campaign) == [
        "1 application on the reserve list. You can offer a post"
    ]
    withdraw_application(application=second, actor=second.candidate)
    assert of_campaign(handler, campaign) == ["no applications are left. You can end the campaign"]
    (end,) = links(handler, "roles.stages")
    page = signed_in(handler).get(end).content.decode()
    assert "Decide how this campaign ends" in page
    assert "End without filling every post" in page


def test_a_campaign_waits_to_be_moved_on_once_everybody_in_its_stage_is_decided_on():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_application(campaign)
    bring_to(campaign, "sifting")
    move_application(application=application, move="pass_sift", actor=handler)
    then = "every application is sifted. Start interviews"
    assert of_campaign(handler, campaign) == [then]
    (start,) = links(handler, "roles.stages")
    assert signed_in(handler).get(start).status_code == 200
    # Who passed hears of it first: until then nobody can be invited, and the page says so.
    Application.objects.update(release_at=timezone.now() + timedelta(days=1))
    bring_to(campaign, "interviewing")
    assert of_campaign(handler, campaign) == []
    page = signed_in(handler).get(campaign.get_absolute_url()).content.decode()
    assert "You can invite them from then on." in page
    Application.objects.update(release_at=timezone.now())
    assert of_campaign(handler, campaign) == ["1 application to invite to interview"]
    for move in ("invite", "book", "record_interview", "recommend"):
        application = make_move(application, move, handler)
    assert of_campaign(handler, campaign) == ["everybody is decided on. Agree the order of merit"]


def test_h7_posts_that_are_left_when_a_campaign_ends_wait_for_the_department():
    campaign = make_advert(posts=2)
    handler = make_handler(campaign)
    bring_to(campaign, "offering")
    ending = {"reason": "Nobody suitable.", "what_of_posts": "wanted"}
    signed_in(handler).post(f"/campaigns/{campaign.reference}/end/", ending)
    campaign.refresh_from_db()
    assert campaign.state == "unfilled"
    assert waits(handler)["roles.posts_left"] == 1
    (left,) = links(handler, "roles.posts_left")
    page = signed_in(handler).get(left).content.decode()
    posts = [post.reference for post in campaign.posts.all()]
    labels = ["Advertise again", *(f"Withdraw post {reference}" for reference in posts)]
    assert [label for label in labels if label not in page] == []
    chosen = signed_in(handler).post(left, {"way": f"withdraw-{posts[0]}"})
    assert chosen["Location"] == reverse("roles:post_move", args=[posts[0], "withdraw"])
    for post in campaign.posts.all():
        withdraw_post(post=post, reason="No money is left.", actor=handler)
    assert "roles.posts_left" not in waits(handler)


def test_h2_that_a_campaign_can_be_made_waits_for_the_department_once_the_hub_has_accepted(team):
    request = make_request(team)
    assert "roles.make_campaign" not in waits(team.manager)
    requests.triage(request=request, urgency="routine", adviser=team.adviser, actor=team.adviser)
    requests.accept(request=request, actor=team.adviser)
    assert waits(team.manager)["roles.make_campaign"] == 1
    (make,) = links(team.manager, "roles.make_campaign")
    assert signed_in(team.manager).get(make).status_code == 200
    page = signed_in(team.manager).get(request.get_absolute_url()).content.decode()
    assert "Start a campaign for its posts when you are ready to advertise." in page
    make_draft(team, type(request).objects.get(pk=request.pk))
    assert "roles.make_campaign" not in waits(team.manager)


def test_queues_with_something_late_stand_first(team):
    make_request(team)
    late = make_accepted_request(team)
    order = list(waits(team.adviser))
    assert order.index("roles.triage") < order.index("roles.start_request")
    yesterday = timezone.localdate() - timedelta(days=1)
    type(late).objects.filter(pk=late.pk).update(follow_up_on=yesterday)
    assert list(waits(team.adviser))[:2] == ["roles.start_request", "roles.triage"]
    page = signed_in(team.adviser).get(reverse("work")).content.decode()
    assert page.index("Start work on support requests") < page.index("Triage support requests")


def test_h2_a_request_to_follow_up_stands_once_under_what_is_next_for_it(team):
    """Until the hub works on it that is triage or its answer, late from its day on."""
    yesterday = timezone.localdate() - timedelta(days=1)
    request = make_request(team)
    triage = {"urgency": "routine", "adviser": team.adviser, "actor": team.adviser}
    requests.triage(request=request, **triage)
    rows = type(request).objects.filter(pk=request.pk)
    rows.update(follow_up_on=yesterday)
    assert waits(team.adviser) == {"roles.accept": 1}
    (shown,) = waiting_for(team.adviser)
    assert [item.days_late for item in shown.items] == [1]
    requests.accept(request=request, actor=team.adviser)
    assert waits(team.adviser) == {"roles.start_request": 1}
    log = reverse("roles:support_move", args=[request.reference, "log"])
    rows.update(state="in_progress")
    assert waits(team.adviser) == {"roles.follow_up": 1}
    assert links(team.adviser, "roles.follow_up") == [log]
    assert has_form(team.adviser, log)
