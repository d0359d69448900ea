"""What waits for departments, for who assures and advises, and for whom they wait."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from capability_reviews.actions.services import plan_team, plan_training
from capability_reviews.models import (
    CapabilityReview,
    OrgDesignEngagement,
    ReviewTheme,
    ThemeRating,
)
from capability_reviews.org_design.services import move_engagement, request_advice
from capability_reviews.reviews.services.ratings import assure_rating, follow_up_rating, rate_theme
from capability_reviews.reviews.services.reviews import move_review, plan_review
from hub.memberships import add_membership
from hub.models import Membership, User
from hub.permissions import StaffGroup
from tests.capability_reviews.reviews.test_reviews import move_to
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.hub.test_pre_election import make_period
from tests.pages_read import as_read
from tests.work_page import has_form, of_others, queues_and_queries, shown, to_do, work_of

pytestmark = pytest.mark.django_db
RATES = "The department rates itself"
SIGNS = "The department checks the facts and its Digital Leader signs"
HUB_REVIEWS = "The hub team reviews your department"
HUB_PUBLISHES = "The hub team publishes the review of your department"
HUB_ADVISES = "The hub team advises your department on organisation design"
DEPARTMENT_ANSWERS = "The department takes the next step on organisation design"


@pytest.fixture
def nobody(stranger, department):
    """People who have no part in the capability of this department."""
    return [
        stranger,
        make_person("analyst@hub.example", StaffGroup.ANALYSTS),
        make_member(Membership.Role.REQUESTER, department, "requester@a.example"),
        make_person("other@example.com"),
    ]


@pytest.fixture
def review(department, lead):
    return plan_review(organisation=department, actor=lead, lead=lead)


@pytest.fixture
def engagement(department, lead):
    return request_advice(organisation=department, question="Who leads?", actor=lead)


def url(name, *args):
    return reverse(f"capability_reviews:{name}", args=args)


def send(person: User, address: str, **answers) -> None:
    client = signed_in(person)
    client.post(address, as_read(client, address, answers))


def rest(review: CapabilityReview, rating: str, service, after: int) -> None:
    """Rate the themes after the first ones."""
    for theme in ReviewTheme.objects.filter(version="1", number__gt=after):
        service(review=review, theme=theme, actor=None, **{rating: 3})


def _of_capability(person: User) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What is on the page of somebody, without the quarter that is over by then."""
    mine, others = work_of(person)
    mine.pop("Check the figures and close the quarter", None)
    return mine, others


def expect(everybody, mine=("", "", ()), others=("", "", ())) -> None:
    """What is on the page of each: label, address and for whom, of either kind."""

    def shown_to(person: User, waits) -> dict[str, list[str]]:
        label, address, people = waits
        return {label: [address]} if person in people else {}

    expected = [(shown_to(each, mine), shown_to(each, others)) for each in everybody]
    assert [_of_capability(each) for each in everybody] == expected


