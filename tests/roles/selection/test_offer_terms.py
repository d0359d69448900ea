"""What an offer may state: days on which people work, and amounts as advertised and approved."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from hub.models import Notification
from hub.working_days import next_working_day
from roles.models import Application, Approval, Offer
from roles.selection.forms.offers import usual_conditions
from roles.selection.services.offer_terms import OfferRefusedError
from roles.selection.services.offers import accept_offer, extend_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    terms_typed,
)
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    campaign = make_advert(salary_min=48_000, salary_max=52_000, allowance=3_000)
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    return chosen


def answer(application, **changes):
    """The page after the form of the offer was sent, with these answers changed."""
    campaign = application.campaign
    typed = terms_typed(campaign, campaign.posts.get(), **changes)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    return signed_in(make_handler(campaign)).post(f"{base}offer/", typed)


def typed_day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def next_day_of_week(weekday):
    """The first such day, from 0 for Monday, that is two weeks away or more."""
    day = timezone.localdate() + timedelta(days=14)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def next_boxing_day():
    today = timezone.localdate()
    year = today.year
    while not (date(year, 12, 26) > today and date(year, 12, 26).weekday() < 5):
        year += 1
    return date(year, 12, 26)


@pytest.mark.parametrize(
    ("name", "label"), [("answer_by", "The date to answer by"), ("starts_on", "The start date")]
)
@pytest.mark.parametrize(
    ("day", "words"),
    [
        (next_day_of_week(5), "a Saturday"),
        (next_day_of_week(6), "a Sunday"),
        (next_boxing_day(), "a bank holiday, Boxing Day"),
    ],
)
def test_a_day_on_which_nobody_works_is_refused_by_its_name(application, name, label, day, words):
    later = typed_day("starts_on", next_working_day(day + timedelta(days=60), region="ENG"))
    page = answer(application, **{**later, **typed_day(name, day)})
    assert f"{label} must be a working day. You chose {words}" in page.text
    application.refresh_from_db()
    assert (application.state, Offer.objects.count()) == ("recommended", 0)
    with pytest.raises(OfferRefusedError, match=words):
        make_offer(
            application,
            application.campaign.posts.get(),
            make_handler(application.campaign),
            **{"starts_on": day + timedelta(days=61), name: day},
        )


def test_more_time_is_given_to_a_working_day_and_a_day_set_before_stays(application):
    handler = make_handler(application.campaign)
    offered = make_offer(application, application.campaign.posts.get(), handler)
    sunday = next_day_of_week(6) + timedelta(days=14)
    base = f"/campaigns/{offered.campaign.reference}/applications/{offered.reference}/"
    page = signed_in(handler).post(f"{base}extend_offer/", typed_day("answer_by", sunday))
    assert "The date to answer by must be a working day. You chose a Sunday" in page.text
    with pytest.raises(OfferRefusedError, match="Sunday"):
        extend_offer(application=offered, answer_by=sunday, actor=handler)
    # As it was stated before this was asked.
    Offer.objects.update(answer_by=sunday, starts_on=sunday + timedelta(days=28))
    typed = terms_typed(offered.campaign, offered.post, salary=50_000)
    same = {
        **typed_day("answer_by", sunday),
        **typed_day("starts_on", sunday + timedelta(days=28)),
    }
    assert signed_in(handler).post(f"{base}change_offer/", {**typed, **same}).url == base
    assert Offer.objects.get().salary == 50_000


@pytest.mark.parametrize("salary", [47_999, 52_001, 60_000, 499_999, 900_000])
def test_R1_a_salary_out_of_the_advertised_range_is_refused_with_the_range(application, salary):
    page = answer(application, salary=salary)
    assert "The salary must be as advertised: £48,000 to £52,000" in page.text
    assert "500,000" not in page.text
    application.refresh_from_db()
    assert application.state == "recommended"


@pytest.mark.parametrize("salary", [48_000, 50_500, 52_000])
def test_R1_a_salary_between_the_two_is_offered(application, salary):
    assert answer(application, salary=salary, allowance=3_000).status_code == 302
    assert Application.objects.get().offer_terms.salary == salary


def test_R1_an_allowance_above_the_advertised_one_is_refused_with_it(application):
    page = answer(application, allowance=3_001)
    assert "The allowance must be as advertised: up to £3,000" in page.text


def test_what_an_offer_depends_on_and_whom_to_ask_say_something(application):
    page = answer(application, conditions="x", contact_name="..").text
    assert "Enter the conditions of the offer, using at least one word" in page
    assert "Enter who the candidate should contact, using at least one word" in page
    assert not Offer.objects.exists()


def test_R1_what_was_approved_is_the_bound_where_the_advert_gives_none():
    campaign = make_advert()
    Approval.objects.create(
        campaign=campaign,
        decision="approved",
        approver=make_person(),
        decided_at=timezone.now(),
        audience="internal",
        posts=1,
        max_salary=48_000,
    )
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    page = answer(chosen, salary=48_001)
    assert "The salary must be within what was approved: up to £48,000" in page.text


def test_of_several_patterns_that_were_advertised_none_is_offered_unless_chosen(application):
    campaign = application.campaign
    assert campaign.working_pattern == "flexible"
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/offer/"
    browser = signed_in(make_handler(campaign))
    assert browser.get(base).context_data["form"]["working_pattern"].value() == ""
    page = answer(application, working_pattern="")
    assert "Select the working pattern you offer" in page.text
    assert Offer.objects.count() == 0
    part_time = {"working_pattern": "part_time", "hours_per_week": "22.2"}
    assert answer(application, **part_time).status_code == 302
    assert Offer.objects.get().working_pattern == "part_time"


def test_the_one_pattern_that_was_advertised_is_filled_in():
    campaign = make_advert(working_pattern="full_time")
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    base = f"/campaigns/{campaign.reference}/applications/{chosen.reference}/offer/"
    form = signed_in(make_handler(campaign)).get(base).context_data["form"]
    assert form["working_pattern"].value() == "full_time"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("answer_by", "The date to answer by must be .* or earlier, which is a year after today"),
        ("starts_on", "The start date must be .* or earlier, which is a year after the date to"),
    ],
)
def test_a_day_of_another_year_is_not_offered(application, name, words):
    far = next_working_day(timezone.localdate() + timedelta(days=800), region="ENG")
    later = next_working_day(far + timedelta(days=9), region="ENG")
    page = answer(application, **{**typed_day("starts_on", later), **typed_day(name, far)})
    assert re.search(words, page.text)
    with pytest.raises(OfferRefusedError, match=words):
        make_offer(
            application,
            application.campaign.posts.get(),
            make_handler(application.campaign),
            **{"starts_on": later, name: far},
        )
    application.refresh_from_db()
    assert (application.state, Offer.objects.count()) == ("recommended", 0)


def test_what_an_offer_depends_on_stays_on_the_candidates_page_after_accepting(application):
    campaign = application.campaign
    offered = make_offer(
        application,
        campaign.posts.get(),
        make_handler(campaign),
        conditions="\n".join([*usual_conditions(campaign), "A clean driving licence"]),
    )
    client, address = signed_in(offered.candidate), f"/applications/{offered.reference}/"
    shown = ["What the offer depends on", "A clean driving licence"]
    assert [words in client.get(address).text for words in shown] == [True, True]
    accept_offer(application=offered, actor=offered.candidate)
    assert [words in client.get(address).text for words in shown] == [True, True]


def test_the_day_to_answer_by_is_before_the_start_when_it_is_offered_and_when_it_is_extended(
    application,
):
    day = next_day_of_week(2)
    while next_working_day(day, region="ENG") != day:
        day += timedelta(days=7)
    page = answer(application, **typed_day("answer_by", day), **typed_day("starts_on", day))
    assert "The start date must be after the date to answer by" in page.text
    campaign = application.campaign
    offered = make_offer(application, campaign.posts.get(), make_handler(campaign), starts_on=day)
    with pytest.raises(OfferRefusedError, match="must be before the expected start date"):
        extend_offer(application=offered, answer_by=day, actor=make_handler(campaign))


def test_an_offer_that_is_not_changed_is_refused_and_nobody_is_told(application):
    campaign, handler = application.campaign, make_handler(application.campaign)
    make_offer(application, campaign.posts.get(), handler)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    typed = terms_typed(campaign, campaign.posts.get())
    page = signed_in(handler).post(f"{base}change_offer/", typed)
    assert "You have not changed anything" in page.text
    assert not Notification.objects.filter(slug="roles.offer_changed").exists()
    assert "Terms of" not in signed_in(handler).get(base).text
    changed = {**typed, "conditions": f"{typed['conditions']}\nA driving licence"}
    assert signed_in(handler).post(f"{base}change_offer/", changed).status_code == 302
    assert Notification.objects.filter(slug="roles.offer_changed").count() == 1


def test_the_history_says_what_of_an_offer_was_changed_from_what_to_what_and_by_whom(application):
    campaign = application.campaign
    handler = make_handler(campaign)
    make_offer(application, campaign.posts.get(), handler, salary=48_000)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    typed = terms_typed(campaign, campaign.posts.get(), salary=49_500)
    other = make_handler(campaign)
    assert signed_in(other).post(f"{base}change_offer/", typed).status_code == 302
    page = signed_in(handler).get(base)
    (line,) = [one for one in page.context_data["history"].lines if one.what.startswith("Terms of")]
    assert line.who == str(other)
    assert line.note == "Salary: £48,000 a year is now £49,500 a year"
    # Before the invitation nobody is named (R11).
    (sifted,) = [one for one in page.context_data["history"].lines if one.what == "Passed the sift"]
    assert (sifted.who, sifted.note) == ("", "")


def test_a_post_is_offered_only_where_the_candidate_accepts_one():
    """They were promised jobs in the locations they named, of those that were advertised."""
    campaign = make_advert(places=("Leeds", "Newcastle"))
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    leeds, newcastle = campaign.places.order_by("name")
    chosen.places_wanted.set([newcastle])
    base = f"/campaigns/{campaign.reference}/applications/{chosen.reference}/"
    page = signed_in(make_handler(campaign)).get(f"{base}offer/")
    assert "The candidate accepts these locations: Newcastle." in page.text
    assert list(page.context_data["form"].fields["place"].queryset) == [newcastle]
    assert "Select where the post is" in answer(chosen, place=leeds.pk).text
    with pytest.raises(OfferRefusedError, match="Select a location the candidate accepts: Newcas"):
        make_offer(chosen, campaign.posts.get(), make_handler(campaign), place=leeds)
    assert Offer.objects.count() == 0
    assert answer(chosen, place=newcastle.pk).status_code == 302
    assert Offer.objects.get().place == newcastle


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"working_pattern": "part_time", "hours_per_week": "37"},
            "Part-time hours must be fewer than 37 a week",
        ),
        (
            {"working_pattern": "full_time", "hours_per_week": "20"},
            "Full-time hours must be 35 a week or more",
        ),
        ({"contact_name": "x"}, "Enter who the candidate should contact, using at least one word"),
        (
            {"conditions": "A clean driving licence"},
            "Add the checks that every offer depends on, each on its own line: Proof of your",
        ),
    ],
)
def test_R16_an_offer_that_cannot_be_meant_is_refused(application, changes, said):
    assert said in answer(application, **changes).text
    assert Offer.objects.count() == 0
