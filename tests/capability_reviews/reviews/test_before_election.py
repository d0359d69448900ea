"""QC7: before an election no review and no page of one is published, by any way."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.pages import ReviewIndexPage, ReviewPage
from capability_reviews.reviews.services.reviews import move_review, plan_review
from hub.indicators import FiguresWaitError
from hub.models import HomePage
from hub.pages import StandardPage
from hub.permissions import StaffGroup
from tests.capability_reviews.reviews.test_reviews import move_to
from tests.factories.hub import make_person, signed_in
from tests.hub.test_pre_election import make_period

pytestmark = pytest.mark.django_db
BEFORE = datetime(2027, 4, 20, 9, tzinfo=UTC)
AFTER = datetime(2027, 5, 7, 9, tzinfo=UTC)


@pytest.fixture
def review(department, lead, reviewer):
    return plan_review(organisation=department, actor=lead, lead=lead, assurer=reviewer)


def set_period():
    return make_period(starts_on=date(2027, 4, 1), ends_on=date(2027, 5, 6))


def test_QC7_a_review_waits_says_until_when_and_is_published_afterwards(review, reviewer):
    with time_machine.travel(BEFORE, tick=True):
        move_to(review, "agree")
        set_period()
        address = reverse("capability_reviews:review_move", args=[review.reference, "publish"])
        text = signed_in(reviewer).post(address, follow=True).content.decode()
        assert "Figures and reports have to wait until 7 May 2027" in text
        with pytest.raises(FiguresWaitError):
            move_review(review=review, move="publish", actor=reviewer)
        assert CapabilityReview.objects.get().published_at is None
    with time_machine.travel(AFTER, tick=True):
        signed_in(reviewer).post(address)
        assert CapabilityReview.objects.get().published_at is not None


def test_QC7_the_page_of_a_review_waits_and_is_published_by_the_clock_afterwards(review):
    with time_machine.travel(BEFORE, tick=True):
        review = move_to(review, "publish")
        set_period()
        index = HomePage.objects.get().add_child(instance=ReviewIndexPage(title="Reviews"))
        page = index.add_child(
            instance=ReviewPage(title="Review", slug="r", review=review, summary="Led.", live=False)
        )
        page.save_revision()
        editor = signed_in(make_person("", StaffGroup.EDITORS))
        data = {
            "title": "Review",
            "slug": "r",
            "review": review.pk,
            "summary": "Well led.",
            "body-count": "0",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "1000",
            "action-publish": "1",
        }
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        text = editor.post(edit, data, follow=True).content.decode()
        said = "is saved but not published. Figures and reports have to wait until 7 May 2027"
        assert said in text
        page = ReviewPage.objects.get()
        for _ in range(2):
            page.get_latest_revision().publish()
            page = ReviewPage.objects.get()
            assert page.live is False
        assert page.get_latest_revision_as_object().summary == "Well led."
        call_command("publish_scheduled", verbosity=0)
        assert ReviewPage.objects.get().live is False
    with time_machine.travel(AFTER, tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert "Well led." in Client().get(ReviewPage.objects.get().url).content.decode()


def test_QC7_words_of_a_page_that_is_public_are_put_right_at_once(review):
    with time_machine.travel(BEFORE, tick=True):
        review = move_to(review, "publish")
        index = HomePage.objects.get().add_child(instance=ReviewIndexPage(title="Reviews"))
        page = index.add_child(
            instance=ReviewPage(title="Review", slug="r", review=review, summary="Led.", live=False)
        )
        page.save_revision().publish()
        set_period()
        page = ReviewPage.objects.get()
        page.summary = "Well led."
        page.save_revision().publish()
        page.refresh_from_db()
        assert (page.live, page.summary) == (True, "Well led.")


def test_QC7_of_several_pages_that_of_a_review_says_until_when_it_waits(review):
    with time_machine.travel(BEFORE, tick=True):
        review = move_to(review, "publish")
        set_period()
        home = HomePage.objects.get()
        index = home.add_child(instance=ReviewIndexPage(title="Reviews"))
        waits = index.add_child(
            instance=ReviewPage(title="Review", slug="r", review=review, summary="Led.", live=False)
        )
        other = home.add_child(instance=StandardPage(title="Guidance", live=False))
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        chosen = f"{url}?id={waits.pk}&id={other.pk}&next=/admin/pages/"
        editor = signed_in(make_person("", StaffGroup.EDITORS))
        asked = editor.get(chosen)
        assert [each["item"].title for each in asked.context_data["items"]] == ["Guidance"]
        done = editor.post(chosen, follow=True).text
        said = "Not published. Review: Figures and reports have to wait until 7 May 2027"
        assert (said in asked.text, said in done) == (True, True)
        assert "1 page has been published" in done
        live = HomePage.objects.get().get_descendants().live()
        assert set(live.filter(pk__in=[waits.pk, other.pk]).values_list("pk", flat=True)) == {
            other.pk
        }
        alone = editor.post(f"{url}?id={waits.pk}&next=/admin/pages/", follow=True).text
        assert (said in alone, "has been published" in alone) == (True, False)
        above = f"{url}?id={index.pk}&next=/admin/pages/"
        both = editor.post(above, {"include_descendants": "on"}, follow=True).text
        assert (said.replace("Review:", "Reviews:") in both, "been published" in both) == (
            True,
            False,
        )