def test_a_review_is_led_through_its_life_by_what_waits_for_each(
    review, lead, leader, reviewer, nobody, time_machine
):
    staff = make_person("staff@hub.example", StaffGroup.HUB_STAFF)
    page = review.get_absolute_url()
    department, hub = [lead, leader], [reviewer, staff]
    everybody = [*department, *hub, *nobody]

    def step(name: str) -> str:
        return url("review_move", review.reference, name)

    def waits(label: str, address: str, people: list[User], others=("", ())) -> None:
        """It waits for these, others wait for it, and it leads to a form."""
        expect(everybody, (label, address, people), (others[0], page, others[1]))
        assert [has_form(each, address) for each in people[:1]] == [True]

    all_of_them, for_hub = [*department, *hub], (HUB_REVIEWS, department)
    waits("Start capability reviews", step("start_scoping"), all_of_them)
    send(lead, step("start_scoping"))
    scope = url("review_scope", review.reference)
    waits("Say what is in scope of a review", scope, all_of_them)
    send(lead, scope, bodies_are_in="no")
    waits("Start self-assessments", step("start_self_assessment"), all_of_them)
    send(lead, step("start_self_assessment"))
    first, second = (url("review_rate", review.reference, number) for number in (1, 2))
    waits("Rate your department", first, department, (RATES, hub))
    send(lead, first, rating="3")
    assert to_do(lead) == {"Rate your department": [second]}
    rest(review, "self_rating", rate_theme, 1)
    waits("Start gathering evidence for reviews", step("gather_evidence"), all_of_them)
    send(lead, step("gather_evidence"))
    waits("Challenge the ratings of reviews", step("start_challenge"), hub, for_hub)
    send(reviewer, step("start_challenge"))
    waits("Give assured ratings", first, hub, for_hub)
    send(reviewer, first, rating="3")
    assert to_do(reviewer) == {"Give assured ratings": [second]}
    rest(review, "assured_rating", assure_rating, 1)
    waits("Start drafting reviews", step("write_draft"), hub, for_hub)
    send(reviewer, step("write_draft"))
    waits("Send drafts for factual check", step("send_for_factual_check"), hub, for_hub)
    send(reviewer, step("send_for_factual_check"))
    waits("Check the facts of a review and sign it", step("agree"), [leader], (SIGNS, [lead, *hub]))
    send(leader, step("agree"))
    waits("Publish reviews", step("publish"), hub, (HUB_PUBLISHES, department))
    send(reviewer, step("publish"))
    expect(everybody)
    time_machine.move_to(timezone.now() + timedelta(days=93))
    waits("Start follow-ups of reviews", step("start_follow_up"), hub)
    send(reviewer, step("start_follow_up"))
    first, second = (url("review_follow_up", review.reference, number) for number in (1, 2))
    waits("Rate themes for the follow-up", first, hub, for_hub)
    send(reviewer, first, rating="4")
    assert to_do(reviewer) == {"Rate themes for the follow-up": [second]}
    for rating in review.ratings.filter(theme__number__gt=1):
        follow_up_rating(rating=rating, new_rating=4, actor=None)
    waits("Close reviews", step("close"), hub, for_hub)
    send(reviewer, step("close"))
    expect(everybody)


def test_a_review_says_since_when_and_of_whom_the_longest_first(review, department, lead):
    earlier = plan_review(
        organisation=department, actor=None, at=datetime(2026, 5, 6, 12, tzinfo=UTC)
    )
    items = shown(lead, "capability_reviews.start_scoping").items
    assert [(item.text, item.since, item.until, item.organisation) for item in items] == [
        (str(each), each.planned_at, None, "Department of A") for each in (earlier, review)
    ]


def test_C2_nobody_plays_the_part_of_the_other_side(review, department, lead, leader):
    """Who rated does not assure, who assured does not sign, who signed does not publish."""
    theme = ReviewTheme.objects.get(version="1", number=2)
    moved = make_person("moved@hub.example", StaffGroup.REVIEWERS)
    move_to(review, "start_challenge")
    review.ratings.filter(theme=theme).update(assured_rating=None)
    from_elsewhere = User.objects.get(pk=lead.pk)
    from_elsewhere.groups.add(*moved.groups.all())
    review.parts.create(person=lead, part="rated")
    label = "Give assured ratings"
    address = url("review_rate", review.reference, 1)
    assert (to_do(lead), to_do(moved)) == ({}, {label: [address]})
    add_membership(
        user=moved,
        organisation=department,
        role=Membership.Role.DIGITAL_LEADER,
        valid_from=date(2013, 1, 1),
    )
    send(moved, address, rating="3")
    for rating in review.ratings.all():
        assure_rating(review=review, theme=rating.theme, assured_rating=3, actor=None)
    for move in ("write_draft", "send_for_factual_check"):
        move_review(review=review, move=move, actor=None)
    assert to_do(moved) == {}
    assert of_others(moved) == {SIGNS: [review.get_absolute_url()]}
    assert list(to_do(leader)) == ["Check the facts of a review and sign it"]
    send(leader, url("review_move", review.reference, "agree"))
    leader.groups.add(*moved.groups.all())
    assert (to_do(leader), list(to_do(moved))) == ({}, ["Publish reviews"])


def test_QC7_a_review_waits_for_nobody_while_it_has_to_wait_for_an_election(
    review, reviewer, department
):
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC)):
        move_to(review, "agree")
        other = move_to(plan_review(organisation=make_organisation(), actor=None), "agree")
        addresses = [url("review_move", each.reference, "publish") for each in (review, other)]
        assert to_do(reviewer) == {"Publish reviews": addresses}
        period = make_period(starts_on=date(2027, 4, 1), ends_on=date(2027, 5, 6))
        assert to_do(reviewer) == {}
        period.departments.add(department)
        assert to_do(reviewer) == {"Publish reviews": addresses[1:]}
    with time_machine.travel(datetime(2027, 5, 7, 9, tzinfo=UTC)):
        assert to_do(reviewer) == {"Publish reviews": addresses}


