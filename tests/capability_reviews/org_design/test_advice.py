"""Advice on organisation design, through its pages."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from capability_reviews.models import (
    EngagementState,
    OrgDesignEngagement,
)
from capability_reviews.org_design.services import move_engagement, request_advice
from hub import timeline
from hub.authorisation import as_nobody
from hub.memberships import add_membership
from hub.models import Membership, Need, Notification
from hub.needs import close_need
from hub.notifications.delivery import sweep
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person, export_person
from tests.factories.hub import make_need, make_organisation, make_person, signed_in
from tests.moves_shown import moves_shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement(department, lead):
    return request_advice(organisation=department, question="Who leads?", actor=lead)


def url(name, *args):
    return reverse(f"capability_reviews:{name}", args=args)


def move(client, engagement, name, **answers):
    return client.post(url("engagement_move", engagement.reference, name), answers, follow=True)


def test_a_need_is_answered_by_advice_and_its_thread_says_so(department, lead, reviewer):
    need = make_need(department, lead)
    client = signed_in(lead)
    page = client.get(need.get_absolute_url()).content.decode()
    assert "Ask for advice on organisation design" in page
    start = f"{url('engagement_ask')}?need={need.reference}"
    assert need.reason in client.get(start).content.decode()
    client.post(start, {"organisation": department.pk, "question": "Who leads?"})
    engagement = OrgDesignEngagement.objects.get()
    need.refresh_from_db()
    assert need.state == Need.State.ANSWERED
    entries = timeline.of_need(need, lead)
    assert engagement.get_absolute_url() in [entry.url for entry in entries]


def test_advice_is_asked_only_for_a_need_that_stands_and_for_its_own_organisation(department, lead):
    other = make_organisation("CCC")
    add_membership(
        user=lead,
        organisation=other,
        role=Membership.Role.CAPABILITY_LEAD,
        valid_from=date(2013, 1, 1),
    )
    need = make_need(department, lead)
    client = signed_in(lead)
    start = f"{url('engagement_ask')}?need={need.reference}"
    page = client.post(start, {"organisation": other.pk, "question": "Kept words"}).content.decode()
    assert "Select the organisation that has the need" in page
    assert "Kept words" in page
    close_need(need=need, reason="No longer", actor=lead)
    assert client.get(start).status_code == 404
    assert client.get(f"{url('engagement_ask')}?need=%00").status_code == 200
    assert OrgDesignEngagement.objects.count() == 0


def test_from_the_question_to_the_review_of_the_design(engagement, lead, leader, reviewer):
    adviser, department = signed_in(reviewer), signed_in(lead)
    move(adviser, engagement, "start_scoping")
    # Both sides agree the terms: the department says so itself.
    assert move(adviser, engagement, "agree_terms").status_code == 404
    sweep()
    assert {tuple(letter.to) for letter in mail.outbox} == {(lead.email,), (leader.email,)}
    mail.outbox.clear()
    move(department, engagement, "agree_terms")
    advice = url("engagement_move", engagement.reference, "give_advice")
    assert "Enter your advice" in adviser.post(advice, {"advice": ""}).content.decode()
    early = adviser.post(advice, {"advice": "One digital leader on the board."}, follow=True)
    assert "The advice is given" in early.content.decode()
    again = adviser.post(advice, {"advice": "Twice"}, follow=True).content.decode()
    assert "You have already given this advice" in again
    sweep()
    assert {tuple(letter.to) for letter in mail.outbox} == {(lead.email,), (leader.email,)}
    assert move(adviser, engagement, "accept").status_code == 404
    for name in ("accept", "start_implementing", "finish_implementing"):
        move(department, engagement, name)
    move(adviser, engagement, "review")
    engagement.refresh_from_db()
    assert engagement.state == EngagementState.REVIEWED
    assert engagement.advice == "One digital leader on the board."


def test_an_answer_to_advice_is_asked_before_it_is_given(engagement, lead, reviewer):
    for name in ("start_scoping", "give_advice"):
        move_engagement(engagement=engagement, move=name, advice="One leader.", actor=reviewer)
    client = signed_in(lead)
    decline = url("engagement_move", engagement.reference, "decline")
    assert f'href="{decline}"' in client.get(engagement.get_absolute_url()).content.decode()
    page = client.get(decline).content.decode()
    assert ("One leader." in page, "You cannot undo this." in page) == (True, True)
    engagement.refresh_from_db()
    assert engagement.state == EngagementState.ADVICE_GIVEN


def test_only_the_adviser_advises_and_only_the_department_answers(engagement, lead, reviewer):
    assert move(signed_in(lead), engagement, "start_scoping").status_code == 404
    move(signed_in(reviewer), engagement, "start_scoping")
    move_engagement(engagement=engagement, move="give_advice", actor=reviewer)
    assert move(signed_in(reviewer), engagement, "accept").status_code == 404
    assert move(signed_in(lead), engagement, "accept_in_part").status_code == 200


@pytest.mark.parametrize("group", [StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS])
def test_the_hub_says_nothing_for_the_department(engagement, group, reviewer, lead):
    """Of whoever gives the advice, nobody accepts, declines, carries out or withdraws it."""
    adviser = make_person("", group)
    own = signed_in(adviser)
    assert move(own, engagement, "withdraw").status_code == 404
    for name in ("start_scoping", "give_advice"):
        move_engagement(engagement=engagement, move=name, advice="One leader.", actor=adviser)
    for name in ("accept", "accept_in_part", "decline", "withdraw"):
        assert move(own, engagement, name).status_code == 404
        with as_nobody(), pytest.raises(PermissionDenied):
            move_engagement(engagement=engagement, move=name, actor=adviser)
    move(signed_in(lead), engagement, "accept")
    for name in ("start_implementing", "finish_implementing"):
        assert move(own, engagement, name).status_code == 404
    engagement.refresh_from_db()
    assert engagement.state == EngagementState.ACCEPTED


def test_who_advises_does_not_answer_by_a_role_or_an_address_of_theirs(
    engagement, department, reviewer
):
    for name in ("start_scoping", "give_advice"):
        move_engagement(engagement=engagement, move=name, advice="One leader.", actor=reviewer)
    alias = make_person(reviewer.email.replace("@", "+dept@"))
    for person in (reviewer, alias):
        add_membership(user=person, organisation=department, role=Membership.Role.CAPABILITY_LEAD)
        assert move(signed_in(person), engagement, "accept").status_code == 404


def test_who_starts_work_reads_what_is_asked_and_by_whom(engagement, reviewer):
    address = url("engagement_move", engagement.reference, "start_scoping")
    page = signed_in(reviewer).get(address).text
    for words in ("Start work on this request", engagement.question, engagement.organisation.name):
        assert words in page


def test_a_meeting_in_the_future_is_refused(engagement, reviewer):
    client = signed_in(reviewer)
    target = url("engagement_move", engagement.reference, "meeting")
    future = {
        "on_day": "1",
        "on_month": "1",
        "on_year": str(timezone.localdate().year + 2),
        "note": "Kept",
    }
    page = client.post(target, future).content.decode()
    assert "The date of the meeting must be today or in the past" in page
    assert "Kept" in page
    client.post(target, {"on_day": "1", "on_month": "6", "on_year": "2013"})
    assert engagement.meetings.get().on == date(2013, 6, 1)


def test_a_meeting_is_logged_on_the_page_of_the_advice_and_stands_on_its_day(engagement, reviewer):
    client = signed_in(reviewer)
    page = client.get(engagement.get_absolute_url()).text
    target = url("engagement_move", engagement.reference, "meeting")
    form = page.split(f'action="{target}"')[1].split("</form>")[0]
    assert ('name="on_day"' in form, 'name="note"' in form) == (True, True)
    today = timezone.localdate()
    for on, note in ((today - timedelta(days=30), "Earlier"), (today, "Now")):
        parts = zip(("on_day", "on_month", "on_year"), (on.day, on.month, on.year), strict=True)
        page = client.post(target, {**dict(parts), "note": note}, follow=True)
        assert "The meeting is logged" in page.text
    days = page.context_data["history"].days
    logged = [
        (day.on, line.recorded_on)
        for day in days
        for line in day.lines
        if line.what == "Advice meeting logged"
    ]
    assert logged == [(today, None), (today - timedelta(days=30), today)]


def test_another_departments_engagement_is_not_found(engagement, stranger):
    assert signed_in(stranger).get(engagement.get_absolute_url()).status_code == 404
    page = signed_in(stranger).get(url("engagement_list")).content.decode()
    assert engagement.reference not in page


def test_pausing_taking_up_again_and_withdrawing(engagement, lead, reviewer):
    adviser = signed_in(reviewer)
    move(adviser, engagement, "start_scoping")
    assert "Enter" in adviser.post(url("engagement_move", engagement.reference, "pause"), {}).text
    move(adviser, engagement, "pause", reason="The new chief digital officer starts in May.")
    letter = Notification.objects.get(slug="capability_reviews.engagement_paused", recipient=lead)
    assert letter.context["reason"] == "The new chief digital officer starts in May."
    page = adviser.get(engagement.get_absolute_url()).text
    assert stages_of_page(page) == [
        *("Requested done", "Scoping done", "Paused now", "Terms next", "Analysis next"),
        *("Advice given next", "Answered next", "Changes next", "Reviewed next"),
    ]
    assert buttons(page) == ["Resume"]
    move(adviser, engagement, "resume")
    move(signed_in(lead), engagement, "withdraw")
    engagement.refresh_from_db()
    assert engagement.state == EngagementState.WITHDRAWN
    with pytest.raises(TransitionNotAllowed):
        move_engagement(engagement=engagement, move="give_advice", actor=reviewer)


@pytest.mark.parametrize(
    ("moves", "stage"),
    [
        ([], "scoping"),
        (["agree_terms"], "terms_agreed"),
        (["agree_terms", "describe_current_state"], "current_state"),
        (["agree_terms", "describe_current_state", "set_out_options"], "options"),
        (
            ["agree_terms", "describe_current_state", "set_out_options", "recommend"],
            "recommendation",
        ),
    ],
)
def test_paused_advice_goes_on_where_it_was_paused(engagement, lead, reviewer, moves, stage):
    adviser, department = signed_in(reviewer), signed_in(lead)
    move(adviser, engagement, "start_scoping")
    for name in moves:
        move(department if name == "agree_terms" else adviser, engagement, name)
    for _ in range(2):
        before = OrgDesignEngagement.objects.get()
        assert before.state == stage
        move(adviser, engagement, "pause", reason="A reorganisation.")
        label = EngagementState(stage).label
        page = adviser.get(url("engagement_move", engagement.reference, "resume")).text
        assert f"at the stage “{label}”" in page
        move(adviser, engagement, "resume")
        after = OrgDesignEngagement.objects.get()
        assert (after.state, after.scoping_at) == (stage, before.scoping_at)
    told = Notification.objects.filter(slug="capability_reviews.engagement_resumed", recipient=lead)
    assert [letter.context["stage"] for letter in told] == [label, label]


def stages_of_page(page):
    found = re.findall(
        r'hub-stages__stage--(\w+)".*?hub-stages__label">(.*?)</span>', page, flags=re.DOTALL
    )
    return [f"{label} {place}" for place, label in found]


def buttons(page):
    """The green ones of what can be done."""
    rest = page.partition("What you can do</h2>")[2].partition("History</h2>")[0]
    return [label for label, shown in moves_shown(rest).items() if shown.is_green]


def test_the_green_button_is_the_next_step_and_the_terms_come_before_the_advice(
    engagement, lead, reviewer
):
    adviser, department = signed_in(reviewer), signed_in(lead)
    page = engagement.get_absolute_url()
    assert buttons(adviser.get(page).text) == ["Start work on this request"]
    move(adviser, engagement, "start_scoping")
    shown = adviser.get(page).text
    assert (buttons(shown), "The department agrees the terms." in shown) == ([], True)
    assert buttons(department.get(page).text) == ["Agree the terms"]
    move(department, engagement, "agree_terms")
    assert buttons(adviser.get(page).text) == ["Go on to the current state"]


def test_of_the_answers_to_advice_none_is_named_before_the_others(engagement, lead, reviewer):
    adviser, department = signed_in(reviewer), signed_in(lead)
    move(adviser, engagement, "start_scoping")
    move(department, engagement, "agree_terms")
    for name in ("describe_current_state", "set_out_options", "recommend", "give_advice"):
        move(adviser, engagement, name, advice="One board member for both.")
    page = department.get(engagement.get_absolute_url()).text
    assert "Say whether you accept the advice." in page
    for name in ("accept", "accept_in_part", "decline"):
        assert url("engagement_move", engagement.reference, name) in page
    assert buttons(page) == []


def test_what_was_done_about_advice_is_said_in_words(engagement, lead, reviewer):
    address = url("engagement_move", engagement.reference, "start_scoping")
    page = signed_in(reviewer).post(address, follow=True).text
    assert "You are the adviser on this request" in page
    address = url("engagement_move", engagement.reference, "agree_terms")
    assert "The terms are agreed" in signed_in(lead).post(address, follow=True).text


def test_erasure_takes_the_person_off_and_leaves_the_record(engagement, lead):
    held = {item["what"]: item["records"] for item in export_person(lead)}
    assert len(held["You asked for advice on organisation design"]) == 1
    erase_person(person=lead, actor=None, reason="test")
    engagement.refresh_from_db()
    # An act of office stays told apart from others', under a number.
    assert str(engagement.requested_by) == f"a former member of staff (no. {lead.pk})"


def test_an_empty_list_says_so(lead):
    page = signed_in(lead).get(url("engagement_list")).content.decode()
    assert "Nobody has asked for advice yet." in page


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_list_costs_the_same_however_long(lead, reviewer, number, django_assert_max_num_queries):
    for _ in range(number):
        request_advice(organisation=make_organisation(), question="?", actor=lead)
    client = signed_in(reviewer)
    # The first visit puts into the session that they were there.
    client.get(url("engagement_list"))
    with django_assert_max_num_queries(11):
        client.get(url("engagement_list"))
