"""A panel of Wagtail's editor: the advert check beside the words, as they were last saved."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from roles.adverts.check import check
from roles.adverts.words import text_of
from roles.campaigns.advert_facts import missing_facts


class AdvertCheckPanel(Panel):
    """What the advert lacks (R6) and what the check found; made again each time it is saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "roles/adverts/advert_check_panel.html"

        def is_shown(self) -> bool:
            """Only for an advert that has been made."""
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            campaign = self.instance.campaign
            public = type(self.instance).objects.get(pk=self.instance.pk)
            user = self.request.user
            own_part = self.instance.part_of(user)
            return {
                **super().get_context_data(parent_context),
                "missing": missing_facts(campaign),
                "findings": check(text_of(self.instance, campaign)),
                "campaign": campaign,
                "campaign_url": self.instance.campaign_for(user),
                "own_part": own_part,
                "returned": public.returned_change,
                "may_return": public.has_unpublished_words and not own_part,
            }
