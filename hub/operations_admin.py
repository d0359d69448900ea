"""Wagtail admin listings of what the running service says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets.model import ModelViewSet

from hub.admin_listings import DayColumn, NamedIndexView, RecordInspectView
from hub.dates import datetime_gb
from hub.days_only import ByItsAddress, DaysOnlyIndex, DaysOnlyInspect
from hub.invariants import DAILY_CHECK, findings_seen_by, label_of
from hub.models import ErasureReceipt, Heartbeat, InvariantFinding, LogOpening, Upload
from hub.record_viewset import LookingOnly


def exported_as(**words: Callable[[Any], str]) -> dict[str, dict[str, Callable[[Any], str]]]:
    """How an export writes the values of some columns, in each of its forms."""
    return {name: dict.fromkeys(SpreadsheetExportMixin.FORMATS, say) for name, say in words.items()}


class DailyCheckView(NamedIndexView):
    """What the daily check found, and when it last looked: an empty list alone does not say."""

    menu_label = "Nightly check"
    results_template_name = "hub/admin/daily_check_results.html"
    custom_field_preprocess = exported_as(slug=label_of)

    def get_base_queryset(self) -> QuerySet[InvariantFinding]:
        """Of the records that the reader may see."""
        return findings_seen_by(self.request.user)

    @cached_property
    def seen_at(self) -> datetime | None:
        """When it last looked; None before it first has."""
        beats = Heartbeat.objects.filter(name=DAILY_CHECK)
        return beats.values_list("seen_at", flat=True).first()

    def last_looked(self) -> str:
        """The same in a sentence."""
        if self.seen_at is None:
            return "The nightly check has not run yet."
        return f"The nightly check last ran on {datetime_gb(self.seen_at)}."


class FindingInspectView(RecordInspectView):
    """One finding, for who may see what it is about."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> InvariantFinding:
        return get_object_or_404(findings_seen_by(self.request.user), pk=self.pk)


class InvariantFindingViewSet(LookingOnly, ModelViewSet):
    """What the daily check found."""

    model = InvariantFinding
    icon = "warning"
    menu_label = "Nightly check"
    url_namespace = "invariants"
    url_prefix = "invariants"
    index_view_class = DailyCheckView
    inspect_view_class = FindingInspectView
    inspect_view_fields = ["slug", "subject", "found_at", "last_seen_at", "resolved_at"]
    list_display = [
        TitleColumn("subject", label="What", url_name="invariants:inspect"),
        Column("label", label="What is wrong", accessor=lambda row: label_of(row.slug)),
        DateColumn("found_at", label="Found"),
        DateColumn("last_seen_at", label="Last seen"),
        DateColumn("resolved_at", label="Put right"),
    ]
    list_filter = ["slug"]
    list_export = ["subject", "slug", "found_at", "last_seen_at", "resolved_at"]
    form_fields = ["subject"]


class UploadsView(DaysOnlyIndex, NamedIndexView):
    """Files, the newest day first: who uploaded one at a time has perhaps applied (R11)."""

    menu_label = "Uploaded files"
    day_of, address = "received_at", "reference"


class UploadInspectView(DaysOnlyInspect, RecordInspectView):
    """One file."""

    address = "reference"


class UploadViewSet(LookingOnly, ModelViewSet):
    """Files and whether they were checked; never whose they are or what is in them."""

    model = Upload
    icon = "doc-full-inverse"
    menu_label = "Uploaded files"
    url_namespace = "upload_log"
    url_prefix = "uploads"
    pk_path_converter = "uuid"
    index_view_class = UploadsView
    inspect_view_class = UploadInspectView
    inspect_view_fields = [
        "reference",
        "purpose",
        "kind",
        "size",
        "state",
        "received_at",
        "attached_at",
        "scanning_at",
        "clean_at",
        "infected_at",
        "refused_at",
    ]
    list_display = [
        ByItsAddress("__str__", label="File", url_name="upload_log:inspect", address="reference"),
        "state",
        Column("get_purpose_display", label="What it is", sort_key="purpose"),
        "kind",
        "size",
        DayColumn("received_at", label="Received"),
    ]
    list_filter = ["state", "purpose"]
    list_export = ["reference", "state", "purpose", "kind", "size", "received_at"]
    form_fields = ["purpose"]


class ErasureReceiptViewSet(ModelViewSet):
    """Receipts of erasure: what and how much, never who."""

    model = ErasureReceipt
    index_view_class = NamedIndexView
    icon = "bin"
    menu_label = "Erasure receipts"
    inspect_view_enabled = True
    inspect_view_fields = ["reference", "erased_at", "reason", "counts", "kept"]
    list_display = ["reference", "erased_at", "reason"]
    form_fields = ["reason"]


class LogOpeningsView(NamedIndexView):
    """When and why the log was open to be changed, the newest first."""

    menu_label = "Openings of the log"


class LogOpeningViewSet(ModelViewSet):
    """That the log was open in one transaction: why and when; only ever read."""

    model = LogOpening
    icon = "lock-open"
    menu_label = "Openings of the log"
    url_namespace = "log_openings"
    url_prefix = "log-openings"
    index_view_class = LogOpeningsView
    list_display = [
        Column("__str__", label="Why"),
        DateColumn("opened_at", label="Opened"),
        DateColumn("closed_at", label="Closed"),
    ]
    form_fields = ["reason"]
