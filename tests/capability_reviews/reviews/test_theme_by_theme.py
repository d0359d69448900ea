"""A rating that is saved leads on to the next theme that waits for the same person."""

import pytest
from django.urls import reverse

from capability_reviews.models import CapabilityReview, ReviewTheme
from capability_reviews.reviews.services.ratings import rate_theme
from capability_reviews.reviews.services.reviews import move_review, plan_review, set_scope
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(department, lead, reviewer):
    made = plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)
    made = move_review(review=made, move="start_scoping", actor=None)
    set_scope(review=made, bodies_are_in=False, bodies=[], actor=lead)
    return move_review(review=made, move="start_self_assessment", actor=None)


def page_of(review, number):
    return reverse("capability_reviews:review_rate", args=[review.reference, number])


def test_C2_ten_themes_are_ten_pages_one_after_the_other(review, lead):
    client = signed_in(lead)
    numbers = [theme.number for theme in ReviewTheme.objects.filter(version="1").order_by("number")]
    assert page_of(review, numbers[0]) in client.get(reverse("work")).text
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        shown = client.get(page_of(review, number)).text
        assert ("Save and go to the next theme" in shown) is (following is not None)
        assert ("Save rating" in shown) is (following is None)
        saved = client.post(page_of(review, number), {"rating": "3", "evidence": ""})
        goes_on = page_of(review, following) if following else review.get_absolute_url()
        assert saved["Location"] == goes_on
    assert CapabilityReview.objects.get(pk=review.pk).ratings.count() == len(numbers)


def test_C2_a_theme_that_is_rated_again_leads_to_the_first_that_waits(review, lead):
    for theme in ReviewTheme.objects.filter(version="1", number__in=(1, 3)):
        rate_theme(review=review, theme=theme, self_rating=2, actor=lead)
    client = signed_in(lead)
    saved = client.post(page_of(review, 3), {"rating": "4", "evidence": ""}, follow=True)
    assert saved.redirect_chain[-1][0] == page_of(review, 2)
    assert "The rating is saved" in saved.text
    assert "8 themes are still to be rated. This is the next." in saved.text
