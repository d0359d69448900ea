"""The page on which the hub's work is logged: what the first activity starts, when, how long."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request
from tests.pages_read import as_read
from tests.work_page import to_do

pytestmark = pytest.mark.django_db
CAPTION = "The hub team’s work"
STARTS = "This starts the work on this request, because it is the first activity."


def hours_shown(page: str) -> list[str]:
    tables = [part.split("</table>")[0] for part in page.split("<table")[1:]]
    (table,) = [each for each in tables if CAPTION in each]
    cells = re.findall(r'<td class="[^"]*numeric[^"]*"[^>]*>([^<]*)</td>', table)
    return [cell.strip() for cell in cells]


def test_the_page_that_to_do_leads_to_says_that_the_first_activity_starts_the_work(team):
    request = make_accepted_request(team)
    url = reverse("roles:support_move", args=[request.reference, "log"])
    assert to_do(team.adviser)["Start work on support requests"] == [url]
    client, shown = signed_in(team.adviser), []
    for hours in ("3", "7.5", "20", ""):
        page = client.get(url).text
        assert (hours, STARTS in page) == (hours, hours == "3")
        assert f"For example, 27 3 {timezone.localdate().year - 1}" in page
        today = timezone.localdate()
        day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
        answers = {"type": "advice", "hours": hours, **day}
        done = client.post(url, as_read(client, url, answers), follow=True).text
        shown.append(hours)
        assert hours_shown(done) == shown[::-1]
