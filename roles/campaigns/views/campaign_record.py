"""The campaign that an address names."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from hub.views.base import GuardedView
from roles.models.campaigns.campaign import Campaign, CampaignQuerySet


class CampaignRecordView(GuardedView):
    """Finds the campaign among those that the person may see; ``permission`` is asked of it."""

    permission = "roles.view_campaign"
    record: Campaign

    def get_permission_object(self) -> Any:
        rows = self.get_campaigns().with_related()
        found = get_object_or_404(rows, reference=self.kwargs["reference"])
        self.record = found.read_by(self.request.user)
        return self.record

    def get_campaigns(self) -> CampaignQuerySet:
        """Those whose course the person may follow."""
        return Campaign.objects.visible_to(self.request.user)
