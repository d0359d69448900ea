"""From a reserve list to the post of another department: selected, offered, accepted, started."""

from __future__ import annotations

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.utils import timezone

from hub.audit import log
from hub.dates import date_gb
from hub.models import Membership, Notification, StaffGroup
from hub.notifications.delivery import deliver
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.appointments import PanelMemberError, agree_appointment
from roles.campaigns.services.drafting import NoPostLeftError, make_campaign_from_request
from roles.campaigns.services.posts import AppointmentNotAgreedError
from roles.campaigns.services.withdrawing import PersonWaitsError, withdraw_post
from roles.invariants import INVARIANTS
from roles.models import (
    Application,
    Campaign,
    Location,
    Offer,
    Post,
    Referral,
    RequestKind,
    SupportRequest,
)
from roles.models.applications.application_state import ApplicationState
from roles.selection.services import reserve_lists
from roles.selection.services.offers import accept_offer, decline_offer
from roles.selection.services.referral_offers import offer_to_selected
from roles.selection.services.referrals import ReferralRefusedError, refer
from roles.selection.tasks import end_reserve_lists_that_are_over
from roles.support.services import outcomes
from roles.support.services.activities import log_activity
from roles.support.services.outcomes import OfferStandsError
from tests.factories.adverts import checks_typed, make_advert, make_handler, terms, terms_typed
from tests.factories.hub import (
    current_role,
    make_member,
    make_organisation,
    make_person,
    signed_in,
)
from tests.factories.roles import make_accepted_request
from tests.pages_read import as_read
from tests.roles.campaigns.test_next_step import step_of
from tests.roles.support.support_forms import make_reserved, make_selected, offer_selected

pytestmark = pytest.mark.django_db


@pytest.fixture
def reserved():
    return make_reserved(current_role("delivery-manager"))


@pytest.fixture
def request_(team):
    request = make_accepted_request(team)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)
    return SupportRequest.objects.get(pk=request.pk)


def told(slug):
    return set(Notification.objects.filter(slug=slug).values_list("recipient__email", flat=True))


def looking(person, request):
    client = signed_in(person)
    client.post(f"/support/{request.reference}/people/", {"why": "To fill the post"})
    return client


def status(application):
    return signed_in(application.candidate).get(f"/applications/{application.reference}/").text


def record(request, team, outcome="filled_from_reserve"):
    given = {"outcome": outcome, "reason": "It is filled."}
    return signed_in(team.adviser).post(f"{request.get_absolute_url()}outcome/", given, follow=True)


