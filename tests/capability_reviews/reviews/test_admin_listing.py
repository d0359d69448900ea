"""Staff find reviews in the admin, and read of each when it is followed up."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.services.reviews import plan_review
from hub.models import StaffGroup
from hub.periods import LONDON
from tests.capability_reviews.reviews.test_reviews import move_to
from tests.factories.hub import make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
PAGE = 20


@pytest.fixture
def review(department, lead, reviewer):
    return plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)


def rows(person, **asked):
    """What the listing says of each review: by its reference, its columns."""
    answer = signed_in(person).get(reverse("capabilityreview:index"), asked)
    assert answer.status_code == 200
    columns = answer.context_data["table"].columns.values()
    return {
        row.reference: {str(column.label): column.get_value(row) for column in columns}
        for row in answer.context_data["object_list"]
    }


def test_C5_the_listing_says_when_each_is_followed_up(review, reviewer):
    found = rows(reviewer)[review.reference]
    assert (found["State"], found["Next date"]) == ("Planned", "")
    with time_machine.travel(datetime(2026, 1, 15, 12, tzinfo=LONDON), tick=False):
        move_to(review, "publish")
        assert rows(reviewer)[review.reference]["Next date"] == "15 April 2026"
    # Late, until somebody begins it.
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=LONDON), tick=False):
        assert rows(reviewer)[review.reference]["Next date"] == "15 April 2026"
        CapabilityReview.objects.update(follow_up_at=timezone.now())
        assert rows(reviewer)[review.reference]["Next date"] == "15 July 2026"
    CapabilityReview.objects.update(closed_at=timezone.now())
    assert rows(reviewer)[review.reference]["Next date"] == ""


def test_reviews_are_found_by_department_state_and_words(review, department, reviewer):
    other = plan_review(organisation=make_organisation("CCC"), actor=reviewer)
    assert set(rows(reviewer)) == {review.reference, other.reference}
    assert set(rows(reviewer, organisation=department.pk)) == {review.reference}
    assert set(rows(reviewer, state="planned")) == {review.reference, other.reference}
    assert rows(reviewer, state="closed") == {}
    for words in (review.reference, department.name):
        assert set(rows(reviewer, q=words)) == {review.reference}


def test_C8_who_has_no_part_in_reviews_finds_no_listing(review):
    for group in (StaffGroup.EDITORS, None):
        person = make_person("", *filter(None, [group]))
        answer = signed_in(person).get(reverse("capabilityreview:index"), follow=True)
        assert review.reference not in answer.text


def test_the_listing_costs_the_same_for_1_3_and_30(department, reviewer):
    costs, made = [], 0
    for number in (1, 3, 30):
        while made < number:
            lead = make_person()
            row = plan_review(organisation=make_organisation(), actor=reviewer, lead=lead)
            published = timezone.now() - timedelta(days=9)
            CapabilityReview.objects.filter(pk=row.pk).update(published_at=published)
            made += 1
        rows(reviewer)
        with CaptureQueriesContext(connection) as asked:
            assert len(rows(reviewer)) == min(number, PAGE)
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2]
