"""The hub declines help with the sift alone, with a reason the department reads (H4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.models import Notification
from roles.campaigns.services.drafting import ask_for_sift_help
from roles.models import Campaign, RequestKind, SupportRequest
from roles.support.services import requests
from roles.support.services.activities import ActivityRefusedError, log_activity
from roles.support.services.bookings import BookingRefusedError
from roles.support.services.sift_help import NothingElseAskedError, decline_sift_help
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    actions_of,
    make_accepted_request,
    make_draft,
    make_open,
    make_request,
)
from tests.roles.support.support_forms import book, make_expert

pytestmark = pytest.mark.django_db
WHY = "Every expert is booked until March."


def asked(team, **more):
    """An accepted request for the sift and for help with interviews."""
    request = make_accepted_request(team, kind="sift", **more)
    RequestKind.objects.create(request=request, kind="interview")
    return request


def decline(request, team):
    return decline_sift_help(request=request, reason=WHY, actor=team.adviser)


def test_H4_the_hub_declines_the_sift_alone_and_the_department_reads_why(team):
    request = asked(team)
    campaign = make_open(team, request)
    page = signed_in(team.adviser).get(f"/support/{request.reference}/").text
    assert "Decline help with the sift" in page
    response = signed_in(team.adviser).post(
        f"/support/{request.reference}/decline-sift/", {"reason": WHY}, follow=True
    )
    assert "You have declined help with the sift" in response.text
    request.refresh_from_db()
    assert request.state == SupportRequest.State.IN_PROGRESS
    assert actions_of(request)[-1] == "roles.sift_help_declined"
    assert actions_of(campaign)[-1] == "roles.sift_help_declined"
    for person in (team.requester, team.manager):
        page = signed_in(person).get(f"/support/{request.reference}/").text
        assert (WHY in page, "Help with the sift (declined), Help with interviews" in page) == (
            True,
            True,
        )
    page = signed_in(team.manager).get(f"/campaigns/{campaign.reference}/").text
    assert ("The hub team declined on" in page, WHY in page) == (True, True)
    call_command("deliver")
    letters = [letter for letter in mail.outbox if "cannot help with the sift" in letter.subject]
    assert {letter.to[0] for letter in letters} == {team.requester.email, team.manager.email}
    assert all(WHY in letter.body for letter in letters)


def test_H4_nothing_of_the_sift_waits_for_the_hub_any_more(team):
    request, expert = asked(team), make_expert()
    campaign = make_open(team, request)
    post, today = campaign.posts.get(), timezone.localdate()
    sift = book(expert, request, team, kind="sift")
    interview = book(expert, request, team, in_days=30, kind="interview")
    decline(request, team)
    assert [booking.state for booking in request.bookings.order_by("pk")] == ["cancelled", "booked"]
    assert Notification.objects.get(slug="roles.expert_booking_cancelled").recipient == expert.user
    assert (sift.days.count(), interview.days.count() > 0) == (0, True)
    with pytest.raises(BookingRefusedError, match="has declined"):
        book(expert, request, team, in_days=60, kind="shortlist")
    # Of the day itself and before it, what was done is still put on record.
    log_activity(request=request, type="sift", on=today, post=post, actor=team.adviser)
    request.sift_help_declined_at = timezone.now() - timedelta(days=1)
    assert "declined" in request.obstacle_to_sift_help(campaign, today)
    assert not Campaign.objects.get().has_sift_help


def test_H4_the_sift_is_logged_no_more_after_it_was_declined(team, time_machine):
    request = asked(team)
    decline(request, team)
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    for kind in ("sift", "shortlist"):
        with pytest.raises(ActivityRefusedError, match="has declined"):
            log_activity(request=request, type=kind, on=timezone.localdate(), actor=team.adviser)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)


def test_H4_the_department_may_ask_again_and_the_hub_decline_again(team):
    request = asked(team)
    campaign = make_draft(team, request)
    decline(request, team)
    with pytest.raises(TransitionNotAllowed):
        decline(request, team)
    again = signed_in(team.adviser).get(f"/support/{request.reference}/decline-sift/", follow=True)
    assert "has already declined to help with the sift" in again.text
    campaign = ask_for_sift_help(campaign=Campaign.objects.get(), actor=team.requester)
    assert campaign.has_sift_help
    assert Notification.objects.get(slug="roles.sift_help_asked").recipient == team.adviser
    decline(request, team)
    assert not Campaign.objects.get().has_sift_help


def test_H4_the_sift_is_not_declined_alone_where_nothing_else_is_asked_for(team):
    request = make_request(team, kind="shortlist")
    with pytest.raises(TransitionNotAllowed):
        decline(request, team)
    requests.triage(request=request, urgency="soon", adviser=team.adviser, actor=team.adviser)
    with pytest.raises(NothingElseAskedError):
        decline(request, team)
    page = signed_in(team.adviser).get(f"/support/{request.reference}/").text
    assert "/decline-sift/" not in page
    assert "Decline help with the sift" not in page
    refusal = signed_in(team.adviser).get(
        f"/support/{request.reference}/decline-sift/", follow=True
    )
    assert "Decline the whole request instead" in refusal.text
    requests.accept(request=request, actor=team.adviser)
    assert decline(request, team).sift_help_declined_because == WHY


def test_H4_only_the_hub_declines_and_nothing_is_declined_that_nobody_asked_for(team):
    request = asked(team)
    for person in (team.requester, team.manager, make_person()):
        address = f"/support/{request.reference}/decline-sift/"
        assert signed_in(person).post(address, {"reason": WHY}).status_code in (403, 404)
    assert SupportRequest.objects.get().sift_help_declined_at is None
    with pytest.raises(TransitionNotAllowed):
        decline(make_accepted_request(team), team)


def test_H2_help_with_the_sift_of_a_senior_post_is_not_declined(team):
    request = asked(team, grade="scs1")
    with pytest.raises(TransitionNotAllowed):
        decline(request, team)
    page = signed_in(team.adviser).get(f"/support/{request.reference}/").text
    assert "Decline help with the sift" not in page
