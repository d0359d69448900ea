"""Nobody is chosen while the role is open: sift, interviews, merit, offers come in this order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_fsm import TransitionNotAllowed, can_proceed

from hub.models import Notification
from roles.applications.services.applications import move_application
from roles.campaigns.services.campaigns import move_campaign
from roles.models import Application, Campaign, Interview, Offer
from roles.models.campaigns.selection_order import TooEarlyError
from roles.selection.services.interviews import InterviewRefusedError
from roles.selection.services.offer_terms import OfferRefusedError
from roles.selection.services.offers import (
    accept_offer,
    make_provisional_offer,
    record_fall_through,
)
from tests.factories.adverts import (
    TO_RECOMMENDED,
    book,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
    tell_of_decisions,
    terms,
    terms_typed,
)
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db


def detail_url(application) -> str:
    campaign = application.campaign.reference
    return f"/campaigns/{campaign}/applications/{application.reference}/"


@pytest.mark.parametrize("move", ["pass_sift", "fail_sift"])
def test_R21_nobody_is_sifted_while_the_role_is_open_by_any_way(move):
    campaign = make_advert()
    application, handler = make_application(campaign), make_handler(campaign)
    with pytest.raises(TooEarlyError, match="You can start when the role closes"):
        move_application(application=application, move=move, actor=handler)
    with pytest.raises(TransitionNotAllowed):
        getattr(Application.objects.get(pk=application.pk), move)(timezone.now())
    client, base = signed_in(handler), detail_url(application)
    assert "You can start when the role closes" in client.get(f"{base}{move}/").content.decode()
    html = client.post(f"{base}{move}/", follow=True).content.decode()
    assert "You can start when the role closes" in html
    application.refresh_from_db()
    assert application.state == "submitted"


def test_the_next_step_of_an_application_is_what_its_move_waits_for():
    campaign = make_advert()
    application = make_application(campaign)
    handler = make_handler(campaign)
    client = signed_in(handler)

    def step():
        return client.get(detail_url(application)).context_data["moves"].next_step

    assert step().startswith("You can start when the role closes, on ")
    bring_to(campaign, "sifting")
    assert step() == "Decide whether it passes the sift."
    make_move(application, "pass_sift", handler)
    finish = "Finish the sift, then start interviews on the campaign’s page."
    other = make_application(campaign)
    tell_of_decisions(application)
    assert step().startswith(finish)
    make_move(other, "fail_sift", handler, feedback="No evidence of delivery.")
    assert step() == "Every application is decided. Start interviews."
    bring_to(campaign, "interviewing")
    assert step() == "Invite to interview."


def test_a_move_that_has_to_wait_is_no_button_and_says_until_when():
    campaign = make_advert()
    application = make_application(campaign)
    client = signed_in(make_handler(campaign))
    html = client.get(detail_url(application)).content.decode()
    assert f"{detail_url(application)}pass_sift/" not in html
    assert (
        f"You can start when the role closes, on {timezone.localdate(campaign.closes_at).day} "
        in html
    )
    html = client.get(f"/campaigns/{campaign.reference}/applications/").content.decode()
    assert "You can start when the role closes" in html
    assert "Pass the sift" not in html


def test_R21_the_clock_decides_and_not_the_state_alone():
    campaign = bring_to(make_advert(), "sifting")
    application = make_application(campaign)
    later = timezone.localdate() + timedelta(days=2)
    Campaign.objects.filter(pk=campaign.pk).update(
        closes_on=later, closes_at=timezone.now() + timedelta(days=2)
    )
    with pytest.raises(TooEarlyError):
        move_application(application=application, move="pass_sift", actor=make_handler(campaign))


def test_R21_nobody_is_sifted_before_the_sift_of_the_campaign_has_begun():
    campaign = make_advert()
    application = make_application(campaign)
    bring_to(campaign, "closed")
    with pytest.raises(TooEarlyError, match="Start the sift"):
        move_application(application=application, move="pass_sift", actor=make_handler(campaign))


def test_R21_nobody_is_invited_before_interviews_start_which_takes_a_sift_that_is_done():
    campaign = make_advert()
    handler = make_handler(campaign)
    waiting = make_application(campaign)
    passed = make_application(campaign, None, "pass_sift")
    with pytest.raises(TooEarlyError, match="Finish the sift"):
        move_application(application=passed, move="invite", actor=handler)
    with pytest.raises(TooEarlyError, match="Not sifted yet: 1 application"):
        move_campaign(campaign=campaign, move="start_interviews", actor=handler)
    html = signed_in(handler).get(campaign.get_absolute_url()).content.decode()
    assert "Not sifted yet: 1 application" in html
    move_application(application=waiting, move="fail_sift", actor=handler)
    move_campaign(campaign=campaign, move="start_interviews", actor=handler)
    with pytest.raises(TooEarlyError, match="The candidate will be told the last decision on"):
        move_application(application=passed, move="invite", actor=handler)
    tell_of_decisions(passed)
    assert move_application(application=passed, move="invite", actor=handler).state == (
        "interview_invited"
    )


def test_R21_the_order_of_merit_waits_for_everybody_who_is_met():
    campaign = make_advert()
    handler = make_handler(campaign)
    booked = make_application(campaign, None, "pass_sift", "invite", "book")
    with pytest.raises(TooEarlyError, match="Still to be held: 1 interview"):
        move_campaign(campaign=campaign, move="agree_merit", actor=handler)
    make_move(booked, "record_interview", handler)
    with pytest.raises(TooEarlyError, match="Interviewed, not decided: 1 candidate"):
        move_campaign(campaign=campaign, move="agree_merit", actor=handler)
    make_move(booked, "recommend", handler)
    move_campaign(campaign=campaign, move="agree_merit", actor=handler)
    campaign.refresh_from_db()
    assert campaign.state == "merit_agreed"


def test_R21_no_offer_is_made_before_the_order_of_merit_is_agreed():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    post = campaign.posts.get()
    with pytest.raises(TooEarlyError, match="order of merit"):
        make_provisional_offer(application=application, post=post, actor=handler, **terms(campaign))
    assert not can_proceed(Application.objects.get(pk=application.pk).offer)
    bring_to(campaign, "merit_agreed")
    make_provisional_offer(application=application, post=post, actor=handler, **terms(campaign))
    campaign.refresh_from_db()
    assert campaign.state == "offering"


def test_R17_the_reserve_list_is_offered_a_post_again_after_the_campaign_has_ended():
    campaign = make_advert()
    handler = make_handler(campaign)
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    second = make_application(campaign, None, *TO_RECOMMENDED[:-1], "put_on_reserve")
    chosen = make_offer(chosen, campaign.posts.get(), handler)
    chosen = accept_offer(application=chosen, actor=chosen.candidate)
    campaign.refresh_from_db()
    assert campaign.state == "filled"
    record_fall_through(application=chosen, reason="No references came.", actor=handler)
    tell_of_decisions(second)
    again = make_provisional_offer(
        application=second, post=campaign.posts.get(), actor=handler, **terms(campaign)
    )
    assert again.state == "provisional_offer"


def test_R21_an_interview_is_booked_with_its_time_and_place_or_not_at_all():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_application(campaign, None, "pass_sift", "invite")
    client, base = signed_in(handler), detail_url(application)
    html = client.post(f"{base}book/", {}).content.decode()
    assert "Enter where the interview is" in html
    with pytest.raises(TransitionNotAllowed):
        Application.objects.get(pk=application.pk).book(timezone.now())
    with pytest.raises(TransitionNotAllowed):
        move_application(application=application, move="book", actor=handler)
    with pytest.raises(InterviewRefusedError):
        book(application, handler, place=" ")
    with pytest.raises(InterviewRefusedError):
        book(application, handler, starts_at=timezone.now() - timedelta(hours=1))
    application.refresh_from_db()
    assert (application.state, Interview.objects.count()) == ("interview_invited", 0)


def test_the_candidate_reads_when_and_where_on_the_page_and_in_the_mail_also_after_a_change():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_application(campaign, None, "pass_sift", "invite", "book")
    page = f"/applications/{application.reference}/"
    client = signed_in(application.candidate)
    assert "https://video.example.gov.uk/4711" in client.get(page).content.decode()
    book(application, handler, place="1 Example Street, Leeds", medium="in_person")
    html = client.get(page).content.decode()
    assert "1 Example Street, Leeds" in html
    assert "In person" in html
    assert "4711" not in html
    told = Notification.objects.filter(
        slug="roles.interview_booked", recipient=application.candidate
    )
    assert told.count() == 2


def test_R21_interview_arranged_is_not_shown_where_no_time_is_known():
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift", "invite", "book")
    Interview.objects.all().delete()
    html = signed_in(application.candidate).get(f"/applications/{application.reference}/")
    assert "Interview arranged" not in html.content.decode()
    assert "Your interview was arranged" not in html.content.decode()


def test_R21_an_interview_is_not_recorded_before_it_was_held():
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift", "invite", "book")
    with pytest.raises(TooEarlyError, match="The interview is on"):
        move_application(
            application=application, move="record_interview", actor=make_handler(campaign)
        )


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("salary", "Enter the salary you offer"),
        ("place", "Select where the post is"),
        ("working_pattern", "Select the working pattern you offer"),
        ("starts_on", "Enter the expected start date"),
        ("answer_by", "Enter the date to answer by"),
        ("contact_name", "Enter who the candidate should contact"),
        ("contact_email", "Enter the contact’s email address"),
        ("conditions", "Enter the conditions"),
    ],
)
def test_R21_an_offer_without_one_of_its_terms_is_not_sent(missing, words):
    campaign = make_advert()
    application = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    given = terms_typed(campaign, campaign.posts.get())
    typed = {
        name: value
        for name, value in given.items()
        if name != missing and not name.startswith(f"{missing}_")
    }
    client = signed_in(make_handler(campaign))
    html = client.post(f"{detail_url(application)}offer/", typed).content.decode()
    assert words in html
    application.refresh_from_db()
    assert (application.state, Offer.objects.count()) == ("recommended", 0)
    assert not Notification.objects.filter(slug="roles.offer_made").exists()


def test_R21_the_candidate_reads_every_term_and_condition_before_answering():
    campaign = make_advert(salary_min=56_000, salary_max=64_000)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    post, handler = campaign.posts.get(), make_handler(campaign)
    application = make_offer(application, post, handler, salary=61_250)
    offer = application.offer_terms
    html = signed_in(application.candidate).get(f"/applications/{application.reference}/offer/")
    text = html.content.decode()
    assert "£61,250 a year" in text
    assert "£56,000 to" not in text
    for label, words in offer.in_words:
        assert label in text
        assert words.split(", ")[0] in text
    for condition in offer.condition_list:
        assert f"<li>{condition}</li>" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"salary": 70_000}, "salary"),
        ({"conditions": " "}, "conditions"),
        ({"answer_by": timezone.localdate() - timedelta(days=1)}, "answer_by"),
        ({"starts_on": timezone.localdate()}, "starts_on"),
        ({"allowance": 1}, "allowance"),
    ],
)
def test_R21_an_offer_keeps_to_what_was_advertised_and_to_the_calendar(changes, field):
    campaign = make_advert(salary_min=56_000, salary_max=64_000)
    application = make_application(campaign, None, *TO_RECOMMENDED)
    with pytest.raises(OfferRefusedError) as caught:
        make_offer(application, campaign.posts.get(), make_handler(campaign), **changes)
    assert caught.value.field == field


def test_R21_an_offer_without_its_terms_cannot_be_accepted():
    campaign = make_advert()
    application = make_application(campaign, None, *TO_RECOMMENDED)
    application = make_offer(application, campaign.posts.get(), make_handler(campaign))
    Offer.objects.all().delete()
    html = signed_in(application.candidate).get(f"/applications/{application.reference}/offer/")
    assert "has not stated the terms" in html.content.decode()
    with pytest.raises(TransitionNotAllowed):
        accept_offer(application=application, actor=application.candidate)
    typed = terms_typed(campaign, application.post, salary=59_500)
    del typed["post"]
    base = detail_url(application)
    client = signed_in(make_handler(campaign))
    assert "Change the offer" in client.get(base).content.decode()
    assert client.post(f"{base}change_offer/", typed).url == base
    assert Offer.objects.get(application=application).salary == 59_500
    assert accept_offer(application=application, actor=application.candidate).has_accepted
    assert Notification.objects.filter(slug="roles.offer_made").count() == 1
    assert Notification.objects.filter(slug="roles.offer_changed").count() == 1


def test_the_essential_criteria_stand_beside_what_was_written():
    campaign = make_advert(essential_criteria="You have led a team.")
    application = make_application(campaign)
    html = signed_in(make_handler(campaign)).get(detail_url(application)).content.decode()
    assert "<li>You have led a team.</li>" in html


def test_what_one_application_waits_for_stands_in_its_row_and_what_all_wait_for_above():
    campaign = make_advert()
    handler = make_handler(campaign)
    booked = make_application(campaign, None, "pass_sift")
    bring_to(campaign, "interviewing")
    make_move(booked, "invite", handler)
    book(booked, handler)
    html = signed_in(handler).get(f"/campaigns/{campaign.reference}/applications/").content.decode()
    above, _, rows = html.partition("<table")
    why = "The interview is on "
    assert (why in above, rows.count(why)) == (False, 1)


def test_what_has_to_wait_is_not_promised():
    campaign = make_advert()
    application = make_application(campaign)
    html = signed_in(make_handler(campaign)).get(detail_url(application)).content.decode()
    assert "You cannot do this now: <strong>Pass the sift, Do not pass the sift</strong>." in html
    assert "not yet." not in html
