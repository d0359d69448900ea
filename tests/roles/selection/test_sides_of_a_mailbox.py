"""A mailbox is one person on one side of a campaign, with every account of it (R9, R25)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hub.models import Membership, Notification, User
from hub.permissions import StaffGroup
from roles.models import Application, Booking
from roles.notifying import handlers_of
from roles.support.tasks import end_bookings_that_cannot_hold
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_open, make_team
from tests.pages_read import as_read
from tests.roles.support.support_forms import book, make_expert

pytestmark = pytest.mark.django_db
Role = Membership.Role
MOVES = ("extend", "pause", "cancel")


def powers(browser, campaign):
    """What the pages answer by which a campaign is extended, paused and cancelled."""
    urls = [reverse("roles:campaign_move", args=[campaign.reference, move]) for move in MOVES]
    return [browser.get(url).status_code for url in urls]


def applications(browser, application):
    """What the list of applications and the page of one answer."""
    base = f"/campaigns/{application.campaign.reference}/applications/"
    return [browser.get(url).status_code for url in (base, f"{base}{application.reference}/")]


def shown_to(browser, words):
    """What somebody reads on the page To do, and of what they look for."""
    return browser.get("/work/").text + browser.post("/search/", {"q": words}, follow=True).text


def test_R25_the_second_account_of_a_candidate_is_no_hiring_manager_of_that_campaign():
    campaign = make_advert("Lighthouse keeper")
    elsewhere = make_advert("Other keeper", organisation=campaign.organisation)
    handler = make_handler(campaign)
    make_application(campaign, make_person("amira.okafor@example.com"))
    rival = make_application(campaign, make_person("tom@example.com"), "pass_sift", by=handler)
    name = rival.full_name
    twin = make_member(Role.HIRING_MANAGER, campaign.organisation, "amira.okafor+dwp@example.com")
    # It is read by now: it is neither extended nor paused any more.
    assert powers(signed_in(handler), campaign) == [302, 302, 200]
    assert applications(signed_in(handler), rival) == [200, 200]
    assert rival.reference in shown_to(signed_in(handler), rival.reference)
    browser = signed_in(twin)
    assert powers(browser, campaign) == [404] * 3
    assert applications(browser, rival) == [404, 404]
    for words in (rival.reference, name, "keeper"):
        assert rival.reference not in shown_to(browser, words).replace(f'value="{words}"', "")
    assert not Application.objects.visible_to(twin).exists()
    # Of other campaigns of the department they keep what they may do.
    assert powers(browser, elsewhere) == [200] * 3


def test_R25_an_official_whose_other_account_starts_an_application_loses_the_powers_over_it():
    campaign = make_advert()
    rival = make_application(campaign)
    manager = make_member(Role.HIRING_MANAGER, campaign.organisation, "manager.dwp@example.gov.uk")
    adviser = make_person("adviser@hub.example.gov.uk", StaffGroup.HUB_STAFF)
    others = ("managerdwp+x@example.gov.uk", "a.dviser+z@hub.example.gov.uk")
    for person, address in zip((manager, adviser), others, strict=True):
        browser, own = signed_in(person), signed_in(make_person(address))
        # The department alone cancels.
        cancels = 200 if person == manager else 302
        assert powers(browser, campaign) == [200, 200, cancels]
        assert own.post(f"/applications/start/{campaign.reference}/").status_code == 302
        assert powers(browser, campaign) == [404] * 3
        assert applications(browser, rival) == [404, 404]
        assert rival.reference not in shown_to(browser, rival.reference).replace(
            f'value="{rival.reference}"', ""
        )


def test_R9_the_second_account_of_a_candidate_gets_no_mail_about_rivals():
    campaign = make_advert()
    handler = make_handler(campaign)
    make_application(campaign, make_person("amira.okafor@example.com"))
    rival = make_application(campaign)
    twin = make_member(Role.RESOURCING, campaign.organisation, "amiraokafor@example.com")
    assert handlers_of(campaign) == [handler]
    browser, url = signed_in(rival.candidate), f"/applications/{rival.reference}/withdraw/"
    browser.post(url, as_read(browser, url, {"reason": ""}))
    assert not Notification.objects.filter(recipient=twin).exists()


def test_R25_an_expert_who_applies_with_another_account_is_booked_no_longer():
    team = make_team("AAA")
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    expert = make_expert(make_person("ines.carvalho@example.com"))
    booking = book(expert, request, team, post=campaign.posts.get())
    twin = make_person("ines.carvalho+jobs@example.com")
    start = f"/applications/start/{campaign.reference}/"
    assert "You are booked to help fill this role as an expert" in signed_in(twin).get(start).text
    assert signed_in(twin).post(start).status_code == 302
    end_bookings_that_cannot_hold()
    assert Booking.objects.get(pk=booking.pk).state == "cancelled"


def test_an_application_is_its_own_accounts_alone():
    own = make_application(make_advert(), make_person("amira.okafor@example.com"))
    twin = make_person("amira.okafor+dwp@example.com")
    assert signed_in(twin).get(f"/applications/{own.reference}/").status_code == 404
    assert not Application.objects.of(User.objects.get(pk=twin.pk)).exists()
