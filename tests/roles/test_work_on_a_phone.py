"""To do on a phone: no date hides its year behind a scroll."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from tests.browser import NARROW, Visitor
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_request

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
WIDER = """[...document.querySelectorAll(".hub-table-scroll")]
    .filter(box => box.scrollWidth > box.clientWidth).length"""


def test_dates_in_to_do_are_read_whole_at_320_pixels(page, live_server, team):
    make_request(team, at=datetime(2013, 11, 23, 10, tzinfo=UTC))
    make_accepted_request(team)
    key = signed_in(team.adviser).session.session_key
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    page.context.add_cookies([cookie])
    visitor = Visitor(page, live_server.url, width=NARROW)
    visitor.visit(reverse("work"))
    assert page.get_by_text("23 November 2013").first.is_visible()
    assert page.locator(".hub-table-scroll").count() == 2
    assert page.evaluate(WIDER) == 0