def test_QC7_a_department_reads_what_its_agreed_review_waits_for(review, lead, reviewer):
    def waits():
        items = shown(lead, "capability_reviews.hub_publishes").items
        return [item.text.removeprefix(str(review)) for item in items]

    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC)):
        move_to(review, "agree")
        assert waits() == [", signed as agreed, waits to be published"]
        assert of_others(lead) == {HUB_PUBLISHES: [review.get_absolute_url()]}
        assert of_others(reviewer) == {}
        make_period(starts_on=date(2027, 4, 1), ends_on=date(2027, 5, 6))
        assert waits() == [", signed as agreed, waits for the end of the pre-election period"]


def test_a_body_is_led_by_its_department(department, lead):
    body = make_organisation("BODY", parent=department, kind="body")
    review = plan_review(organisation=body, actor=None)
    address = url("review_move", review.reference, "start_scoping")
    assert to_do(lead) == {"Start capability reviews": [address]}


def test_advice_is_led_through_its_life_by_what_waits_for_each(
    engagement, lead, leader, reviewer, nobody
):
    colleague = make_person("colleague@hub.example", StaffGroup.HUB_STAFF)
    page = engagement.get_absolute_url()
    department, everybody = [lead, leader], [lead, leader, reviewer, colleague, *nobody]

    def step(name: str) -> str:
        return url("engagement_move", engagement.reference, name)

    def for_department(label: str, address: str) -> None:
        expect(everybody, (label, address, department), (DEPARTMENT_ANSWERS, page, [reviewer]))
        assert address == page or has_form(lead, address)

    def for_hub(label: str, address: str, *people: User) -> None:
        expect(everybody, (label, address, people), (HUB_ADVISES, page, department))
        assert has_form(reviewer, address)

    take_up = "Start work on requests for advice on organisation design"
    for_hub(take_up, step("start_scoping"), reviewer, colleague)
    send(reviewer, step("start_scoping"))
    for_department("Agree the terms of advice on organisation design", step("agree_terms"))
    send(lead, step("agree_terms"))
    for move in ("describe_current_state", "set_out_options", "recommend", "give_advice"):
        for_hub("Continue advice on organisation design", step(move), reviewer)
        send(reviewer, step(move), advice="One board member for both.")
    for_department("Answer advice on organisation design", step("answer"))
    text = signed_in(lead).get(page).text
    assert [step(move) in text for move in ("accept", "accept_in_part", "decline")] == [True] * 3
    send(leader, step("accept"))
    start = "Start carrying out advice on organisation design"
    for_department(start, step("start_implementing"))
    send(lead, step("start_implementing"))
    finish = "Record that changes to organisation design are in place"
    for_department(finish, step("finish_implementing"))
    send(lead, step("finish_implementing"))
    for_hub("Review designs that have been carried out", step("review"), reviewer)
    send(reviewer, step("review"))
    expect(everybody)


def test_paused_advice_waits_for_its_adviser_and_for_others_once_they_have_left(
    engagement, lead, reviewer
):
    colleague = make_person("colleague@hub.example", StaffGroup.HUB_STAFF)
    move_engagement(engagement=engagement, move="start_scoping", actor=reviewer)
    move_engagement(engagement=engagement, move="pause", actor=reviewer)
    address = url("engagement_move", engagement.reference, "resume")
    paused = {"Resume paused advice on organisation design": [address]}
    assert (to_do(reviewer), to_do(colleague), to_do(lead)) == (paused, {}, {})
    assert of_others(lead) == {HUB_ADVISES: [engagement.get_absolute_url()]}
    assert has_form(reviewer, address)
    reviewer.groups.clear()
    assert (to_do(reviewer), to_do(colleague)) == ({}, paused)
    send(colleague, address)
    assert (to_do(colleague), list(to_do(lead))) == (
        {},
        ["Agree the terms of advice on organisation design"],
    )


def test_nobody_answers_advice_that_they_give(engagement, department, leader, reviewer):
    add_membership(
        user=reviewer,
        organisation=department,
        role=Membership.Role.CAPABILITY_LEAD,
        valid_from=date(2013, 1, 1),
    )
    move_engagement(engagement=engagement, move="start_scoping", actor=reviewer)
    assert to_do(reviewer) == {}
    assert of_others(reviewer) == {DEPARTMENT_ANSWERS: [engagement.get_absolute_url()]}
    assert list(to_do(leader)) == ["Agree the terms of advice on organisation design"]