def test_R15_R16_whoever_is_selected_is_offered_the_post_and_starts_in_it(team, reserved, request_):
    url = f"/support/{request_.reference}/people/"
    person = f"{url}{reserved.reference}/"
    looking(team.adviser, request_).post(f"{person}refer/", {})
    requester = looking(team.requester, request_)
    candidate = f"the candidate with application {reserved.reference}"
    decide = f"Decide whether to select {candidate}, who has been put forward."
    assert step_of(requester.get(request_.get_absolute_url())) == decide
    requester.post(f"{person}select/", {})

    # Everybody knows what is next, and no other outcome is claimed meanwhile.
    wanted = f"{team.organisation.name} would like to make you an offer"
    assert wanted in status(reserved)
    assert "there is no job for you now" not in status(reserved)
    assert told("roles.person_selected") == {reserved.candidate.email}
    assert told("roles.offer_wanted") == {team.manager.email}
    adviser_mail = Notification.objects.get(slug="roles.referral_decided")
    assert (adviser_mail.recipient, adviser_mail.context["is_selected"]) == (team.adviser, True)
    manager = looking(team.manager, request_)
    offer = (
        f"Make an offer to the candidate with application {reserved.reference}, whom your "
        "department selected."
    )
    assert step_of(manager.get(request_.get_absolute_url())) == offer
    said = f"{team.organisation.name} makes an offer to {candidate}"
    for other in (requester, signed_in(team.adviser)):
        assert said in step_of(other.get(request_.get_absolute_url()))
    assert "does not have an offer yet" in record(request_, team).text
    assert SupportRequest.objects.get(pk=request_.pk).outcome == ""

    # The offer names the post of the request; who makes offers in the department makes it.
    post = request_.posts.get()
    page = manager.get(f"{person}offer/").text
    assert post.reference in page
    assert requester.get(f"{person}offer/").status_code == 404
    given = terms_typed(reserved.campaign, post)
    assert manager.post(f"{person}offer/", given).status_code == 302
    post.refresh_from_db()
    assert (post.state, post.offer_reference) == ("offered", reserved.reference)
    assert Offer.objects.get().request == request_
    assert told("roles.offer_made") == {reserved.candidate.email}
    own = signed_in(reserved.candidate)
    page = own.get(f"/applications/{reserved.reference}/offer/").text
    assert team.organisation.name in page
    assert post.title in page
    waits = f"Wait for the candidate with application {reserved.reference} to answer the offer."
    assert step_of(manager.get(request_.get_absolute_url())) == waits
    assert "has not answered the offer" in record(request_, team).text

    url = f"/applications/{reserved.reference}/offer/accept/"
    own.post(url, as_read(own, url))
    post.refresh_from_db()
    assert (post.state, post.appointee) == ("accepted", reserved.candidate)
    assert told("roles.offer_answered") == {team.manager.email, team.adviser.email}

    for move, answers in (
        ("start_checks", {}),
        ("record_checks", checks_typed()),
        ("offer_formally", {}),
    ):
        assert manager.post(f"{person}offer/{move}/", answers).status_code == 302, move
    today = timezone.localdate()
    Offer.objects.update(answer_by=today, starts_on=today)
    assert manager.post(f"{person}offer/start/", {}).status_code == 302
    assert Application.objects.get(pk=reserved.pk).state == "started"
    assert Post.objects.get(pk=post.pk).state == "started"
    assert "has an outcome" in record(request_, team).text
    assert SupportRequest.objects.get(pk=request_.pk).outcome == "filled_from_reserve"
    assert [item.slug for item in INVARIANTS if list(item.broken())] == []


def test_R15_the_department_of_the_list_sees_the_offer_and_leaves_it_to_who_made_it(
    team, reserved, request_
):
    application = offer_selected(
        make_selected(request_, reserved, team.adviser, team.manager), team.manager
    )
    handler = make_handler(application.campaign)
    url = f"/campaigns/{application.campaign.reference}/applications/"
    client = signed_in(handler)
    page = client.get(f"{url}{application.reference}/").text
    assert "Offered a post by" in page
    assert "What was offered" not in page
    assert "Change the offer" not in page
    assert client.get(f"{url}{application.reference}/change_offer/").status_code == 404
    assert f"{team.organisation.name} has offered them a post" in client.get(url).text
    accept_offer(application=application, actor=application.candidate)
    assert handler.email not in told("roles.offer_answered")


def test_a_post_that_a_campaign_recruits_for_is_not_offered_from_a_reserve_list_too(
    team, reserved, request_
):
    referral = make_selected(request_, reserved, team.adviser, team.manager)
    campaign = make_advert(organisation=team.organisation, posts=0)
    request_.posts.update(campaign=campaign)
    post = request_.posts.get()
    person = f"/support/{request_.reference}/people/{reserved.reference}/offer/"
    manager = looking(team.manager, request_)
    page = manager.get(person).text
    assert "A campaign is already recruiting for the posts of this request" in page
    assert f'href="{campaign.get_absolute_url()}"' in page
    with pytest.raises(ReferralRefusedError):
        offer_to_selected(
            referral=referral, post=post, actor=team.manager, **terms(reserved.campaign)
        )
    given = {"reason": "Somebody on a reserve list.", "what_of_posts": "wanted"}
    manager.post(f"{campaign.get_absolute_url()}cancel/", given)
    assert manager.post(person, terms_typed(reserved.campaign, post)).status_code == 302
    assert Post.objects.get(pk=post.pk).state == "offered"


