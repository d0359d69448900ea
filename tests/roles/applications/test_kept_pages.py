"""A page that answered a form opens no longer than the form itself does for the same person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership
from hub.permissions import StaffGroup
from tests.factories.adverts import bring_to, enter_for_somebody, make_advert
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.hub.test_posted_pages import BROWSER

pytestmark = pytest.mark.django_db
UNSENT = "not sent them yet"


@pytest.fixture
def kept():
    """Somebody who handles applications, their browser, and a page that answered their form."""
    campaign = make_advert()
    row = enter_for_somebody(campaign, make_member("resourcing", campaign.organisation))
    bring_to(campaign, "sifting")
    handler = make_member(Membership.Role.RESOURCING, campaign.organisation)
    browser = signed_in(handler)
    url = f"/campaigns/{campaign.reference}/applications/{row.reference}/fail_sift/"
    answer = browser.post(url, {}, headers=BROWSER)
    assert answer.status_code == 303
    return handler, browser, answer["Location"]


def test_a_kept_page_opens_while_its_form_does(kept):
    _, browser, address = kept
    for _ in range(2):
        page = browser.get(address)
        assert (page.status_code, "There is a problem" in page.text) == (200, True)
        assert browser.head(address).status_code == 200


def test_R25_a_kept_page_is_gone_with_the_right_to_its_form(kept):
    handler, browser, address = kept
    handler.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert browser.get(address.partition("?")[0]).status_code == 404
    page = browser.get(address)
    assert (page.status_code, "There is a problem" in page.text) == (404, False)


def test_a_kept_page_of_the_admin_is_gone_with_the_right_to_its_form():
    lead = make_person("", StaffGroup.HUB_LEADS)
    browser, url = signed_in(lead), reverse("organisation:add")
    address = browser.post(url, {"name": "TYPED BY A LEAD"}, headers=BROWSER)["Location"]
    assert "TYPED BY A LEAD" in browser.get(address).text
    lead.groups.set(Group.objects.filter(name=StaffGroup.EDITORS))
    page = browser.get(address)
    assert (page.status_code, page["Location"]) == (302, reverse("wagtailadmin_home"))


def test_what_waits_to_be_said_is_not_said_by_the_form_that_a_kept_page_hides():
    """The form says where answers wait that were not sent; a kept page has them itself."""
    browser = signed_in(make_member(Membership.Role.REQUESTER, make_organisation("AAA")))
    url = reverse("need_raise")
    address = browser.post(url, {"reason": "Why"}, headers=BROWSER)["Location"]
    assert UNSENT in browser.get(url).text
    assert UNSENT not in browser.get(address).text
    assert UNSENT not in browser.get(reverse("account")).text