@pytest.mark.parametrize(
    ("plan", "label", "route", "moves"),
    [
        (plan_team, "Record progress of your digital teams", "team_move", ["start", "establish"]),
        (
            plan_training,
            "Record progress of your digital skills training",
            "training_move",
            ["start", "finish"],
        ),
    ],
)
def test_what_a_department_builds_waits_for_its_leads(
    department, lead, leader, reviewer, nobody, plan, label, route, moves
):
    record = plan(organisation=department, actor=lead, description="Data for policy makers.")
    for move in moves:
        address = url(route, record.pk, move)
        assert [to_do(each) for each in (lead, leader)] == [{label: [address]}] * 2
        assert [to_do(each) for each in (reviewer, *nobody)] == [{}] * 5
        assert has_form(lead, address)
        send(lead, address)
    assert [to_do(each) for each in (lead, leader)] == [{}, {}]


S, E = CapabilityReview.State, OrgDesignEngagement.State
# In which states reviews are put, and which ratings their themes have there.
STATES_OF_REVIEWS = [
    (S.PLANNED, {}),
    (S.SCOPING, {}),
    (S.SCOPING, {"bodies_are_in": False}),
    (S.SELF_ASSESSMENT, {}),
    (S.SELF_ASSESSMENT, {"self_rating": 3}),
    (S.EVIDENCE, {}),
    (S.CHALLENGE, {}),
    (S.CHALLENGE, {"assured_rating": 3}),
    (S.DRAFT, {}),
    (S.FACTUAL_CHECK, {}),
    (S.AGREED, {}),
    (S.PUBLISHED, {}),
    (S.FOLLOW_UP, {"assured_rating": 3}),
    (S.FOLLOW_UP, {"follow_up_rating": 3}),
]
STATES_OF_ADVICE = [
    state for state in E.values if state not in (E.NOT_ACCEPTED, E.REVIEWED, E.WITHDRAWN)
]
LEADS_QUEUES = (
    "start_scoping scope start_self_assessment rate gather_evidence agree hub hub_publishes "
    "terms answer_advice start_implementing finish_implementing advised teams training_plans"
)
REVIEWERS_QUEUES = (
    "start_scoping scope start_self_assessment rated gather_evidence start_challenge assure "
    "write_draft send_for_factual_check signed publish start_follow_up rate_again close take_up "
    "advise review_design resume answered"
)


def grow(organisation, adviser: User, number: int) -> None:
    """So many reviews, requests for advice, teams and plans of a department in each state."""
    now = timezone.now()
    themes = list(ReviewTheme.objects.filter(version="1"))
    for _ in range(number):
        for state, more in STATES_OF_REVIEWS:
            review = plan_review(organisation=organisation, actor=None)
            scope = {name: more[name] for name in more if name == "bodies_are_in"}
            rows = CapabilityReview.objects.filter(pk=review.pk)
            moment = now - timedelta(days=100 if state == S.PUBLISHED else 0)
            rows.update(**{"state": state, f"{state}_at": moment, **scope})
            if more and not scope:
                ThemeRating.objects.bulk_create(
                    ThemeRating(review=review, theme=theme, **more) for theme in themes
                )
        for state in STATES_OF_ADVICE:
            asked = request_advice(organisation=organisation, question="Who?", actor=None)
            moment = "answered_at" if "accepted" in state else f"{state}_at"
            rows = OrgDesignEngagement.objects.filter(pk=asked.pk)
            rows.update(**{"state": state, moment: now, "adviser": adviser})
        plan_team(organisation=organisation, actor=None)
        plan_training(organisation=organisation, description="Data", actor=None)


def test_queries_do_not_grow_with_what_waits(department, leader, reviewer):
    asked = []
    # The settings are made where they are read first.
    queues_and_queries(leader)
    for more in (1, 2, 27):
        grow(department, reviewer, more)
        asked.append([queues_and_queries(each) for each in (leader, reviewer)])
    queries = [[number for _, number in each] for each in asked]
    assert queries == [queries[0]] * 3
    of_leader, of_reviewer = (
        {slug.removeprefix("capability_reviews."): number for slug, number in found.items()}
        for found, _ in asked[2]
    )
    assert of_leader.keys() == set(LEADS_QUEUES.split())
    assert of_reviewer.keys() == set(REVIEWERS_QUEUES.split())
    assert min((*of_leader.values(), *of_reviewer.values())) == 30
