"""The pages that every installation has: a home page and plain pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.fields import StreamField
from wagtail.models import Page

from hub.blocks import body_blocks
from hub.navigation import front_page_doors
from hub.standing_pages import StandingPageMixin


class HomePage(StandingPageMixin, Page):
    """The front door: what the hub is for and where each kind of person starts."""

    introduction = models.TextField(
        default="Government departments use this service to fill digital jobs.",
    )
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, "introduction", "body"]
    template = "hub/pages/home.html"
    max_count = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the cards that lead to where each kind of person starts."""
        return super().get_context(request, *args, **kwargs) | {"doors": front_page_doors(request)}


class StandardPage(Page):
    """A plain page: guidance, news, a notice."""

    summary = models.CharField(max_length=300, blank=True)
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [*Page.content_panels, "summary", "body"]
    template = "hub/pages/standard.html"
    private_page_options: ClassVar[list[str]] = []
