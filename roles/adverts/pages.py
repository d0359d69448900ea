"""The advert: what the public reads of a campaign. Content only; the campaign does the work."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from hub.blocks import body_blocks
from hub.models import SecondPersonMixin
from hub.page_forms import SharedPageForm
from roles.adverts.context import vacancy_context
from roles.adverts.panels import AdvertCheckPanel
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.priority_mover import is_hidden_from


class VacancyIndexPage(Page):
    """The parent of the adverts; the public list stands at its address."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]
    subpage_types: ClassVar[list[str]] = ["roles.VacancyPage"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the reader to the list, which is made from listings and not from pages."""
        return redirect("roles:vacancy_list")


class VacancyPage(SecondPersonMixin, Page):
    """The advert of one campaign: title and prose; its facts are the campaign's (R6).

    Nobody publishes words of their own.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="page")
    summary = models.CharField(
        max_length=300, help_text="One or two sentences for the list: what the person will do."
    )
    body = StreamField(body_blocks(), blank=True)

    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("campaign", read_only=True),
        FieldPanel("summary"),
        FieldPanel("body"),
        AdvertCheckPanel(heading="Advert check"),
    ]
    base_form_class = SharedPageForm
    # Publishing must not cost a recalculation of Wagtail's own search index.
    search_fields: ClassVar[list] = []
    template = "roles/adverts/vacancy_page.html"
    parent_page_types: ClassVar[list[str]] = ["roles.VacancyIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet[VacancyPage]:
        """None: adverts are found through listings."""
        return cls.objects.none()

    def get_indexed_instance(self) -> None:
        """None: adverts are found through listings."""

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Never by hand: an advert is made from its campaign."""
        return False

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The campaign's facts beside the prose."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, **vacancy_context(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The advert; while priority movers see it first, it does not exist for others (R3)."""
        if is_hidden_from(self.campaign, request.user, timezone.now()):
            raise Http404
        return super().serve(request, *args, **kwargs)

    @property
    def plain_text(self) -> str:
        """The prose without markup, for search and for machines."""
        return " ".join(strip_tags(str(block)) for block in self.body)
