"""How long selection takes, of one campaign or of all somebody works on; the rows of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from hub.tables import Table
from hub.views.base import GuardedTemplateView
from hub.views.record_lists import RecordListView
from roles.applications.services.sides import open_applications
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.selection import tables
from roles.selection.times import BENCHMARK, PARTS, TIMES, Part, counted, rows_of, times_of


class TimesView(GuardedTemplateView):
    """The figures of all campaigns that the person works on, of the last year."""

    permission = "roles.view_times"
    template_name = "roles/selection/times.html"

    @property
    def campaign(self) -> Campaign | None:
        """The campaign it is about; None for all."""
        return None

    @property
    def named(self) -> list[str]:
        """What names the campaign in an address."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = "roles:campaign_time_rows" if self.named else "roles:time_rows"
        addresses = {part.slug: reverse(name, args=[*self.named, part.slug]) for part in PARTS}
        return super().get_context_data(
            campaign=self.campaign,
            times=TIMES.of(times_of(self.person, self.campaign, addresses)),
            benchmark=BENCHMARK,
            **kwargs,
        )


class CampaignTimesView(CampaignRecordView, TimesView):
    """The figures of one campaign."""

    permission = "roles.view_application"

    @property
    def campaign(self) -> Campaign:
        return self.record

    @property
    def named(self) -> list[str]:
        return [self.record.reference]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_applications(campaign=self.record, actor=self.person)
        return super().get(request, *args, **kwargs)


class TimeRowsView(RecordListView):
    """What one of the figures is counted from."""

    permission = "roles.view_times"
    template_name = "roles/selection/time_rows.html"
    url_name = "roles:time_rows"
    title = "Applications counted"
    called = ("application", "applications")
    # By reference, which says nothing of when each came (R11).
    key = "reference"
    campaign: Campaign | None = None

    @cached_property
    def part(self) -> Part:
        """The part that the address names. Raises ``Http404``."""
        for part in PARTS:
            if part.slug == self.kwargs["part"]:
                return part
        raise Http404

    def read_key(self, given: str) -> str | None:
        return given or None

    def get_records(self) -> Any:
        rows = rows_of(self.part, self.person, self.campaign)
        return rows.select_related("campaign").order_by("reference")

    def get_table(self, records: Sequence[Application]) -> Table:
        return counted(lambda row: tables.sift_link(row.campaign, row.reference))

    def get_filename(self) -> str:
        return "-".join(["times", *self.named, self.part.slug])

    @property
    def named(self) -> list[str]:
        """What names the campaign."""
        return [self.campaign.reference] if self.campaign else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = "roles:campaign_times" if self.campaign else "roles:times"
        return super().get_context_data(
            timed=self.part,
            campaign=self.campaign,
            times_url=reverse(name, args=self.named),
            **kwargs,
        )


class CampaignTimeRowsView(CampaignRecordView, TimeRowsView):
    """The same of one campaign."""

    permission = "roles.view_application"
    url_name = "roles:campaign_time_rows"

    def get_permission_object(self) -> Campaign:
        self.campaign = super().get_permission_object()
        return self.record

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_applications(campaign=self.record, actor=self.person)
        return super().get(request, *args, **kwargs)
