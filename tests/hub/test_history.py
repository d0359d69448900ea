"""The history of a record: by day, newest first, one kind alone, and what was recorded later."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from hub.audit import as_if_then, log
from hub.dates import date_gb
from hub.needs import close_need
from hub.permissions import StaffGroup
from roles.models.support.activity import SupportActivity
from roles.support.services.activities import log_activity
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import (
    make_need,
    make_organisation,
    make_person,
    signed_in,
)
from tests.factories.roles import make_accepted_request, make_open, make_request, make_team

pytestmark = pytest.mark.django_db
DAY = re.compile(r'hub-timeline__day">([^<]+)<')
WHAT = re.compile(r'hub-timeline__what">(.*?)</p>', re.DOTALL)
KIND = re.compile(r'<a class="govuk-link[^"]*" href="([^"]*#history)"[^>]*>([^<]+)</a>')
LATER = re.compile(r"Recorded on ([^<]+)<")


def read(client, address):
    """The part of a page that is its history."""
    page = client.get(address).text
    return page[page.index('id="history"') :].split("</main>")[0]


def days_of(html):
    return [found.strip() for found in DAY.findall(html)]


def what_of(html):
    return [re.sub(r"<[^>]+>", "", found).strip() for found in WHAT.findall(html)]


def kinds_of(html):
    return [label for _, label in KIND.findall(html)]


def test_the_thread_of_a_need_is_newest_first_under_its_days():
    department = make_organisation("AAA")
    staff = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    raised = timezone.now() - timedelta(days=3)
    need = make_need(department, staff, at=raised)
    close_need(need=need, reason="Nobody is missing now.", actor=staff)
    html = read(signed_in(staff), need.get_absolute_url())
    assert days_of(html) == [date_gb(localdate()), date_gb(localdate(raised))]
    assert what_of(html) == ["Need closed", "Need raised"]


def test_only_what_somebody_entered_later_says_when_it_was_recorded():
    team = make_team("AAA")
    ago = timezone.now() - timedelta(days=3)
    late = make_request(team, at=ago)
    html = read(signed_in(team.adviser), late.get_absolute_url())
    assert set(LATER.findall(html)) == {date_gb(localdate())}
    # The clock saw it later than it was so: nobody was late.
    with as_if_then():
        made_up = make_request(team, at=ago)
    log(made_up, "roles.support_triaged", actor=None, at=ago)
    html = read(signed_in(team.adviser), made_up.get_absolute_url())
    assert "Request triaged" in what_of(html)
    assert LATER.findall(html) == []
    assert LATER.findall(read(signed_in(team.adviser), make_request(team).get_absolute_url())) == []


def test_work_of_an_earlier_day_stands_on_that_day_and_says_when_it_was_logged():
    team = make_team("AAA")
    request = make_accepted_request(team, at=timezone.now() - timedelta(days=5))
    yesterday = localdate() - timedelta(days=1)
    log_activity(
        request=request, type=SupportActivity.Type.choices[0][0], on=yesterday, actor=team.adviser
    )
    html = read(signed_in(team.adviser), request.get_absolute_url())
    of_the_day = html.split(date_gb(yesterday), 1)[1].split("hub-timeline__day")[0]
    assert what_of(of_the_day) == ["Work by the hub team"]
    assert LATER.findall(of_the_day) == [date_gb(localdate())]


def test_one_kind_alone_is_at_an_address_of_its_own():
    team = make_team("AAA")
    request = make_accepted_request(team)
    kind = SupportActivity.Type.choices[0][0]
    for _ in range(2):
        log_activity(request=request, type=kind, on=localdate(), actor=team.adviser)
    client, address = signed_in(team.adviser), request.get_absolute_url()
    html = read(client, address)
    every = len(what_of(html))
    assert kinds_of(html) == [
        f"Everything ({every})",
        f"Progress ({every - 2})",
        "Work by the hub team (2)",
    ]
    links = {label: href for href, label in KIND.findall(html)}
    alone = read(client, links["Work by the hub team (2)"].replace("&amp;", "&"))
    assert what_of(alone) == ["Work by the hub team"] * 2
    assert kinds_of(alone) == kinds_of(html)
    # An address that names no kind of this record shows everything.
    assert what_of(read(client, f"{address}?history=offers")) == what_of(html)


def test_a_long_history_is_folded_and_costs_no_more_to_read():
    department = make_organisation("AAA")
    staff = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    client = signed_in(staff)
    seen = {}
    for number in (1, 3, 30):
        need = make_need(department, staff)
        for minute in range(number - 1):
            at = datetime(2013, 5, 1, 9, tzinfo=UTC) + timedelta(days=minute)
            log(need, "hub.need_open_again", actor=staff, at=at)
        client.get(need.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            html = read(client, need.get_absolute_url())
        seen[number] = len(queries)
        assert len(what_of(html)) == number
    assert seen[1] == seen[3] == seen[30]
    before_fold, folded = html.split("<details", 1)
    assert len(what_of(before_fold)) == 6
    assert "Show 24 earlier entries" in folded


def test_r17_kinds_and_days_count_only_what_their_reader_sees():
    team = make_team("AAA")
    campaign = make_open(team)
    post = campaign.posts.get()
    days = (timezone.now() - timedelta(days=2), timezone.now() - timedelta(days=1))
    log(post, "roles.post_offered", actor=team.manager, at=days[0])
    log(post, "roles.post_released", actor=team.manager, at=days[1])
    assert "Post offered" in what_of(read(signed_in(team.manager), post.get_absolute_url()))
    html = read(signed_in(team.requester), post.get_absolute_url())
    assert what_of(html) == ["Post opened"]
    assert days_of(html) == [date_gb(localdate())]


def test_a_candidate_reads_what_happened_by_day():
    application = make_application(make_advert(), None, "pass_sift")
    client = signed_in(application.candidate)
    html = read(client, reverse("roles:application_detail", args=[application.reference]))
    assert days_of(html)[0] == date_gb(localdate())
    assert kinds_of(html) == []
