"""What the public reads of a review once it is published."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from capability_reviews.models import CapabilityReview
from capability_reviews.reviews.tables import PUBLISHED_RATINGS
from hub.blocks import body_blocks
from hub.dates import date_gb
from hub.indicators import period_stopping_figures
from hub.models import PreElectionPeriod
from hub.page_forms import RecordPageForm
from hub.standing_pages import LastingPageMixin, StandingPageMixin


class ReviewIndexPage(StandingPageMixin, Page):
    """The published reviews."""

    introduction = models.CharField(max_length=300, blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, "introduction"]
    template = "capability_reviews/reviews/review_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]
    subpage_types: ClassVar[list[str]] = ["capability_reviews.ReviewPage"]
    max_count = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The published summaries, newest first."""
        pages = (
            ReviewPage.objects.live()
            .child_of(self)
            .select_related("review__organisation")
            .order_by("-first_published_at")
        )
        return {**super().get_context(request, *args, **kwargs), "reviews": pages}


class ReviewPageForm(RecordPageForm):
    """Offers the published reviews that have no page (C8)."""

    record = "review"
    help_text = "Published reviews that have no page yet."
    none_left = "Every published review has a page."

    @classmethod
    def can_have_a_page(cls) -> models.QuerySet[CapabilityReview]:
        return CapabilityReview.objects.filter(published_at__isnull=False)

    @classmethod
    def of_these(cls, found: models.Q) -> models.QuerySet[CapabilityReview]:
        return CapabilityReview.objects.filter(found).select_related("organisation")

    @classmethod
    def words(cls, record: CapabilityReview) -> str:
        """Of which department, and when it was published."""
        when = date_gb(timezone.localdate(record.published_at)) if record.published_at else ""
        published = f"published on {when}" if when else "not published"
        return f"{record.organisation}, {published}, {record.reference}"


class ReviewPage(LastingPageMixin, Page):
    """The summary of one published review: prose here, ratings from the review."""

    review = models.OneToOneField(CapabilityReview, on_delete=models.PROTECT, related_name="page")
    summary = models.CharField(max_length=300)
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, "review", "summary", "body"]
    base_form_class = ReviewPageForm
    template = "capability_reviews/reviews/review_page.html"
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["capability_reviews.ReviewIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    def clean(self) -> None:
        """A review that is not published has no page, not even a draft that may go live (C8)."""
        super().clean()
        if self.review_id and self.review.published_at is None:
            raise ValidationError({"review": "Publish the review before its page"})

    @property
    def stopped_by(self) -> PreElectionPeriod | None:
        """The pre-election period in which a first publication of it waits, if any."""
        if self.live and self.first_published_at != self.last_published_at:
            return None  # What is published is put right at once.
        return period_stopping_figures(timezone.now(), self.review.organisation)

    def wait_for(self, period: PreElectionPeriod) -> None:
        """Take it back, to be published by the clock when the period is over."""
        revision = self.latest_revision_id
        self.unpublish()
        rows = ReviewPage.objects.filter(pk=self.pk)
        rows.update(first_published_at=None, last_published_at=None)
        Revision.objects.filter(pk=revision).update(approved_go_live_at=period.until)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The assured ratings of the review."""
        review = CapabilityReview.objects.select_related("organisation").get(pk=self.review_id)
        return {
            **super().get_context(request, *args, **kwargs),
            "review": review,
            "ratings": PUBLISHED_RATINGS.of(review.ratings.select_related("theme")),
        }
