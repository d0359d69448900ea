"""What the public reads of a cohort. Content only; the model does the work."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from hub.blocks import body_blocks
from hub.page_forms import RecordPageForm
from hub.standing_pages import LastingPageMixin
from training.cohorts.tables import DAYS_FOR_THE_PUBLIC
from training.models import Cohort


class CohortPageForm(RecordPageForm):
    """Offers the cohorts that are still to begin and have no page."""

    record = "cohort"
    help_text = "Cohorts that have not started and have no page yet."
    none_left = "Every cohort that has not started already has a page. Plan a cohort first."

    @classmethod
    def can_have_a_page(cls) -> models.QuerySet[Cohort]:
        return Cohort.objects.upcoming(timezone.localdate())

    @classmethod
    def of_these(cls, found: models.Q) -> models.QuerySet[Cohort]:
        return Cohort.objects.filter(found).select_related("release__programme")

    @classmethod
    def words(cls, record: Cohort) -> str:
        """Of which programme, when and where."""
        parts = (record.name, str(record.release.programme), record.dates_in_words, record.location)
        return ", ".join(part for part in parts if part)


class CohortPage(LastingPageMixin, Page):
    """What the public reads of one cohort: prose here, dates and places left from the cohort."""

    # That of a cohort that was cancelled, say, is unpublished.
    kept_from: ClassVar[frozenset[str]] = frozenset({"delete"})

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="page")
    summary = models.CharField(
        max_length=300, help_text="One or two sentences for the list: for whom, and what for."
    )
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("cohort"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    base_form_class = CohortPageForm
    template = "training/cohorts/cohort_page.html"
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["training.ProgrammeIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The cohort's own facts, with its days."""
        cohort = Cohort.objects.select_related("release__programme").get(pk=self.cohort_id)
        return {
            **super().get_context(request, *args, **kwargs),
            "cohort": cohort,
            "sessions": DAYS_FOR_THE_PUBLIC.of(cohort.sessions.all()),
        }