def test_nobody_is_told_of_an_offer_to_come_of_a_post_that_a_campaign_recruits_for(
    team, reserved, request_
):
    referral = Referral.objects.create(request=request_, application=reserved)
    campaign = make_advert(organisation=team.organisation, posts=0)
    request_.posts.update(campaign=campaign)
    recruiting = "A campaign is already recruiting for the posts of this request"
    url = f"/support/{request_.reference}/people/{reserved.reference}/"
    adviser = looking(team.adviser, request_)
    for page in (adviser.get(f"{url}refer/"), adviser.post(f"{url}refer/", {}, follow=True)):
        assert recruiting in page.text
    request_.posts.update(campaign=None)
    referral = refer(referral=referral, actor=team.adviser)
    request_.posts.update(campaign=campaign)
    manager = looking(team.manager, request_)
    for page in (manager.get(f"{url}select/"), manager.post(f"{url}select/", {}, follow=True)):
        assert recruiting in page.text
    referral.refresh_from_db()
    assert referral.state == "referred"
    assert told("roles.person_selected") == set()


def test_R15_nobody_more_is_selected_than_there_are_posts(team, reserved, request_):
    second = make_reserved(current_role("delivery-manager"))
    make_selected(request_, reserved, team.adviser, team.manager)
    referral = Referral.objects.create(request=request_, application=second)
    refer(referral=referral, actor=team.adviser)
    manager = looking(team.manager, request_)
    page = manager.get(f"/support/{request_.reference}/people/{second.reference}/select/").text
    assert "meant for somebody else" in page
    # Who is selected counts on the post.
    post = request_.posts.get()
    page = manager.post(f"/posts/{post.reference}/withdraw/", {"reason": "No budget"}).text
    assert f"application {reserved.reference}" in page
    with pytest.raises(PersonWaitsError):
        withdraw_post(post=post, reason="-", actor=team.manager)
    # Until the department says that it makes no offer after all, which the person hears.
    turn_down = f"/support/{request_.reference}/people/{reserved.reference}/turn-down/"
    assert manager.post(turn_down, {"reason": "place"}).status_code == 302
    assert told("roles.person_not_selected") == {reserved.candidate.email}
    assert "there is no job for you now" in status(reserved)
    assert manager.post(turn_down[:-10].replace(reserved.reference, second.reference) + "select/")
    assert Referral.objects.get(application=second).state == "selected"


def test_R15_who_takes_the_consent_back_or_leaves_the_list_is_not_offered_a_post(
    team, reserved, request_
):
    referral = make_selected(request_, reserved, team.adviser, team.manager)
    reserve_lists.stop_sharing(application=reserved, actor=reserved.candidate)
    assert "would like to make you an offer" not in status(reserved)
    assert "Make an offer" not in step_of(signed_in(team.manager).get(request_.get_absolute_url()))
    post, given = request_.posts.get(), terms(reserved.campaign)
    with pytest.raises(ReferralRefusedError, match="no longer available"):
        offer_to_selected(referral=referral, post=post, actor=team.manager, **given)
    reserve_lists.agree_to_share(application=reserved, actor=reserved.candidate)
    withdraw_application(application=reserved, actor=reserved.candidate)
    with pytest.raises(ReferralRefusedError, match="no longer available"):
        offer_to_selected(referral=referral, post=post, actor=team.manager, **given)


