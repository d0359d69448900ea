"""The past year of the demonstration: lines, a funnel, a need followed to its end, what failed."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.models import Need, Notification, ReportingPeriod, User
from hub.periods import Quarter
from hub.work import waiting_for
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db


def colleague(name: str) -> User:
    return User.objects.get(email=f"{name}@hub.example.gov.uk")


def waits_for(name: str) -> dict[str, int]:
    return {shown.queue.slug: shown.total for shown in waiting_for(colleague(name))}


def test_the_past_year_of_the_demonstration_has_its_stories(loaded_demonstration):
    now = Quarter.containing(timezone.now())
    last = now.previous
    closed = {
        Quarter.parse(code) for code in ReportingPeriod.objects.values_list("code", flat=True)
    }
    recent = [last.previous, *(last.previous.previous,)]
    assert closed >= {*recent, Quarter(2013, 1), Quarter(2013, 2)}
    assert len(closed) == 6
    assert last not in closed
    assert_lines_and_a_funnel(last.previous)
    assert_what_waits(last)
    assert_a_need_is_followed_to_its_end()
    assert set(Notification.objects.dead().values_list("slug", flat=True)) == {
        "roles.exception_ends",
        "roles.support_requested",
    }


def assert_lines_and_a_funnel(quarter: Quarter) -> None:
    client = signed_in(colleague("analyst"))
    page = client.get(reverse("monitoring") + f"?period={quarter}").text
    assert page.count("hub-figure__trend") >= 5
    rows = client.get(reverse("monitoring_rows", args=[quarter.code, "roles.campaigns_ended"])).text
    drawn = re.findall(r"<desc[^>]*>(.*?)</desc>", rows)[0]
    assert re.search(r"Sent their application: about \d{2,}", drawn)
    # The stages that are hidden are named in the picture and in its table.
    assert "Were offered a post: Not shown, so that nobody can be recognised" in drawn
    table = re.sub(r"<svg.*?</svg>", "", rows, flags=re.DOTALL)
    assert table.count("Not shown, so that nobody can be recognised") == 1


def assert_what_waits(last: Quarter) -> None:
    lead, analyst = waits_for("lead"), waits_for("analyst")
    assert lead["roles.agree_appointment"] == 1
    assert lead["hub.emails"] == Notification.objects.dead().count() > 0
    assert (lead["hub.quarters"], analyst["hub.quarters"]) == (1, 1)
    page = signed_in(colleague("analyst")).get(reverse("monitoring") + f"?period={last}").text
    assert "has not been closed yet" in page


def assert_a_need_is_followed_to_its_end() -> None:
    need = Need.objects.get(
        state=Need.State.CLOSED, organisation__code="DWP", raised_at__year__gt=2013
    )
    page = signed_in(colleague("lead")).get(need.get_absolute_url()).text
    table = page[page.index("Days for each part") :]
    parts = (
        "Finding",
        "Need",
        "Support request",
        "Campaign",
        "Post",
        "Induction place",
        "Follow-up of review",
    )
    found = [re.search(rf">\s*{part} ", table) for part in parts]
    assert all(found)
    places = [match.start() for match in found if match]
    assert places == sorted(places)
