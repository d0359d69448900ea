"""Exports in words, that a spreadsheet opens without running what somebody typed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.coreutils import multigetattr

# What a spreadsheet may take for a formula, also after spaces and in wide letters.
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def as_text(value: Any) -> Any:
    """A value as a cell holds it: text that might be run gets an apostrophe before it."""
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def as_moment(value: Any, export_format: str) -> Any:
    """A moment as people here read it, without seconds: in London, as all pages say it.

    A cell of XLSX has no time zone, and CSV would have that of the database.
    """
    if not isinstance(value, datetime):
        return value
    local = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    # The moment itself says more than its page does, such as who came first (R11).
    local = local.replace(second=0, microsecond=0)
    return local.isoformat(sep=" ", timespec="minutes") if export_format == "csv" else local


def in_words(item: Any, field: str, value: Any) -> Any:
    """The label of a choice or a state, where the field (a dotted path) is one, yes or no; else the
    value."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    *path, name = field.split(".")
    record = multigetattr(item, ".".join(path)) if path else item
    label = getattr(record, f"get_{name}_display", None)
    if label and value is not None:
        return str(label())
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def make_exports_safe() -> None:
    """Let every export of Wagtail's admin, its own reports too, say choices in words (``in_words``)
    and pass its cells through ``as_moment`` and ``as_text``.

    CSV knows no types, and what XLSX says is text becomes a formula when it is saved as CSV.
    """
    row_of = SpreadsheetExportMixin.to_row_dict
    value_of = SpreadsheetExportMixin.preprocess_field_value
    heading_of = SpreadsheetExportMixin.get_heading

    def row_in_words(self: Any, item: Any) -> dict[str, Any]:
        return {name: in_words(item, name, value) for name, value in row_of(self, item).items()}

    def safe_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        moment = as_moment(value, export_format)
        return as_text(value_of(self, field, moment, export_format))

    def safe_heading(self: Any, queryset: Any, field: str) -> Any:
        return as_text(heading_of(self, queryset, field))

    SpreadsheetExportMixin.to_row_dict = row_in_words
    SpreadsheetExportMixin.preprocess_field_value = safe_value
    SpreadsheetExportMixin.get_heading = safe_heading