def test_H4_the_hub_and_other_departments_make_no_offer(team, reserved, request_):
    referral = make_selected(request_, reserved, team.adviser, team.manager)
    url = f"/support/{request_.reference}/people/{reserved.reference}/offer/"
    elsewhere = make_member(Membership.Role.HIRING_MANAGER, make_organisation())
    for person in (team.adviser, team.requester, elsewhere, make_handler(reserved.campaign)):
        assert not person.has_perm("roles.offer_referral", referral)
        given = terms_typed(reserved.campaign, request_.posts.get())
        assert looking(person, request_).post(url, given).status_code == 404
    RequestKind.objects.create(request=request_, kind="offer")
    assert team.adviser.has_perm("roles.offer_referral", Referral.objects.get())


def test_R17_a_declined_offer_frees_the_post_for_the_next(team, reserved, request_):
    referral = make_selected(request_, reserved, team.adviser, team.manager)
    application = offer_selected(referral, team.manager)
    decline_offer(application=application, actor=application.candidate)
    assert request_.posts.get().state == "open"
    assert (
        "Offer declined"
        in looking(team.manager, request_).get(f"/support/{request_.reference}/people/").text
    )
    with pytest.raises(ReferralRefusedError):
        offer_selected(referral, team.manager)


def test_R15_a_request_that_is_withdrawn_lets_go_of_who_was_selected(team, reserved, request_):
    referral = make_selected(request_, reserved, team.adviser, team.manager)
    outcomes.withdraw(request=request_, reason="-", actor=team.requester)
    referral.refresh_from_db()
    assert referral.state == "released"
    assert told("roles.person_released") == {reserved.candidate.email}
    assert request_.posts.get().state == "withdrawn"


@pytest.mark.parametrize("is_accepted", [False, True])
def test_R15_a_request_is_not_withdrawn_while_an_offer_of_its_post_stands(
    team, reserved, request_, is_accepted
):
    application = offer_selected(
        make_selected(request_, reserved, team.adviser, team.manager), team.manager
    )
    until = date_gb(application.offer_terms.answer_by)
    said = f"has an offer of a post of this request and can answer it until the end of {until}"
    if is_accepted:
        application = accept_offer(application=application, actor=application.candidate)
        said = "has accepted an offer of a post of this request"
    said = f"The candidate with application {application.reference} {said}"
    url, client = f"/support/{request_.reference}/withdraw/", signed_in(team.requester)
    assert said in client.get(url).text
    assert said in client.post(url, {"reason": "The budget went."}).text
    with pytest.raises(OfferStandsError):
        outcomes.withdraw(request=request_, reason="-", actor=team.requester)
    # Nor does the hub record that no post of it was filled.
    filled = f"Post {request_.posts.get().reference} is filled. Select how it was filled"
    why = (
        filled
        if is_accepted
        else f"{said}. Record the outcome once the offer is accepted or has ended"
    )
    for outcome in ("withdrawn", "unfilled", "advice_given"):
        assert why in record(request_, team, outcome).text
    request_.refresh_from_db()
    assert (request_.state, request_.outcome) == ("in_progress", "")
    assert request_.posts.get().state == ("accepted" if is_accepted else "offered")
    assert told("roles.support_withdrawn") == set()
    # Once the candidate has gone nothing stands in its way.
    withdraw_application(application=application, actor=application.candidate)
    assert "is withdrawn" in client.post(url, {"reason": "The budget went."}, follow=True).text


def test_H7_an_outcome_from_a_reserve_list_needs_a_post_that_was_filled_so(team, request_):
    page = record(request_, team).text
    assert "No post of this request has been filled from a reserve list" in page
    assert "It is filled." in page
    assert SupportRequest.objects.get(pk=request_.pk).state == "in_progress"
    assert "has an outcome" in record(request_, team, "advice_given").text


