"""The figures of recruitment, and what must not move them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.periods import Quarter
from hub.permissions import StaffGroup
from roles.campaigns.funnel import EXPLAINED, LABELS
from roles.campaigns.indicators import ROUNDED
from roles.campaigns.services import posts
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.withdrawing import withdraw_post
from roles.indicators import RECRUITMENT_INDICATORS
from roles.selection.services.counting import count_ended
from roles.support.services.activities import log_activity
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import make_organisation, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_draft, make_team
from tests.hub.test_pdf import text_of

pytestmark = pytest.mark.django_db
Q2 = Quarter(2013, 2)
FILLED, ENDED_CAMPAIGNS, SUPPORTED = RECRUITMENT_INDICATORS
SPRING = datetime(2013, 4, 2, 9, tzinfo=UTC)


def fill(team, on, **request):
    post = make_accepted_request(team, at=SPRING, **request).posts.get()
    return posts.accept_post(post=post, person=None, reference="1", actor=team.manager, at=on)


def filled(organisation=None):
    measure = FILLED.measure(Q2, organisation)
    assert measure.value == len(measure.rows) == int(measure.text)
    return measure.value


def supported(organisation=None):
    measure = SUPPORTED.measure(Q2, organisation)
    assert measure.value == len(measure.rows) == int(measure.text)
    return measure.value


def test_T1_counts_by_the_day_in_london(team):
    fill(team, datetime(2013, 6, 30, 22, 30, tzinfo=UTC))  # 11:30pm on 30 June in London
    assert filled() == 1
    fill(team, datetime(2013, 6, 30, 23, 30, tzinfo=UTC))  # half past midnight on 1 July
    assert filled() == 1


def test_T1_leaves_out_senior_posts_and_posts_nobody_asked_the_hub_about(team):
    fill(team, datetime(2013, 5, 1, 9, tzinfo=UTC), grade="scs1")
    draft = make_draft(team)
    draft.posts.update(support_request=None)
    posts.accept_post(post=draft.posts.get(), person=None, reference="1", actor=None, at=SPRING)
    assert filled() == 0


def test_T1_R17_an_offer_that_falls_through_takes_the_post_out(team):
    post = fill(team, datetime(2013, 5, 1, 9, tzinfo=UTC))
    assert filled() == 1
    posts.reopen_post(post=post, actor=team.manager)
    assert filled() == 0


def test_T1_a_declined_offer_is_no_filled_post(team):
    post = make_accepted_request(team, at=SPRING).posts.get()
    posts.offer_post(post=post, reference="1", actor=None, at=SPRING)
    posts.release_post(post=post, actor=None, at=SPRING + timedelta(days=2))
    assert filled() == 0


def test_T1_is_split_by_department_with_its_bodies(team):
    body = make_organisation("AGY", parent=team.organisation, kind="agency")
    fill(team, SPRING)
    post = fill(team, SPRING)
    type(post).objects.filter(pk=post.pk).update(organisation=body)
    other = make_team("BBB")
    fill(other, SPRING)
    assert [(part.slug, part.value) for part in FILLED.measure(Q2).parts] == [
        ("aaa", 2),
        ("bbb", 1),
    ]
    assert (filled(team.organisation), filled(body), filled(other.organisation)) == (2, 1, 1)


def work(request, on, actor, kind="panel"):
    log_activity(
        request=request,
        type=kind,
        on=on,
        post=request.posts.first(),
        actor=actor,
        at=datetime(2013, 7, 20, tzinfo=UTC),
    )


def test_T2_H5_a_post_counts_once_however_often_it_was_worked_on(team):
    request = make_accepted_request(team, at=SPRING, grade="scs2")
    work(request, date(2013, 4, 10), team.adviser)
    work(request, date(2013, 6, 30), team.adviser, kind="interview")
    assert supported() == 1
    assert SUPPORTED.measure(Q2).rows[0].on == "2013-06-30"


def test_T2_leaves_out_other_quarters_other_grades_and_work_on_no_post(team):
    late = make_accepted_request(team, at=SPRING, grade="scs1")
    work(late, date(2013, 7, 1), team.adviser)
    junior = make_accepted_request(team, at=SPRING, grade="g6")
    work(junior, date(2013, 5, 1), team.adviser)
    general = make_accepted_request(team, at=SPRING, grade="scs1")
    log_activity(
        request=general,
        type="advice",
        on=date(2013, 5, 1),
        actor=team.adviser,
        at=datetime(2013, 5, 2, tzinfo=UTC),
    )
    assert supported() == 0


def test_T2_counts_whatever_came_of_it_and_names_no_department(team):
    request = make_accepted_request(team, at=SPRING, grade="scs1")
    work(request, date(2013, 5, 1), team.adviser)
    withdraw_post(post=request.posts.get(), reason="-", actor=team.manager)
    assert supported(team.organisation) == 1
    assert SUPPORTED.measure(Q2).parts == ()


def test_a_post_filled_today_moves_nothing_in_2013(team):
    fill(team, None)
    assert filled() == 0


@pytest.fixture
def ended(team):
    """Campaigns that ended today, with so many people who sent an application to each."""

    def end(*sent: int) -> list:
        campaigns = [make_advert(organisation=team.organisation) for _ in sent]
        for campaign, number in zip(campaigns, sent, strict=True):
            for _ in range(number):
                make_application(campaign)
            cancel_campaign(campaign=campaign, reason="The work has stopped.", actor=team.manager)
        count_ended()
        return campaigns

    return end


HIDDEN = ("", None)


def in_parts(organisation=None, quarter=None):
    measure = ENDED_CAMPAIGNS.measure(quarter or Quarter.containing(timezone.now()), organisation)
    assert measure.value == len(measure.rows) == int(measure.text)
    parts = {part.slug: (part.qualifier, part.value) for part in measure.parts}
    return measure.value, parts


def test_the_campaigns_of_a_quarter_say_about_how_many_came_to_each_stage(team, ended):
    ended(9, 13, 8)
    shown = {**dict.fromkeys(LABELS, HIDDEN), **dict.fromkeys(("started", "sent"), ("about", 35))}
    assert in_parts() == (3, shown)
    assert in_parts(team.organisation) == (3, shown)
    assert in_parts(make_organisation("BBB")) == (0, {})
    assert in_parts(quarter=Q2) == (0, {})


def test_what_is_hidden_of_a_campaign_is_in_no_sum(ended):
    ended(9, 13, 2)
    assert in_parts() == (3, {})
    ended(8)
    found = in_parts()
    assert (found[0], found[1]["started"], found[1]["sent"]) == (4, ("about", 35), ("about", 35))
    assert {found[1][stage] for stage in ("passed", "interviewed", "offered")} == {HIDDEN}


def test_R25_of_two_campaigns_nobody_reads_numbers_of_people(ended):
    ended(9, 13)
    assert in_parts() == (2, {})


def test_the_figure_of_a_quarter_has_a_picture_and_the_same_numbers_beside_it(ended):
    ended(9, 13, 8)
    quarter = Quarter.containing(timezone.now()).code
    analyst = make_person("", StaffGroup.ANALYSTS)
    page = signed_in(analyst).get(reverse("monitoring_rows", args=[quarter, ENDED_CAMPAIGNS.slug]))
    drawing = re.search(r"<desc[^>]*>(.*?)</desc>", page.text)[1]
    hidden = "Not shown, so that nobody can be recognised"
    assert drawing == (
        "Started an application: about 35. Sent their application: about 35. "
        f"Passed the sift: {hidden}. Were interviewed: {hidden}. Were offered a post: {hidden}."
    )
    found = re.findall(r"<t[dh][^>]*>\s*([^<]+?)\s*</t[dh]>", page.text)
    # Each stage with what it means, also one whose number is hidden.
    assert found[:12] == [
        *("Part", "What it means", "Number"),
        *("Started an application", f"Started to fill in the form {ROUNDED}", "about 35"),
        *("Sent their application", f"Sent it before the role closed {ROUNDED}", "about 35"),
        *("Passed the sift", EXPLAINED["passed"], hidden),
    ]
    picture = page.text.split("hub-picture__drawing", 1)[1].split("</svg>")[0]
    assert "Passed the sift" in picture


def test_where_no_detail_is_shown_the_page_says_so(ended):
    quarter = Quarter.containing(timezone.now()).code
    address = reverse("monitoring_rows", args=[quarter, ENDED_CAMPAIGNS.slug])
    client = signed_in(make_person("", StaffGroup.ANALYSTS))
    words = "We do not show how many people had reached each stage: too few of these campaigns have"
    ended(9, 13, 2)
    assert words in client.get(address).text
    ended(8)
    assert words not in client.get(address).text


@pytest.mark.parametrize(("last", "shown"), [(2, False), (8, True)])
def test_what_explains_the_detail_is_said_where_the_detail_is_shown_alone(ended, last, shown):
    """On the page of the quarter and in its PDF nothing is said of what is not there."""
    ended(9, 13, last)
    quarter = Quarter.containing(timezone.now()).code
    client = signed_in(make_person("", StaffGroup.ANALYSTS))
    dashboard = f"{reverse('monitoring')}?period={quarter}"
    pdf = text_of(client.get(f"{dashboard}&export=pdf").content)
    rows = client.get(reverse("monitoring_rows", args=[quarter, ENDED_CAMPAIGNS.slug])).text
    for words in (client.get(dashboard).text, pdf, rows):
        assert "The detail shows" not in words
    assert ROUNDED not in client.get(dashboard).text
    assert [ROUNDED in pdf, ROUNDED in rows] == [shown, shown]


@pytest.mark.parametrize(("number", "queries"), [(1, 4), (3, 4), (12, 4)])
def test_the_figure_of_many_campaigns_takes_few_queries(
    number, queries, ended, django_assert_num_queries
):
    ended(*[1] * number)
    quarter = Quarter.containing(timezone.now())
    ENDED_CAMPAIGNS.measure(quarter)
    with django_assert_num_queries(queries):
        ENDED_CAMPAIGNS.measure(quarter)


def test_R25_who_competes_reads_of_the_campaign_only_that_one_counts(team, ended):
    rival = make_person("", StaffGroup.ANALYSTS)
    own = make_advert(organisation=team.organisation)
    make_application(own, rival)
    cancel_campaign(campaign=own, reason="The work has stopped.", actor=team.manager)
    [other] = ended(1)
    quarter = Quarter.containing(timezone.now()).code
    address = reverse("monitoring_rows", args=[quarter, ENDED_CAMPAIGNS.slug])
    for reader, unseen in ((rival, 1), (make_person("", StaffGroup.ANALYSTS), 0)):
        client = signed_in(reader)
        taken = b"".join(client.get(f"{address}?export=csv").streaming_content).decode()
        for shown in (client.get(address).text, taken):
            assert shown.count("Not shown to you") == unseen
            assert (own.reference in shown, other.reference in shown) == (not unseen, True)
        assert "2 records counted" in client.get(address).text
