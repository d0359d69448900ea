"""The same person twice is noticed by staff, set aside, and taken up again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.models import Notification
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import (
    SetAsideError,
    move_application,
    submit_application,
)
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.campaigns import move_campaign
from roles.models import Application, Interview
from roles.models.campaigns.selection_order import obstacle_to
from roles.selection.services.arrangements import open_arrangements
from roles.selection.services.duplicates import NotAlikeError, set_aside, take_up_again
from roles.selection.services.offers import open_posts
from tests.factories.adverts import (
    enter_for_somebody,
    make_advert,
    make_draft,
    make_handler,
    make_move,
)
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db


def sent(campaign, name, phone, email, scheme=False) -> Application:
    draft = make_draft(campaign, make_person(), full_name=name, phone=phone, email=email)
    if scheme:
        save_answer(
            application=draft,
            question="schemes",
            words={"schemes": ["veterans"]},
            actor=draft.candidate,
        )
    return submit_application(application=draft, actor=draft.candidate)


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def unseen(campaign):
    """Two of Ada, with two accounts, and somebody else, whose names nobody may know yet."""
    first = sent(campaign, "Ada Example", "07700 900123", "ada@example.com")
    second = sent(campaign, "ada  EXAMPLE", "+44 7700 900123", "lovelace@example.com", scheme=True)
    third = sent(campaign, "Grace Hopper", "07700 900999", "grace@example.com")
    return first, second, third


@pytest.fixture
def twice(unseen):
    """The same three, invited to interviews."""
    return invited(*unseen)


def invited(*applications):
    """Passed at the sift and invited, so that names show."""
    handler = make_handler(applications[0].campaign)
    passed = [make_move(application, "pass_sift", handler) for application in applications]
    return [make_move(application, "invite", handler) for application in passed]


def url(application, ending="") -> str:
    base = f"/campaigns/{application.campaign.reference}/applications/"
    return f"{base}{application.reference}/{ending}"


def noticed(browser, *applications) -> list[str]:
    """Every page of the sift that says of somebody that they may be somebody else's double."""
    campaign = applications[0].campaign
    pages = [f"/campaigns/{campaign.reference}/applications/"]
    for application in applications:
        pages += [url(application), url(application, "set-aside/")]
    return [
        page
        for page in pages
        if "May be the same person" in (text := browser.get(page, follow=True).content.decode())
        or "Which application should we keep?" in text
    ]


def test_R11_nobody_is_told_of_a_likely_same_person_before_both_names_show(campaign, unseen):
    first, second, third = unseen
    handler = make_handler(campaign)
    browser = signed_in(handler)
    assert noticed(browser, *unseen) == []
    with pytest.raises(NotAlikeError):
        set_aside(application=second, kept=first.reference, actor=handler)
    browser.post(url(second, "set-aside/"), {"kept": first.reference})
    passed = make_move(first, "pass_sift", handler)
    make_move(second, "pass_sift", handler)
    make_move(third, "fail_sift", handler)
    make_move(passed, "invite", handler)
    assert noticed(browser, *unseen) == [], "one of the two is unseen still"
    second.refresh_from_db()
    assert second.same_person_as is None


def test_R11_a_known_name_typed_in_at_the_sift_does_not_say_whose_an_application_is(campaign):
    real = sent(campaign, "Imran Qureshi", "07700 900123", "imran@example.com")
    officer = make_member("resourcing", campaign.organisation)
    fake = enter_for_somebody(campaign, officer, full_name="Imran Qureshi", phone="01632 960 002")
    assert noticed(signed_in(officer), real, fake) == []
    assert noticed(signed_in(make_handler(campaign)), real, fake) == []


def test_the_same_person_twice_is_noticed_once_both_are_invited(campaign, twice):
    first, second, third = twice
    browser = signed_in(make_handler(campaign))
    listed = browser.get(f"/campaigns/{campaign.reference}/applications/").content.decode()
    assert f"May be the same person as {second.reference}" in listed
    assert f"May be the same person as {first.reference}" in listed
    assert f"May be the same person as {third.reference}" not in listed
    assert "Same phone number and name" in browser.get(url(first)).content.decode()
    assert "May be the same person" not in browser.get(url(third)).content.decode()
    assert browser.get(url(third, "set-aside/"), follow=True).status_code == 200


def test_nobody_is_set_aside_for_what_was_taken_back_or_by_who_typed_in_one_of_the_two(campaign):
    real = sent(campaign, "Ada Example", "07700 900123", "ada@example.com")
    officer = make_member("resourcing", campaign.organisation)
    fake = enter_for_somebody(campaign, officer, full_name="Ada Example", phone="07700 900123")
    real, fake = invited(real, fake)
    refused = signed_in(officer).post(url(real, "set-aside/"), {"kept": fake.reference})
    assert "because you entered one of the two" in refused.content.decode()
    withdraw_application(application=fake, actor=officer)
    colleague = make_handler(campaign)
    assert noticed(signed_in(colleague), real, fake) == []
    with pytest.raises(NotAlikeError):
        set_aside(application=real, kept=fake.reference, actor=colleague)