def test_a_new_campaign_leaves_the_post_that_is_meant_for_whoever_was_selected(
    team, reserved, request_
):
    make_selected(request_, reserved, team.adviser, team.manager)
    url = f"{request_.get_absolute_url()}campaign/"
    page = signed_in(team.manager).get(url, follow=True).text
    assert "This request has no post left for another campaign" in page
    with pytest.raises(NoPostLeftError):
        make_campaign_from_request(
            request=request_, title="-", reserve_reason="-", actor=team.manager
        )
    second = make_accepted_request(team, posts_wanted=2)
    other = make_reserved(current_role("delivery-manager"))
    Referral.objects.create(request=second, application=reserved, state="not_referred")
    make_selected(second, other, team.adviser, team.manager)
    campaign = make_campaign_from_request(
        request=second, title="-", reserve_reason="-", actor=team.manager
    )
    assert campaign.posts.count() == 1


def test_R4_a_senior_post_is_offered_from_a_reserve_list_once_the_hub_agrees(team):
    reserved = make_reserved(current_role("delivery-manager"), grade="scs1")
    request = make_accepted_request(team, grade="scs1")
    referral = make_selected(request, reserved, team.adviser, team.manager)
    with pytest.raises(AppointmentNotAgreedError):
        offer_selected(referral, team.manager)
    post = request.posts.get()
    agree = f"/posts/{post.reference}/agree-appointment/"
    assert reserved.reference in signed_in(team.lead).get(agree).text
    agree_appointment(post=post, application=reserved.reference, actor=team.lead)
    offer_selected(referral, team.manager)
    assert request.posts.get().state == "offered"


def test_H8_who_put_somebody_on_a_reserve_list_does_not_agree_to_their_appointment_elsewhere(team):
    reserved = make_reserved(current_role("delivery-manager"), grade="scs1")
    request = make_accepted_request(team, grade="scs1")
    referral = make_selected(request, reserved, team.adviser, team.manager)
    post, finder = request.posts.get(), make_person("", StaffGroup.HUB_LEADS)
    log(reserved, ApplicationState.RESERVE.facts.action, actor=finder)
    agree = f"/posts/{post.reference}/agree-appointment/"
    chosen = {"application": reserved.reference}
    client = signed_in(finder)
    page = client.post(agree, as_read(client, agree, chosen), follow=True).text
    assert "recorded what it decided" in page
    with pytest.raises(PanelMemberError):
        agree_appointment(post=post, application=reserved.reference, actor=finder)
    # Nor does it stand where they had agreed before.
    Post.objects.filter(pk=post.pk).update(agreed_for=reserved.reference, agreed_by=finder)
    with pytest.raises(AppointmentNotAgreedError):
        offer_selected(referral, team.manager)
    agree_appointment(post=post, application=reserved.reference, actor=team.lead)
    offer_selected(referral, team.manager)
    assert request.posts.get().state == "offered"


def test_R15_another_department_offers_a_post_only_where_the_candidate_accepts_one(
    team, reserved, request_
):
    """And on the terms of any other offer: hours of its pattern, with the checks."""
    belfast, leeds, newcastle = (
        Location.objects.get_or_create(slug=name.lower(), defaults={"name": name})[0]
        for name in ("Belfast", "Leeds", "Newcastle")
    )
    reserved.places_wanted.set([leeds, newcastle])
    Campaign.objects.filter(pk=reserved.campaign_id).update(salary_min=56_000, salary_max=64_000)
    reserved.campaign.refresh_from_db()
    make_selected(request_, reserved, team.adviser, team.manager)
    manager = looking(team.manager, request_)
    address = f"/support/{request_.reference}/people/{reserved.reference}/offer/"
    page = manager.get(address).text
    assert "The candidate accepts these locations: Leeds, Newcastle." in page
    assert "Belfast" not in page
    post = request_.posts.get()
    for changes, said in (
        ({"place": belfast.pk}, "Select where the post is"),
        ({"working_pattern": "part_time"}, "Part-time hours must be fewer than 37 a week"),
        ({"contact_name": "x"}, "Enter who the candidate should contact, using at least one word"),
        ({"conditions": "x y"}, "Add the checks that every offer depends on"),
        ({"salary": "250,000"}, "The salary must be as advertised"),
        ({"salary": "1"}, "The salary must be as advertised"),
    ):
        typed = terms_typed(reserved.campaign, post, **{"place": leeds.pk, **changes})
        assert said in manager.post(address, typed).text
    assert (Offer.objects.count(), told("roles.offer_made")) == (0, set())
    typed = terms_typed(reserved.campaign, post, place=newcastle.pk)
    assert manager.post(address, typed).status_code == 302
    assert Offer.objects.get().place == newcastle


