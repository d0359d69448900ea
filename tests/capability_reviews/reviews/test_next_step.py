"""The next step of a review: it names the reader where it is theirs, and is the green button.

And what a follow-up waits for: its day, publication, and a new rating of what was found (C5).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from capability_reviews.models import CapabilityReview, ReviewState, ReviewTheme
from capability_reviews.reviews.services.findings import record_finding
from capability_reviews.reviews.services.ratings import assure_rating, follow_up_rating, rate_theme
from capability_reviews.reviews.services.reviews import (
    FollowUpNotDueError,
    ThemesLeftError,
    move_review,
    plan_review,
    set_scope,
)
from hub.permissions import StaffGroup
from tests.capability_reviews.reviews.test_reviews import move_to, rate_rest
from tests.factories.hub import make_person, signed_in
from tests.pages_read import as_read, green_of
from tests.work_page import to_do

pytestmark = pytest.mark.django_db
PUBLISHED = datetime(2026, 11, 30, 12, tzinfo=UTC)
DUE = date(2027, 2, 28)
FIRST, FOUND = "1, Leadership and governance", "3, People and specialist skills"


@pytest.fixture
def review(department, lead, reviewer):
    return plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)


@pytest.fixture
def theme():
    return ReviewTheme.objects.get(version="1", number=3)


@pytest.fixture
def published(review, theme):
    """A review with a finding, published on the last day of a long month."""
    with time_machine.travel(PUBLISHED):
        record_finding(review=review, theme=theme, text="No owner", priority="high", actor=None)
        return move_to(review, "publish")


def at_move(review, move):
    return reverse("capability_reviews:review_move", args=[review.reference, move])


def shown(reader, review) -> tuple[str, list[str]]:
    """The next step that the page says, and its green buttons."""
    page = signed_in(reader).get(review.get_absolute_url()).text
    said = re.search(r"Next step\s*</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return " ".join(unescape(said[1]).split()) if said else "", green_of(page)


def make(person, review, move):
    client = signed_in(person)
    address = at_move(review, move)
    return client.post(address, as_read(client, address), follow=True).text


def test_the_next_step_is_the_readers_form_or_move_and_green_and_says_who_else_acts(
    review, lead, leader, reviewer
):
    analyst = make_person("", StaffGroup.ANALYSTS)
    both = "The hub team or the department"
    start = ("Start scoping.", ["Start scoping"])
    assert shown(lead, review) == shown(reviewer, review) == start
    assert shown(analyst, review) == (f"{both} starts the review.", [])

    move_to(review, "start_scoping")
    scope = "Say whether agencies are in scope"
    assert shown(lead, review) == shown(reviewer, review) == (f"{scope}.", [scope])
    assert shown(analyst, review) == (f"{both} says what is in scope.", [])
    set_scope(review=review, bodies_are_in=False, actor=lead)
    begin = ("Start the self-assessment.", ["Start the self-assessment"])
    assert shown(lead, review) == shown(reviewer, review) == begin

    move_review(review=review, move="start_self_assessment", actor=lead)
    rate = f"Rate theme {FIRST}"
    assert shown(lead, review) == (f"{rate}. Themes to rate: 10.", [rate])
    assert shown(reviewer, review) == ("The department rates itself on each theme.", [])
    rate_rest(review, "self_rating", rate_theme)
    evidence = ("Go on to evidence: every theme is rated.", ["Go on to evidence"])
    assert shown(lead, review) == shown(reviewer, review) == evidence

    move_review(review=review, move="gather_evidence", actor=lead)
    assert shown(reviewer, review)[1] == ["Go on to challenge"]
    assert shown(lead, review) == ("The reviewers gather evidence.", [])
    move_review(review=review, move="start_challenge", actor=reviewer)
    assure = f"Give an assured rating to theme {FIRST}"
    assert shown(reviewer, review) == (f"{assure}. Themes to rate: 10.", [assure])
    assert shown(lead, review) == ("The reviewers challenge the ratings.", [])
    rate_rest(review, "assured_rating", assure_rating)
    draft = ("Go on to the draft: every theme has an assured rating.", ["Go on to the draft"])
    assert shown(reviewer, review) == draft

    move_review(review=review, move="write_draft", actor=reviewer)
    move_review(review=review, move="send_for_factual_check", actor=reviewer)
    checks = "department checks the facts, then its Digital Leader signs the review."
    assert shown(leader, review) == ("Sign as agreed.", ["Sign as agreed"])
    assert shown(lead, review) == (f"Your {checks}", [])
    assert shown(reviewer, review) == (f"The {checks}", [])


def test_the_green_form_is_the_one_that_waits_in_to_do_and_leads_to_it(review, lead, reviewer):
    move_to(review, "start_self_assessment")
    for person, service, rating in (
        (lead, rate_theme, "self_rating"),
        (reviewer, assure_rating, "assured_rating"),
    ):
        page = signed_in(person).get(review.get_absolute_url()).text
        (green,) = green_of(page)
        (address,) = (href for links in to_do(person).values() for href in links)
        button = re.search(r'<a href="([^"]*)"[^>]*class="govuk-button"[^>]*>\s*([^<]*?)\s*<', page)
        assert (button[1], button[2]) == (address, green)
        assert signed_in(person).post(address, {"rating": "3"}).status_code == 302
        assert shown(person, review)[1] != [green]
        rate_rest(review, rating, service)
        if person == lead:
            for move in ("gather_evidence", "start_challenge"):
                move_review(review=review, move=move, actor=None)


def test_C2_a_rating_that_would_be_refused_is_not_offered_and_the_page_says_why(
    review, theme, lead, leader, reviewer
):
    def links(person) -> int:
        page = signed_in(person).get(review.get_absolute_url()).text
        return len(re.findall(r'href="[^"]*/themes/\d+/"[^>]*>Rate<', page))

    move_to(review, "start_self_assessment")
    assure_rating(review=review, theme=theme, assured_rating=3, actor=reviewer)
    assert (links(lead), links(reviewer)) == (9, 10)
    # Nobody waits for a rating that nobody could give any more.
    for each in ReviewTheme.objects.filter(version="1").exclude(pk=theme.pk):
        rate_theme(review=review, theme=each, self_rating=3, actor=None)
    assert shown(lead, review)[1] == shown(reviewer, review)[1] == ["Go on to evidence"]
    assert [list(to_do(each)) for each in (lead, reviewer)] == [
        ["Start gathering evidence for reviews"]
    ] * 2
    review.parts.create(person=lead, part="rated")
    lead.groups.add(*reviewer.groups.all())
    lead.forget_rights()
    page = signed_in(lead).get(review.get_absolute_url()).text
    assert "You cannot assure this review because you rated it for the department." in page
    assert links(lead) == 0


@pytest.mark.parametrize("by_the_form", [True, False])
def test_C5_a_review_that_is_not_published_is_not_followed_up(review, reviewer, by_the_form):
    move_to(review, "agree")
    if by_the_form:
        page = make(reviewer, review, "start_follow_up")
        assert "You can only do this while it is “published”." in page
    else:
        with pytest.raises(TransitionNotAllowed):
            move_review(review=review, move="start_follow_up", actor=reviewer)
    assert at_move(review, "start_follow_up") not in (
        signed_in(reviewer).get(review.get_absolute_url()).text
    )
    assert shown(reviewer, review) == ("Publish the review.", ["Publish"])
    assert CapabilityReview.objects.get().state == ReviewState.AGREED


def test_C5_a_follow_up_waits_until_three_months_after_publication(published, lead, reviewer):
    assert published.follow_up_days == [DUE, date(2027, 5, 30), date(2027, 11, 30)]
    why = "The follow-up is due on 28 February 2027, 3 months after the review was published"
    with time_machine.travel(datetime(2027, 2, 27, 23, 30, tzinfo=UTC)):
        does = "department does what was agreed. The follow-up is due on 28 February 2027."
        assert shown(reviewer, published) == (f"The {does}", [])
        assert shown(lead, published) == (f"Your {does}", [])
        page = signed_in(reviewer).get(published.get_absolute_url()).text
        assert why in page
        assert at_move(published, "start_follow_up") not in page
        assert "28 February 2027, 30 May 2027, 30 November 2027" in page
        assert why in make(reviewer, published, "start_follow_up")
        with pytest.raises(FollowUpNotDueError):
            move_review(review=published, move="start_follow_up", actor=reviewer)
        assert to_do(reviewer) == {}
        assert CapabilityReview.objects.get().state == ReviewState.PUBLISHED
    with time_machine.travel(datetime(2027, 2, 28, 0, 30, tzinfo=UTC)):
        since = "It has been due since 28 February 2027."
        start = (f"Start the follow-up. {since}", ["Start the follow-up"])
        assert shown(reviewer, published) == start
        assert shown(lead, published) == (f"The hub team starts the follow-up. {since}", [])
        assert to_do(reviewer) == {
            "Start follow-ups of reviews": [at_move(published, "start_follow_up")]
        }
        assert "The follow-up has started" in make(reviewer, published, "start_follow_up")


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 8, 31),
        date(2026, 11, 28),
        date(2026, 11, 29),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ],
)
def test_C5_lists_and_pages_agree_on_the_day_of_a_follow_up(published, day):
    at = datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC)
    CapabilityReview.objects.update(published_at=at)
    due = CapabilityReview.objects.get().follow_up_due_on
    days = [due - timedelta(days=1), due, due + timedelta(days=1)]
    found = [CapabilityReview.objects.all().due_for_follow_up(each).exists() for each in days]
    assert found == [False, True, True]


def test_C5_a_review_is_not_closed_before_what_it_found_is_rated_again(
    published, theme, lead, reviewer
):
    why = f"First rate this theme with a finding again: {theme.name}."
    review = move_to_follow_up(published)
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        again = f"Give a follow-up rating to theme {FOUND}"
        assert shown(reviewer, review) == (f"{again}. Themes to rate again: 10.", [again])
        assert shown(lead, review) == ("The reviewers rate the themes again.", [])
        page = signed_in(reviewer).get(review.get_absolute_url()).text
        assert why in page
        assert at_move(review, "close") not in page
        assert why in make(reviewer, review, "close")
        with pytest.raises(ThemesLeftError):
            move_review(review=review, move="close", actor=reviewer)
        assert CapabilityReview.objects.get().state == ReviewState.FOLLOW_UP
        follow_up_rating(rating=review.ratings.get(theme=theme), new_rating=3, actor=reviewer)
        # What was found is rated again: it may be closed, and the other themes come first.
        again = f"Give a follow-up rating to theme {FIRST}"
        assert shown(reviewer, review) == (f"{again}. Themes to rate again: 9.", [again])
        page = signed_in(reviewer).get(at_move(review, "close")).text
        for words in ("1 of 10 themes", "30 May 2027, 30 November 2027"):
            assert words in page
        for rating in review.ratings.filter(follow_up_rating=None):
            follow_up_rating(rating=rating, new_rating=4, actor=reviewer)
        close = ("Close the review: every theme is rated again.", ["Close the review"])
        assert shown(reviewer, review) == close
        assert "The review is closed" in make(reviewer, review, "close")
        assert CapabilityReview.objects.get().state == ReviewState.CLOSED
        assert shown(reviewer, review) == ("", [])


def move_to_follow_up(review):
    return move_review(
        review=review,
        move="start_follow_up",
        actor=None,
        at=datetime(2027, 2, 28, 12, tzinfo=UTC),
    )


def test_what_was_done_is_said_in_words(review, lead, leader, reviewer):
    said = []
    for person, move in (
        (lead, "start_scoping"),
        (lead, "start_self_assessment"),
        (lead, "gather_evidence"),
        (reviewer, "start_challenge"),
        (reviewer, "write_draft"),
        (reviewer, "send_for_factual_check"),
        (leader, "agree"),
        (reviewer, "publish"),
    ):
        if move == "start_self_assessment":
            set_scope(review=review, bodies_are_in=False, actor=None)
        if move == "gather_evidence":
            rate_rest(review, "self_rating", rate_theme)
        if move == "write_draft":
            rate_rest(review, "assured_rating", assure_rating)
        page = make(person, review, move)
        banner = page.split("govuk-notification-banner__content")[1].split("</div>")[0]
        said.append(" ".join(re.sub("<[^>]*>", "", banner.partition(">")[2]).split()))
    assert said == [
        "Scoping has started",
        "The self-assessment has started",
        "The self-assessment is finished. Next, gather the evidence",
        "The challenge has started",
        "The challenge is finished. Next, write the draft",
        "The draft is sent for factual check",
        "The review is signed as agreed",
        "The review is published",
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_next_step_costs_the_same_however_much_was_found(
    published, theme, reviewer, number, django_assert_max_num_queries
):
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        for _ in range(number):
            CapabilityReview.objects.get().findings.create(
                theme=theme, text="Gap", priority="low", found_at=PUBLISHED
            )
        move_to_follow_up(published)
        client = signed_in(reviewer)
        client.get(published.get_absolute_url())
        with django_assert_max_num_queries(22):
            client.get(published.get_absolute_url())
