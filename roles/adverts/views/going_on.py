"""Where To do leads with an advert: to the form of what is next, or to where it is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hub.moves import offered
from hub.views.base import GuardedView
from roles.adverts.choices import INSTEAD
from roles.adverts.moves import ADVERT_MOVES, OPENING_MOVES
from roles.adverts.next_step import steps_of_advert
from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign import Campaign

# Decided where the words and what the check found are read.
READ_FIRST = ("pass",)


class AdvertGoOnView(GuardedView):
    """Leads on with an advert. Editors see no campaign: they have Wagtail's editor of the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Campaign.objects.visible_to(self.person).with_related()
        campaign = rows.filter(reference=kwargs["reference"]).first()
        return redirect(self.next_of(campaign) if campaign else self.editor())

    def next_of(self, campaign: Campaign) -> str:
        """The form of what is next for the advert of a campaign that the person may see."""
        offers = offered(
            (*OPENING_MOVES, *ADVERT_MOVES), campaign, self.person, steps_of_advert(campaign)
        )
        found = next((offer.slug for offer in offers if offer.is_next), "")
        if not found or found in READ_FIRST:
            return reverse("roles:campaign_advert", args=[campaign.reference])
        return reverse("roles:campaign_move", args=[campaign.reference, INSTEAD.get(found, found)])

    def editor(self) -> str:
        """The editor of an advert, for who publishes it. Raises ``Http404`` for everybody else."""
        may = self.person.has_perm("roles.publish_campaign")
        known = Campaign.objects.all() if may else Campaign.objects.none()
        campaigns = known.with_advert(self.person).filter(reference=self.kwargs["reference"])
        page = get_object_or_404(VacancyPage, campaign__in=campaigns)
        return page.editor_for(self.person) or reverse("work")
