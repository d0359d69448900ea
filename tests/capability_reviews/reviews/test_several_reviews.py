"""Several reviews at once: scoping started, self-assessments started, follow-ups started."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.services.reviews import plan_review
from tests.factories.hub import make_organisation, signed_in

pytestmark = pytest.mark.django_db
REVIEWS = "/capability/"


@pytest.fixture
def reviews(department, reviewer):
    return [
        plan_review(organisation=place, actor=reviewer, lead=reviewer)
        for place in (department, make_organisation("CCC"))
    ]


def choose(client, move, *chosen):
    data = {"bulk": move, "row": [each.pk for each in chosen]}
    return client.post(REVIEWS, data, follow=True)


def confirm(client, page):
    said = {"confirmed": page.context_data["confirmed"]}
    return client.post(page.request["PATH_INFO"], said, follow=True)


def states():
    return list(CapabilityReview.objects.order_by("pk").values_list("state", flat=True))


def whys(page):
    return [row[-1].get("text") for row in page.context_data["cannot"].rows]


def test_the_reviewer_starts_the_scoping_of_several_and_no_step_before_its_time(reviewer, reviews):
    client = signed_in(reviewer)
    offered = [slug for slug, *_ in client.get(REVIEWS).context_data["listed"].bulk.moves]
    assert offered == ["start_scoping", "start_self_assessment", "start_follow_up"]
    page = confirm(client, choose(client, "start_scoping", *reviews))
    assert "Done for 2 of 2 reviews." in page.text
    assert states() == ["scoping", "scoping"]
    # What it has to wait for is said of each.
    page = choose(client, "start_self_assessment", *reviews)
    assert whys(page) == ["First say whether agencies and bodies are in scope."] * 2
    for review in reviews:
        review.refresh_from_db()
        page = client.post(f"{review.get_absolute_url()}scope/", {"bodies_in_scope": "no"})
    assert (
        "You can only do this when the state is"
        in whys(choose(client, "start_scoping", *reviews))[0]
    )


def test_C5_follow_ups_are_started_for_those_that_are_due_and_no_others(reviewer, reviews):
    now = timezone.now()
    for review, days in zip(reviews, (400, 3), strict=True):
        CapabilityReview.objects.filter(pk=review.pk).update(
            state="published", published_at=now - timedelta(days=days)
        )
    client = signed_in(reviewer)
    page = choose(client, "start_follow_up", *reviews)
    assert "1 of 2 reviews can be done now." in page.text
    confirm(client, page)
    assert states() == ["follow_up", "published"]


def test_who_may_not_is_offered_nothing(stranger, reviews):
    client = signed_in(stranger)
    page = client.get(REVIEWS)
    assert 'value="start_follow_up"' not in page.text
    choose(client, "start_follow_up", *reviews)
    assert states() == ["planned", "planned"]
