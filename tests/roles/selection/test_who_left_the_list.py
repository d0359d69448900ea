"""Whoever was put forward and leaves: the request says so, and what is next (R14, R15, R17)."""

from __future__ import annotations

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from hub.models import Notification
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Application
from roles.selection.services import reserve_lists
from roles.selection.services.offers import accept_offer, decline_offer
from roles.selection.tasks import end_reserve_lists_that_are_over
from tests.factories.hub import current_role, signed_in
from tests.factories.roles import make_accepted_request
from tests.pages_read import as_read
from tests.roles.campaigns.test_next_step import step_of
from tests.roles.support.support_forms import make_reserved, make_selected, offer_selected

pytestmark = pytest.mark.django_db
LEFT = "Somebody put forward is no longer available from a reserve list"
CLOSING = reverse("account_erase")


@pytest.fixture
def reserved():
    return make_reserved(current_role("delivery-manager"))


@pytest.fixture
def request_(team):
    return make_accepted_request(team)


def told(slug):
    return set(Notification.objects.filter(slug=slug).values_list("recipient__email", flat=True))


def step(person, request):
    return step_of(signed_in(person).get(request.get_absolute_url()))


def work(person):
    return signed_in(person).get("/work/").text


def close_account(person):
    client = signed_in(person)
    client.post(CLOSING, as_read(client, CLOSING, {"sure": "on"}))


@pytest.mark.parametrize("way", ["list_ends", "consent", "withdrawn", "erased"])
def test_who_was_selected_and_leaves_the_list_is_missed(
    team, reserved, request_, time_machine, way
):
    make_selected(request_, reserved, team.adviser, team.manager)
    if way == "list_ends":
        time_machine.move_to(reserved.reserve_at + relativedelta(months=12, days=1), tick=False)
        end_reserve_lists_that_are_over()
        end_reserve_lists_that_are_over()
    elif way == "consent":
        reserve_lists.stop_sharing(application=reserved, actor=reserved.candidate)
    elif way == "withdrawn":
        withdraw_application(application=reserved, actor=reserved.candidate)
    else:
        close_account(reserved.candidate)
    everybody = {team.requester.email, team.manager.email, team.adviser.email}
    assert told("roles.person_left") == everybody
    mail.outbox.clear()
    call_command("deliver")
    letters = [one for one in mail.outbox if "is no longer available" in one.subject]
    assert len(letters) == 3
    body = letters[0].body.replace("\n", " ")
    assert f"The candidate with application {reserved.reference}, whom the hub team" in body
    assert f"/support/{request_.reference}/" in body
    page = signed_in(team.requester).get(request_.get_absolute_url()).text
    assert page.count(LEFT) == 1
    words = (
        f"The candidate with application {reserved.reference} is no longer available. Still to be "
        "filled: 1 post."
    )
    assert step(team.adviser, request_) == f"{words} Put somebody else forward if you can."
    rest = "start a campaign, or withdraw posts that are not needed."
    assert step(team.manager, request_) == (
        f"{words} Wait for somebody else from a reserve list, {rest}"
    )
    assert "Fill posts in another way, or withdraw them" in work(team.manager)
    assert "Put somebody else forward, because the person selected is not available" in work(
        team.adviser
    )


def test_nobody_is_missed_who_was_not_put_forward_or_whose_request_has_ended(
    team, reserved, request_
):
    reserve_lists.stop_sharing(application=reserved, actor=reserved.candidate)
    assert told("roles.person_left") == set()
    assert LEFT not in signed_in(team.adviser).get(request_.get_absolute_url()).text
    assert "is no longer available" not in step(team.adviser, request_)
    assert "Put somebody else forward:" not in work(team.adviser)


@pytest.mark.parametrize("closes_account", [True, False])
def test_who_withdraws_after_accepting_is_in_the_history_and_the_post_is_to_fill(
    team, reserved, request_, closes_account
):
    application = offer_selected(
        make_selected(request_, reserved, team.adviser, team.manager), team.manager
    )
    application = accept_offer(application=application, actor=application.candidate)
    page = signed_in(team.manager).get(request_.get_absolute_url()).text
    assert "Offer accepted by somebody put forward" in page
    if closes_account:
        close_account(application.candidate)
    else:
        withdraw_application(application=application, actor=application.candidate)
    assert request_.posts.get().state == "open"
    page = signed_in(team.manager).get(request_.get_absolute_url()).text
    assert "Somebody put forward withdrew after the offer: the post is open again" in page
    assert reserved.full_name not in page
    assert LEFT not in page
    assert f"application {application.reference} is no longer available. Still" in (
        step(team.manager, request_)
    )
    assert "Fill posts in another way, or withdraw them" in work(team.manager)
    # The email leads to the request, which says what is next.
    assert told("roles.appointee_withdrew") == {team.manager.email, team.adviser.email}
    mail.outbox.clear()
    call_command("deliver")
    body = next(one.body for one in mail.outbox if "with an offer has" in one.subject)
    assert f"/support/{request_.reference}/\n" in f"{body}\n"
    assert f"for support request {request_.reference}" in body.replace("\n", " ")
    # Whoever looks reads how far they had come.
    client = signed_in(team.manager)
    people = f"/support/{request_.reference}/people/"
    client.post(people, {"why": "To fill the post"})
    said = "Before that they had accepted an offer for a post of this request."
    assert (said in client.get(people).text) is closes_account


def test_a_declined_offer_is_in_the_history_and_ends_when_somebody_else_is_put_forward(
    team, reserved, request_
):
    application = offer_selected(
        make_selected(request_, reserved, team.adviser, team.manager), team.manager
    )
    decline_offer(application=application, actor=application.candidate)
    page = signed_in(team.adviser).get(request_.get_absolute_url()).text
    assert "Offer declined by somebody put forward: the post is open again" in page
    assert "Put somebody else forward" in step(team.adviser, request_)
    second = make_reserved(current_role("delivery-manager"))
    make_selected(request_, second, team.adviser, team.manager)
    assert "Make an offer to" in step(team.manager, request_)
    assert "Put somebody else forward:" not in work(team.adviser)
    offer_selected(request_.referrals.get(application=second), team.manager)
    assert "is no longer available" not in step(team.manager, request_)
    assert Application.objects.get(pk=second.pk).state == "provisional_offer"
