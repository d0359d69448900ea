"""The board of a campaign: its applications by stage, and what waits for whom."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from hub.references import IN_WORDS
from hub.views.base import GuardedTemplateView
from roles.applications.services.sides import open_applications
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.selection.campaign_board import PLACES, funnel_now, places_of

WAYS = ("after", "before")


class BoardView(CampaignRecordView, GuardedTemplateView):
    """Where each application stands, what it waits for, and the forms that move it on."""

    permission = "roles.view_application"
    template_name = "roles/selection/board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_applications(campaign=self.record, actor=self.person)
        return super().get(request, *args, **kwargs)

    @property
    def asked(self) -> dict[str, tuple[str, str]]:
        """From where each column begins that the address turns to another page."""
        given = self.request.GET
        return {
            place.slug: (way, reference)
            for place in PLACES
            for way in WAYS
            if re.fullmatch(IN_WORDS, reference := given.get(f"{place.slug}-{way}", ""))
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = places_of(self.record, self.person, self.asked)
        return super().get_context_data(
            record=self.record,
            campaign=self.record,
            places=places,
            total=sum(shown.total for shown in places),
            funnel=funnel_now(self.record, self.person),
            **kwargs,
        )
