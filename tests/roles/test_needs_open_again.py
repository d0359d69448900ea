"""A need whose answer ended without meeting it is open again, and in its department's To do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capability_reviews.org_design.services import move_engagement, request_advice
from hub.models import Membership, Need
from hub.needs import answer, raise_need
from hub.permissions import StaffGroup
from hub.tasks import look_at_needs
from hub.work import waiting_for
from roles.campaigns.services.approvals import refuse
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.completion import end_campaign
from roles.campaigns.services.withdrawing import withdraw_post
from roles.models import Campaign, SupportRequest
from roles.support.services.outcomes import close, record_outcome, reopen
from roles.support.services.requests import accept, decline, triage
from tests.factories.hub import make_member, make_need, make_person, signed_in
from tests.factories.roles import make_draft, make_request
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
State = Need.State


def to_do(person):
    """The needs that wait for somebody."""
    page = signed_in(person).get(reverse("work")).text.split("Done by you today")[0]
    return [need for need in Need.objects.all() if need.get_absolute_url() in page]


def state(need):
    return Need.objects.get(pk=need.pk).state


def history(need, person):
    return signed_in(person).get(need.get_absolute_url()).text


ENDED = "Work to meet the need has ended, so the need is open again"


def test_a_need_is_open_again_when_its_request_is_withdrawn_and_answered_when_it_goes_on(team):
    need = make_need(team.organisation, team.requester)
    request = make_request(team, need=need)
    assert (state(need), to_do(team.requester)) == (State.ANSWERED, [])
    client = signed_in(team.requester)
    page = reverse("roles:support_move", args=[request.reference, "withdraw"])
    client.post(page, as_read(client, page, {"reason": "We found somebody."}))
    assert SupportRequest.objects.get().state == SupportRequest.State.WITHDRAWN
    assert (state(need), to_do(team.requester)) == (State.RAISED, [need])
    assert ENDED in history(need, team.requester)
    reopen(request=request, reason="They left again.", actor=team.adviser)
    assert (state(need), to_do(team.requester)) == (State.ANSWERED, [])


def test_a_need_is_open_again_when_its_request_is_declined_or_ends_without_anybody(team):
    need = make_need(team.organisation, team.requester)
    declined = make_request(team, need=need)
    triage(request=declined, urgency="soon", adviser=team.adviser, actor=team.adviser)
    decline(request=declined, reason="Your own team can do this.", actor=team.adviser)
    assert to_do(team.requester) == [need]
    other = make_request(team, need=need)
    assert to_do(team.requester) == []
    triage(request=other, urgency="soon", adviser=team.adviser, actor=team.adviser)
    accept(request=other, actor=team.adviser)
    assert to_do(team.requester) == []
    SupportRequest.objects.filter(pk=other.pk).update(state="in_progress")
    record_outcome(request=other, outcome="unfilled", reason="Nobody met it.", actor=team.adviser)
    assert (state(need), to_do(team.requester)) == (State.RAISED, [need])
    close(request=other, actor=team.adviser)
    assert history(need, team.requester).count(ENDED) == 2


def test_a_need_is_open_again_when_its_campaign_is_refused_cancelled_or_ends_unfilled(team):
    need = make_need(team.organisation, team.requester)
    for end in ("refused", "cancelled", "unfilled"):
        campaign = make_draft(team)
        Campaign.objects.filter(pk=campaign.pk).update(need=need)
        answer(need=need, subject=campaign, slug="roles.campaign", actor=team.manager)
        assert (state(need), to_do(team.requester)) == (State.ANSWERED, [])
        if end == "refused":
            Campaign.objects.filter(pk=campaign.pk).update(state="approval_requested")
            refuse(campaign=campaign, reason="No money.", actor=team.approver)
        elif end == "cancelled":
            cancel_campaign(campaign=campaign, reason="No money.", actor=team.manager)
        else:
            Campaign.objects.filter(pk=campaign.pk).update(state="offering")
            end_campaign(campaign=campaign, reason="Nobody.", actor=team.manager)
        assert (end, state(need), to_do(team.requester)) == (end, State.RAISED, [need])


def test_a_need_is_open_again_when_advice_is_not_accepted_and_not_while_it_is_carried_out(team):
    lead = make_member(Membership.Role.CAPABILITY_LEAD, team.organisation, "lead@need.example")
    adviser = make_person("adviser@need.example", StaffGroup.REVIEWERS)
    need = make_need(team.organisation, lead)
    for last, waits in (("decline", [need]), ("review", [need])):
        engagement = request_advice(
            organisation=team.organisation, question="Who leads?", actor=lead, need=need
        )
        moves = ["start_scoping", "give_advice"]
        moves += ["accept", "start_implementing", "finish_implementing"] * (last == "review")
        for move in moves:
            move_engagement(engagement=engagement, move=move, actor=adviser)
            assert (move, to_do(lead)) == (move, [])
        move_engagement(engagement=engagement, move=last, actor=lead)
        assert (last, state(need), to_do(lead)) == (last, State.RAISED, waits)


def test_a_need_goes_on_while_one_of_two_answers_does(team):
    need = make_need(team.organisation, team.requester)
    make_request(team, need=need)
    campaign = make_draft(team)
    answer(need=need, subject=campaign, slug="roles.campaign", actor=team.manager)
    cancel_campaign(campaign=campaign, reason="No money.", actor=team.manager)
    assert (state(need), to_do(team.requester)) == (State.ANSWERED, [])


def test_what_was_left_before_is_found_each_hour_and_once(team):
    need, other = (make_need(team.organisation, team.requester) for _ in range(2))
    gone, stands = make_request(team, need=need), make_request(team, need=other)
    SupportRequest.objects.filter(pk=gone.pk).update(state="withdrawn", closed_at=timezone.now())
    look_at_needs()
    look_at_needs()
    assert (state(need), state(other)) == (State.RAISED, State.ANSWERED)
    assert history(need, team.requester).count(ENDED) == 1
    assert stands.need == other


def test_a_need_that_a_finding_raised_is_in_to_do(team):
    need = raise_need(
        organisation=team.organisation,
        reason="A review found it.",
        actor=team.requester,
        origin=team.organisation,
    )
    assert to_do(team.requester) == [need]


def since(person, slug):
    """Since when what waits for somebody in a queue waits."""
    fresh = type(person).objects.get(pk=person.pk)
    found = [each for each in waiting_for(fresh) if each.queue.slug == slug]
    return [item.since for each in found for item in each.items]


def test_a_need_open_again_waits_since_then_and_not_since_it_was_raised(team):
    need = make_need(team.organisation, team.requester)
    Need.objects.filter(pk=need.pk).update(raised_at=timezone.now() - timedelta(days=40))
    need.refresh_from_db()
    assert since(team.requester, "hub.needs") == [need.raised_at]
    request = make_request(team, need=need)
    triage(request=request, urgency="soon", adviser=team.adviser, actor=team.adviser)
    request.refresh_from_db()
    assert since(team.adviser, "roles.accept") == [request.triaged_at]
    decline(request=request, reason="Your own team can do this.", actor=team.adviser)
    request.refresh_from_db()
    (waits,) = since(team.requester, "hub.needs")
    assert timezone.localdate(waits) == timezone.localdate()
    assert since(team.adviser, "roles.close_request") == [request.declined_at]


def test_the_outcome_of_a_request_waits_since_its_last_campaign_ended(team):
    campaign = make_draft(team)
    request = campaign.support_request
    SupportRequest.objects.filter(pk=request.pk).update(
        state="in_progress", submitted_at=timezone.now() - timedelta(days=17)
    )
    cancel_campaign(campaign=campaign, reason="Not needed.", actor=team.manager)
    for post in request.posts.all():
        withdraw_post(post=post, reason="Not needed.", actor=team.manager)
    (waits,) = since(team.adviser, "roles.outcome")
    assert timezone.localdate(waits) == timezone.localdate()
