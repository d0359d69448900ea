"""Learning resources: videos that anyone may watch, each with captions and a transcript."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.forms import FileInput
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.models import (
    DraftStateMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

# What happened to a video, which is no part of what a revision says.
KEPT = ("published_on", "unpublished_on", "is_demo")


class LearningResourceQuerySet(models.QuerySet["LearningResource"]):
    """Resources by publication."""

    def published(self) -> LearningResourceQuerySet:
        """Those the public may see now."""
        return self.filter(live=True)

    def videos(self) -> LearningResourceQuerySet:
        """Videos."""
        return self.filter(kind=LearningResource.Kind.VIDEO)

    def published_within(self, start: date, end: date) -> LearningResourceQuerySet:
        """Those first published from one day to another, and still public on the second."""
        return self.filter(
            Q(unpublished_on__isnull=True) | Q(unpublished_on__gt=end),
            published_on__gte=start,
            published_on__lte=end,
        )


def is_webvtt(text: str) -> None:
    """Refuse captions that a browser cannot show. Raises ``ValidationError``."""
    lines = text.lstrip("\ufeff").strip().splitlines()
    if not lines or not lines[0].startswith("WEBVTT") or "-->" not in text:
        raise ValidationError(
            "Captions must be in the WebVTT format: a first line of WEBVTT, then timed lines"
        )


class LearningResource(
    WorkflowMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, models.Model
):
    """A video for civil servants; editors draft, moderate and publish it as they do a page.

    Captions and transcript may be missing in a draft and never in what is published.
    """

    class Kind(models.TextChoices):
        VIDEO = "video", "Video"

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.VIDEO)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField("length in minutes", default=1)
    video = models.FileField(
        upload_to="training/videos",
        blank=True,
        validators=[FileExtensionValidator(["webm", "mp4"])],
        help_text="WebM or MP4. Without a file, people read the transcript.",
    )
    captions = models.TextField(
        validators=[is_webvtt], help_text="In the WebVTT format. Needed before publishing."
    )
    transcript = models.TextField(
        help_text="All that is said and shown, as plain text. Needed before publishing."
    )
    published_on = models.DateField(null=True, blank=True, editable=False)
    unpublished_on = models.DateField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="learning_resource")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="learning_resource",
        for_concrete_model=False,
    )

    objects = LearningResourceQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("minutes"),
        # Without the link to the file, which only our own view serves.
        FieldPanel("video", widget=FileInput),
        FieldPanel("captions"),
        FieldPanel("transcript"),
        PublishingPanel(),
    ]

    class Meta:
        ordering = ["-published_on", "title", "pk"]
        verbose_name = "video"

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> GenericRelation:
        return self._revisions

    def with_content_json(self, content: dict[str, Any]) -> LearningResource:
        """A revision's words, with the days of publication as they are and not as they were."""
        restored = super().with_content_json(content)
        kept = type(self).objects.filter(pk=self.pk).values(*KEPT).first() or {}
        for name, value in kept.items():
            setattr(restored, name, value)
        return restored

    def get_absolute_url(self) -> str:
        return reverse("training:video_detail", args=[self.slug])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "training/resources/video_detail.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, object]:
        return {"video": self, "request": request}