def test_R15_the_candidate_follows_to_whom_they_were_put_forward(team, reserved, request_):
    person = f"/support/{request_.reference}/people/{reserved.reference}/"
    looking(team.adviser, request_).post(f"{person}refer/", {})
    name = team.organisation.name
    wants = f"{name} selected you from the reserve list"
    assert (f"We put you forward to {name}" in status(reserved), wants in status(reserved)) == (
        True,
        False,
    )
    looking(team.requester, request_).post(f"{person}select/", {})
    assert wants in status(reserved)
    looking(team.manager, request_).post(f"{person}turn-down/", {"reason": "place"})
    assert f"{name} did not select you" in status(reserved)


def test_R15_after_another_departments_offer_it_is_asked_and_answers(team, reserved, request_):
    handler = make_handler(reserved.campaign)
    own = signed_in(reserved.candidate)
    address = f"/applications/{reserved.reference}/"
    own.post(f"{address}ask/", {"text": "How long does the list last?"})
    assert handler.email in told("roles.application_asked")
    assert team.manager.email not in told("roles.application_asked")
    Notification.objects.all().delete()
    offer_selected(make_selected(request_, reserved, team.adviser, team.manager), team.manager)

    name = team.organisation.name
    page = own.get(address).text
    assert f"Ask {name} about this application" in page
    assert f"Ask {reserved.campaign.organisation.name}" not in page
    page = own.post(f"{address}ask/", {"text": "May I start at 10am?"}, follow=True).text
    assert f"We have sent your question to {name}" in page
    asked = Notification.objects.get(slug="roles.application_asked")
    assert asked.recipient == team.manager
    deliver(asked.pk)
    assert f"/support/{request_.reference}/people/" in mail.outbox[-1].body

    # The department of the list reads what it was asked itself, and answers no more.
    url = f"/campaigns/{reserved.campaign.reference}/applications/{reserved.reference}/"
    theirs = signed_in(handler)
    page = theirs.get(url).text
    shown = [text in page for text in ("How long does the list", "May I start", "Answer the cand")]
    assert shown == [True, False, False]
    assert theirs.get(f"{url}answer/").status_code == 404

    manager = looking(team.manager, request_)
    answer = f"/support/{request_.reference}/people/{reserved.reference}/offer/answer_candidate/"
    assert answer in manager.get(f"/support/{request_.reference}/people/").text
    assert "May I start at 10am?" in manager.get(answer).text
    assert manager.post(answer, {"text": "Yes, you may."}).status_code == 302
    assert "Yes, you may." in own.get(address).text
    assert told("roles.application_answered") == {reserved.candidate.email}
    assert answer not in manager.get(f"/support/{request_.reference}/people/").text


def test_R14_who_was_put_forward_and_leaves_the_list_is_shown_no_more(
    team, reserved, request_, time_machine
):
    make_selected(request_, reserved, team.adviser, team.manager)
    over = reserved.reserve_at + relativedelta(months=12, days=1)
    time_machine.move_to(over, tick=False)
    end_reserve_lists_that_are_over()
    page = looking(team.manager, request_).get(f"/support/{request_.reference}/people/").text
    last = reserved.reserve_at + relativedelta(months=12)
    said = f"One person’s last day on the reserve list was {date_gb(last)}"
    assert (said in page, reserved.reference in page) == (True, False)
    assert "withdrew" not in page