def test_nobody_is_set_aside_because_of_a_name_that_others_have_too(campaign):
    first = sent(campaign, "Ada Example", "07700 900123", "ada@example.com")
    second = sent(campaign, "Ada Example", "07700 900999", "lovelace@example.com")
    first, second = invited(first, second)
    handler = make_handler(campaign)
    browser = signed_in(handler)
    assert "Same name" in browser.get(url(first)).text, "it is shown, so that they can be asked"
    assert "Set aside as a duplicate" not in browser.get(url(first)).text
    for send in (browser.get, browser.post):
        said = send(url(first, "set-aside/"), {"kept": second.reference}, follow=True).text
        assert "If only the name is the same, ask the candidates" in said
    with pytest.raises(NotAlikeError):
        set_aside(application=first, kept=second.reference, actor=handler)


def test_what_is_set_aside_does_not_move_on_and_is_taken_up_again_as_it_stood(campaign, twice):
    first, second, third = twice
    handler = make_handler(campaign)
    browser = signed_in(handler)
    wrong = browser.post(url(second, "set-aside/"), {"kept": third.reference})
    assert "There is a problem" in wrong.content.decode()
    assert browser.post(url(second, "set-aside/"), {"kept": first.reference}).status_code == 302
    second.refresh_from_db()
    assert second.same_person_as == first
    with pytest.raises(SetAsideError):
        move_application(application=second, move="record_interview", actor=handler)
    shown = browser.get(url(second)).content.decode()
    assert ("Book the interview" in shown, "Consider again" in shown) == (False, True)
    assert "May be the same person" not in browser.get(url(first)).content.decode()
    own = signed_in(second.candidate).get(f"/applications/{second.reference}/").content.decode()
    assert "We think you applied twice for this role" in own
    assert first.reference not in own
    told = Notification.objects.get(slug="roles.application_set_aside")
    assert told.recipient == second.candidate
    unsaid = browser.post(url(second, "take-up-again/"))
    assert "Select why we should consider this application again" in unsaid.text
    assert browser.post(url(second, "take-up-again/"), {"reason": "others"}).status_code == 302
    assert "The two applications are from different people" in browser.get(url(second)).text
    second.refresh_from_db()
    assert (second.state, second.same_person_as) == ("interview_invited", None)
    assert Notification.objects.filter(slug="roles.application_taken_up_again").count() == 1
    assert make_move(second, "book", handler)


def test_people_are_counted_once_and_figures_come_back(campaign, twice):
    first, second, _ = twice
    handler = make_handler(campaign)
    assert campaign.applications.all().count_people() == 3
    set_aside(application=second, kept=first.reference, actor=handler)
    assert campaign.applications.all().count_people() == 2
    take_up_again(application=second, reason="mistake", actor=handler)
    assert campaign.applications.all().count_people() == 3


def test_R12_a_scheme_asked_for_in_what_was_set_aside_is_not_lost_and_bars_from_the_sift(
    campaign, twice
):
    first, second, _ = twice
    officer = make_member("resourcing", campaign.organisation)
    open_arrangements(application=second, actor=officer)
    set_aside(application=second, kept=first.reference, actor=officer)
    assert "/pass_sift/" not in signed_in(officer).get(url(first)).content.decode()
    colleague = signed_in(make_member("resourcing", campaign.organisation))
    colleague.post(url(first, "arrangements/"))
    assert "Great Place to Work for Veterans" in colleague.get(url(first)).content.decode()


def test_nobody_is_set_aside_for_a_stranger_or_for_who_is_set_aside_or_after_an_offer(
    campaign, twice
):
    first, second, third = twice
    handler = make_handler(campaign)
    with pytest.raises(NotAlikeError):
        set_aside(application=first, kept=third.reference, actor=handler)
    set_aside(application=second, kept=first.reference, actor=handler)
    with pytest.raises(NotAlikeError):
        set_aside(application=first, kept=second.reference, actor=handler)
    take_up_again(application=second, reason="mistake", actor=handler)
    Application.objects.filter(pk=first.pk).update(
        post=open_posts(campaign).first(), state="provisional_offer"
    )
    with pytest.raises(TransitionNotAllowed):
        set_aside(application=first, kept=second.reference, actor=handler)


def test_only_those_who_handle_applications_and_compete_for_none_set_aside(campaign, twice):
    first, second, _ = twice
    assert signed_in(make_person()).get(url(second, "set-aside/")).status_code == 404
    rival = make_handler(campaign)
    make_draft(campaign, rival)
    answer = signed_in(rival).post(url(second, "set-aside/"), {"kept": first.reference})
    assert answer.status_code == 404


def test_R21_what_is_set_aside_holds_up_the_order_of_merit_no_longer(campaign, twice):
    first, second, third = twice
    handler = make_handler(campaign)
    decided = Application.objects.filter(pk__in=[first.pk, third.pk])
    decided.update(state="recommended", recommended_at=timezone.now())
    for state in ("interviewed", "interview_booked"):
        Application.objects.filter(pk=second.pk).update(state=state)
        Interview.objects.get_or_create(
            application=second,
            defaults={
                "starts_at": timezone.now() + timedelta(days=3),
                "set_at": timezone.now(),
            },
        )
    campaign.refresh_from_db()
    assert obstacle_to(campaign, "agree_merit").startswith("Still to be held")
    second.refresh_from_db()
    set_aside(application=second, kept=first.reference, actor=handler)
    campaign.refresh_from_db()
    assert obstacle_to(campaign, "agree_merit") == ""
    move_campaign(campaign=campaign, move="agree_merit", actor=handler)
