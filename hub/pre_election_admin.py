"""Pre-election periods in the Wagtail admin, to read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from hub.models import PreElectionPeriod
from hub.record_viewset import RecordViewSet, SeenIndexView


class PreElectionIndexView(SeenIndexView):
    """The periods; they are set, changed and ended in the workspace, where people are told."""

    menu_label = "Pre-election periods"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("pre_election_list")
        button = HeaderButton(
            "Set, change or end a pre-election period", url=url, icon_name="calendar"
        )
        return [*super().header_buttons, button]


class PreElectionPeriodViewSet(RecordViewSet):
    """Pre-election periods, to read."""

    model = PreElectionPeriod
    icon = "calendar"
    menu_label = "Pre-election periods"
    url_namespace = "pre_election_log"
    url_prefix = "pre-election-periods"
    index_view_class = PreElectionIndexView
    inspect_view_enabled = True
    inspect_view_fields = [
        *("title", "reason", "starts_on", "ends_on", "adverts", "stops_figures"),
        *("stops_alerts", "set_at", "ended_at", "end_reason"),
    ]
    list_display = [
        TitleColumn("title", label="Election", url_name="pre_election_log:inspect"),
        Column("status", label="State"),
        "starts_on",
        "ends_on",
        "adverts",
    ]
    list_filter = ["adverts"]
    list_export = ["title", "starts_on", "ends_on", "adverts", "stops_figures", "stops_alerts"]
    search_fields = ["title"]
    form_fields = ["title"]
