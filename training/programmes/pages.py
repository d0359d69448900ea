"""What the public reads of a programme. Content only; the models do the work."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from hub.blocks import body_blocks
from training.models import Cohort, Programme
from training.programmes.tables import COHORTS_TO_COME


class ProgrammeIndexPage(Page):
    """A programme: whom it is for, what it teaches, and its cohorts still to come."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    summary = models.CharField(max_length=300, blank=True)
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("programme"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    template = "training/programmes/programme_page.html"
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]
    subpage_types: ClassVar[list[str]] = ["training.CohortPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The published cohorts of the programme that are still to begin."""
        cohorts = (
            Cohort.objects.published()
            .upcoming(timezone.localdate())
            .filter(release__programme_id=self.programme_id)
            .select_related("page")
        )
        rows = [(cohort, cohort.page.get_url(request)) for cohort in cohorts]
        return {
            **super().get_context(request, *args, **kwargs),
            "cohorts": COHORTS_TO_COME.of(rows),
        }
