"""People from outside the service on panels: a link that ends, a code, one panel (R9)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hub.models import Membership, User
from hub.qualifications import record_qualification
from roles.models import PanelMember
from roles.selection.panel_work import to_certify
from roles.selection.services.panel_outsiders import OfTheServiceError, invite_from_outside
from tests.factories.adverts import bring_to, make_advert, make_application
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.panels import make_panel, make_sitting_panel, start_sift
from tests.factories.qualifications import make_assessor
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
EMAIL = "ada.outside@university.example"


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def manager(campaign):
    return make_member(Membership.Role.HIRING_MANAGER, campaign.organisation)


@pytest.fixture
def panel(campaign):
    return make_panel(campaign)


def ask(panel, manager, **given):
    return invite_from_outside(
        panel=panel,
        actor=manager,
        **{
            "name": "Ada Outside",
            "email": EMAIL,
            "outside_of": "University of Example",
            "answer_by": timezone.localdate() + timedelta(days=1),
            **given,
        },
    )


def link_in_mail():
    call_command("deliver")
    [letter] = [one for one in mail.outbox if one.to == [EMAIL]]
    return re.search(r"/panels/invitation/[^\s]+", letter.body)[0]


def accepted(panel, manager):
    place = ask(panel, manager)
    make_assessor(place.person)
    browser, page = signed_in(place.person), f"/panels/{place.pk}/answer/"
    browser.post(page, as_read(browser, page, {"answer": "accept"}))
    place.refresh_from_db()
    return place, browser


def test_R9_somebody_from_outside_is_invited_by_an_address_and_comes_by_a_link(
    campaign, panel, manager
):
    browser = signed_in(manager)
    page = f"/campaigns/{campaign.reference}/panels/{panel.number}/invite-outside/"
    assert page in browser.get(f"/campaigns/{campaign.reference}/panels/").text
    day = timezone.localdate() + timedelta(days=1)
    typed = {
        "name": "Ada Outside",
        "email": EMAIL,
        "outside_of": "University of Example",
        **{f"answer_by_{part}": getattr(day, part) for part in ("day", "month", "year")},
    }
    browser.post(page, as_read(browser, page, typed))
    place = PanelMember.objects.get(person__email=EMAIL)
    assert (place.role, place.outside_of) == ("member", "University of Example")
    stranger, link = Client(), link_in_mail()
    shown = stranger.get(link)
    assert (shown.status_code, campaign.title in shown.text) == (200, True)
    assert f"next=%2Fpanels%2F{place.pk}%2Fanswer%2F" in shown.text
    # Signed in, the same link leads to the answer; with another address it says so.
    assert signed_in(place.person).get(link)["Location"] == f"/panels/{place.pk}/answer/"
    assert "signed in with another email address" in signed_in(manager).get(link).text
    assert stranger.get(f"{link[:-2]}x/").status_code == 404


def test_R9_the_link_ends_with_the_day_to_answer_and_with_the_answer(panel, manager, time_machine):
    place = ask(panel, manager)
    link = link_in_mail()
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    over = Client().get(link).text
    assert ("This link has ended" in over, place.campaign.title in over) == (True, False)


def test_R9_without_a_certificate_they_do_not_accept_and_the_hub_has_it_in_to_do(panel, manager):
    place = ask(panel, manager)
    staff = make_person("", "Hub staff")
    assert list(to_certify(staff)) == [place]
    assert EMAIL in signed_in(staff).get("/work/").text
    browser, page = signed_in(place.person), f"/panels/{place.pk}/answer/"
    answer = browser.post(page, as_read(browser, page, {"answer": "accept"}))
    assert "You have no assessor’s certificate" in answer.text
    today = timezone.localdate()
    record_qualification(
        person=place.person,
        kind="roles.assessor",
        received_on=today - timedelta(days=30),
        valid_until=today + timedelta(days=700),
        issuer="University",
        actor=staff,
    )
    browser.post(page, as_read(browser, page, {"answer": "accept"}))
    place.refresh_from_db()
    assert (place.state, list(to_certify(staff))) == ("accepted", [])


def test_R9_they_open_their_panel_and_nothing_else_of_the_department(campaign, panel, manager):
    application = make_application(campaign)
    place, browser = accepted(panel, manager)
    assert browser.get(f"/panels/{place.pk}/").status_code == 200
    own = f"/campaigns/{campaign.reference}/"
    for page in (
        own,
        f"{own}panels/",
        f"{own}applications/",
        f"{own}applications/{application.reference}/",
        f"{own}board/",
        f"{own}decisions/",
        f"{own}interview-times/",
        "/campaigns/",
        "/campaigns/complaints/",
        "/support/",
        f"/panels/{panel.members.exclude(pk=place.pk).first().pk}/",
    ):
        assert browser.get(page).status_code == 404, page


def test_R9_they_mark_their_answers_and_their_access_ends_with_the_panel(campaign, manager):
    make_application(campaign)
    panel = make_sitting_panel(campaign)
    place, browser = accepted(panel, manager)
    declare = f"/panels/{place.pk}/declare/"
    browser.post(declare, as_read(browser, declare, {"knows_somebody": "no"}))
    for member in panel.members.sitting().exclude(pk=place.pk).select_related("person"):
        other, page = signed_in(member.person), f"/panels/{member.pk}/declare/"
        other.post(page, as_read(other, page, {"knows_somebody": "no"}))
    start_sift(campaign)
    pages = (f"/panels/{place.pk}/", f"/panels/{place.pk}/marking/", "/panels/")
    assert [browser.get(page).status_code for page in pages] == [200, 200, 200]
    type(campaign).objects.filter(pk=campaign.pk).update(state="unfilled")
    assert [browser.get(page).status_code for page in pages] == [404, 404, 404]
    assert browser.get("/work/").text.count(campaign.title) == 0


def test_R9_who_is_taken_off_has_no_access_at_the_next_request(campaign, panel, manager):
    place, browser = accepted(panel, manager)
    office, page = (
        signed_in(manager),
        f"/campaigns/{campaign.reference}/panels/places/{place.pk}/remove/",
    )
    office.post(page, as_read(office, page, {"reason": "No time."}))
    assert [
        browser.get(f"/panels/{place.pk}/").status_code,
        browser.get("/panels/").status_code,
    ] == [
        404,
        404,
    ]


def test_R9_others_see_that_somebody_is_from_outside(campaign, panel, manager):
    accepted(panel, manager)
    said = "from outside: University of Example"
    page = f"/campaigns/{campaign.reference}/panels/"
    assert said in signed_in(manager).get(page).text
    assert said in signed_in(make_person("", "Hub leads")).get(page).text
    bring_to(campaign, "interviewing")
    record = f"/campaigns/{campaign.reference}/decisions/"
    assert said in signed_in(manager).get(record).text
    disclosed = signed_in(manager).get(f"{record}disclosed/").text
    assert (said in disclosed, "From outside the department" in disclosed) == (False, True)


def test_R9_who_works_here_is_invited_by_name_and_nobody_twice(panel, manager):
    with pytest.raises(OfTheServiceError):
        ask(panel, manager, email=manager.email)
    ask(panel, manager)
    browser = signed_in(manager)
    page = f"/campaigns/{panel.campaign.reference}/panels/{panel.number}/invite-outside/"
    day = timezone.localdate() + timedelta(days=1)
    typed = {
        "name": "Ada",
        "email": EMAIL.upper(),
        "outside_of": "University of Example",
        **{f"answer_by_{part}": getattr(day, part) for part in ("day", "month", "year")},
    }
    answer = browser.post(page, as_read(browser, page, typed))
    assert "is on this panel already, or has been asked" in answer.text
    assert (
        PanelMember.objects.from_outside().count(),
        User.objects.filter(email=EMAIL).count(),
    ) == (
        1,
        1,
    )


def test_R9_who_is_from_outside_and_declines_is_told_so_on_a_page_that_they_may_open(
    panel, manager
):
    place = ask(panel, manager)
    browser, page = signed_in(place.person), f"/panels/{place.pk}/answer/"
    sent = as_read(browser, page, {"answer": "decline", "why": "not_available"})
    answer = browser.post(page, sent, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/work/")
    assert "You have declined" in answer.text
