"""Small things that a page said wrongly or not at all, each at the page that says it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hub.dates import date_gb
from hub.models import User
from hub.notifications import kinds, notify
from hub.permissions import StaffGroup
from tests.factories.adverts import (
    TO_RECOMMENDED,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_approved, make_request

pytestmark = pytest.mark.django_db


def test_R22_giving_more_time_says_until_when_there_is_now_and_too_late_before_bank_holiday():
    campaign = make_advert("Service owner")
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    application = make_offer(application, campaign.posts.get(), handler)
    has, names = application.offer_terms, [campaign.reference, application.reference]
    url = reverse("roles:sift_move", args=[*names, "extend_offer"])
    client = signed_in(handler)
    assert f"the end of {date_gb(has.answer_by)}" in client.get(url).text
    christmas = {"answer_by_day": 25, "answer_by_month": 12, "answer_by_year": 2030}
    page = client.post(url, christmas).text
    assert "The new date must be before the expected start date" in page
    assert "bank holiday" not in page
    before = has.answer_by - timedelta(days=1)
    names = ("day", "month", "year")
    page = client.post(url, {f"answer_by_{name}": getattr(before, name) for name in names}).text
    assert f"after the date the candidate has now, {date_gb(has.answer_by)}" in page


def test_whoever_saved_the_advert_in_another_tab_is_not_somebody_else(team):
    campaign = make_approved(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "write"])
    client = signed_in(team.manager)
    seen = re.search(r'name="revision" value="(\d+)"', client.get(url).text)[1]
    answers = {"title": "Delivery manager", "summary": "Lead delivery.", "prose": "One."}
    client.post(url, {**answers, "revision": seen})
    page = client.post(url, {**answers, "prose": "Two.", "revision": seen}).text
    assert "You saved the advert somewhere else" in page
    assert "Somebody else saved" not in page
    other = make_person("", StaffGroup.HUB_STAFF)
    page = signed_in(other).post(url, {**answers, "prose": "Three.", "revision": seen}).text
    assert "Somebody else saved the advert while you were writing" in page


def test_whoever_checks_an_advert_is_not_offered_to_take_it_back(team):
    campaign = make_approved(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "write"])
    client = signed_in(team.manager)
    seen = re.search(r'name="revision" value="(\d+)"', client.get(url).text)[1]
    answers = {
        "title": "Delivery manager",
        "summary": "Lead delivery of a team.",
        "prose": "You join a team.",
    }
    client.post(url, {**answers, "revision": seen})
    client.post(reverse("roles:campaign_move", args=[campaign.reference, "send"]))
    assert campaign.reviews.waiting().exists()
    back = reverse("roles:campaign_move", args=[campaign.reference, "take-back"])
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    assert back in client.get(advert).text
    assert back not in signed_in(team.lead).get(advert).text
    signed_in(team.lead).post(back)
    assert campaign.reviews.waiting().exists()
    client.post(back)
    assert not campaign.reviews.waiting().exists()


def test_the_count_of_to_do_is_outside_the_closed_menu_too(team):
    make_request(team)
    client = signed_in(team.adviser)
    client.get(reverse("work"))
    page = client.get(reverse("account")).text
    (line,) = re.findall(r'<div class="[^"]*hub-count-line.*?</div>', page, re.S)
    assert 'class="hub-count' in line
    assert reverse("work") in line
    assert "hub-count-line" not in signed_in(make_person()).get(reverse("account")).text


def test_the_log_of_emails_says_what_it_searches_and_calls_them_emails(team):
    campaign = make_approved(team)
    notify("roles.decisions_late", recipient=team.manager, subject=campaign)
    client = signed_in(User.objects.get(pk=team.lead.pk))
    log = reverse("message_log:index")
    assert 'placeholder="Reference, kind of email or name"' in client.get(log).text
    label = kinds.get("roles.decisions_late").label
    for words in (campaign.reference, label, label[:6].upper()):
        assert f"Campaign {campaign.reference}" in client.get(log, {"q": words}).text
    page = client.get(log, {"q": "nothing at all"}).text
    assert "No emails match your query" in page
    assert "notifications" not in re.sub(r"<[^>]+>", "", page).casefold()
