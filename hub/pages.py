"""The pages that every installation has: a home page and plain pages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from hub.blocks import body_blocks


class HomePage(Page):
    """The front door: what the hub is for and where each kind of person starts."""

    introduction = models.TextField(
        default="Find and grow the digital people that government services need.",
    )
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, "introduction", "body"]
    template = "hub/pages/home.html"
    max_count = 1


class StandardPage(Page):
    """A plain page: guidance, news, a notice."""

    summary = models.CharField(max_length=300, blank=True)
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, "summary", "body"]
    template = "hub/pages/standard.html"
