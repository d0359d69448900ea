"""Exports that a spreadsheet opens without running what somebody typed."""

from __future__ import annotations

import re
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet may take for a formula, also after spaces and in wide letters.
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def as_text(value: Any) -> Any:
    """A value as a cell holds it: text that might be run gets an apostrophe before it."""
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def make_exports_safe() -> None:
    """Let every export of Wagtail's admin, its own reports too, pass its cells through ``as_text``.

    CSV knows no types, and what XLSX says is text becomes a formula when it is saved as CSV.
    """
    value_of = SpreadsheetExportMixin.preprocess_field_value
    heading_of = SpreadsheetExportMixin.get_heading

    def safe_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        return as_text(value_of(self, field, value, export_format))

    def safe_heading(self: Any, queryset: Any, field: str) -> Any:
        return as_text(heading_of(self, queryset, field))

    SpreadsheetExportMixin.preprocess_field_value = safe_value
    SpreadsheetExportMixin.get_heading = safe_heading
