"""The picture of a need's thread: what answers it, how it stands and for how long."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Membership, Need
from hub.needs import answer, close_need
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import make_member, make_need, make_organisation, signed_in
from tests.factories.roles import make_accepted_request, make_draft, make_request, make_team

pytestmark = pytest.mark.django_db


def picture_on(page: str) -> str:
    (found,) = re.findall(r'<figure class="hub-picture">(.*?)</figure>', page, re.DOTALL)
    return found


def words_drawn(page: str) -> list[str]:
    narrow = picture_on(page).partition("hub-picture__drawing--wide")[0]
    return [unescape(words) for words in re.findall(r"<text[^>]*>([^<]*)<", narrow)]


def rows_of_table(page: str) -> list[list[str]]:
    body = picture_on(page).split("<tbody", 1)[1]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub("<[^>]*>", " ", cell).split()) for cell in row] for row in cells]


def gb(day) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def team(db):
    return make_team("AAA")


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def test_the_page_of_a_need_draws_each_record_with_its_state_and_its_days(team):
    need = make_need(team.organisation, team.requester, at=ago(30))
    request = make_request(team, need=need, at=ago(20))
    page = signed_in(team.requester).get(need.get_absolute_url()).text
    begun, today = timezone.localdate(ago(30)), timezone.localdate()
    sent = timezone.localdate(ago(20))
    assert rows_of_table(page) == [
        [f"Need {need.reference}", "Being answered", gb(begun), "Not ended yet", "30 days so far"],
        [
            *(f"Support request {request.reference}", "Submitted"),
            *(gb(sent), "Not ended yet", "20 days so far"),
        ],
    ]
    assert words_drawn(page) == [
        f"Need {need.reference}",
        *("30 days, now: Being answered",),
        f"Support request {request.reference}",
        "20 days, now: Submitted",
        gb(begun),
        gb(today),
    ]


def test_a_need_that_nothing_answers_has_a_picture_of_itself(team):
    need = make_need(team.organisation, team.requester)
    page = signed_in(team.requester).get(need.get_absolute_url()).text
    (row,) = rows_of_table(page)
    assert row[0] == f"Need {need.reference}"
    assert row[-1] == "0 days so far"


def test_a_closed_need_ends_on_its_day(team):
    need = make_need(team.organisation, team.requester, at=ago(30))
    close_need(need=need, reason="Met.", actor=None, at=ago(10))
    page = signed_in(team.requester).get(need.get_absolute_url()).text
    (row,) = rows_of_table(page)
    assert row[1:] == [
        "Closed",
        gb(timezone.localdate(ago(30))),
        *(gb(timezone.localdate(ago(10))), "20 days"),
    ]


def test_a_need_that_is_met_waits_no_longer(team):
    need = make_need(team.organisation, team.requester, at=ago(30))
    Need.objects.filter(pk=need.pk).update(state=Need.State.MET, met_at=ago(12))
    page = signed_in(team.requester).get(need.get_absolute_url()).text
    (row,) = rows_of_table(page)
    met = gb(timezone.localdate(ago(12)))
    assert row[1:] == ["Met", gb(timezone.localdate(ago(30))), met, "18 days"]


def test_what_another_department_needs_answers_as_if_it_did_not_exist(team):
    need = make_need(team.organisation, team.requester)
    stranger = make_member(Membership.Role.REQUESTER, make_organisation("BBB"))
    assert signed_in(stranger).get(need.get_absolute_url()).status_code == 404


def test_R25_who_competes_for_the_role_gets_no_picture_of_how_it_stands(team):
    need = make_need(team.organisation, team.requester)
    campaign = make_advert(organisation=team.organisation)
    answer(need=need, subject=campaign, slug="roles.campaign", actor=None)
    colleague = make_member(Membership.Role.REQUESTER, team.organisation)
    client = signed_in(colleague)
    assert campaign.reference in picture_on(client.get(need.get_absolute_url()).text)
    make_application(campaign, colleague)
    assert signed_in(colleague).get(need.get_absolute_url()).status_code == 404


def test_of_many_posts_eight_are_drawn_and_all_are_in_the_table(team):
    need = make_need(team.organisation, team.requester, headcount=12)
    make_accepted_request(team, need=need, posts_wanted=12)
    page = signed_in(team.requester).get(need.get_absolute_url()).text
    posts = [row for row in rows_of_table(page) if row[0].startswith("Post")]
    drawn = [words for words in words_drawn(page) if words.startswith("Post P-")]
    assert (len(posts), len(drawn)) == (12, 8)
    assert "Post: 4 more" in words_drawn(page)


def test_a_picture_of_many_records_costs_no_more_queries(team):
    client, counts = signed_in(team.manager), []
    need = make_need(team.organisation, team.requester, headcount=100)
    make_request(team, need=need)
    for more in (1, 2, 27):
        for _ in range(more):
            answer(need=need, subject=make_draft(team), slug="roles.campaign", actor=None)
        client.get(need.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(need.get_absolute_url())
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
