"""What the admin's listings and inspect pages of every app are made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.urls import NoReverseMatch
from django.utils.html import format_html
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView

from hub.dates import date_gb, datetime_gb


class DayColumn(Column):
    """A day, such as a deadline, as a date. Wagtail's own says how long ago a moment was."""

    def get_value(self, instance: Any) -> str:
        return date_gb(super().get_value(instance))


class InWordsColumn(Column):
    """A value as the hub's own pages say it: yes or no, and a day or a moment as they write it."""

    def get_value(self, instance: Any) -> Any:
        return said(super().get_value(instance))


class NamedIndexView(IndexView):
    """A listing with the title under which the menu has it, and cells in the hub's words."""

    menu_label = ""

    def _get_custom_column(
        self, field_name: str, column_class: type[Column] = Column, **kwargs: Any
    ) -> Column:
        kind = InWordsColumn if column_class is Column else column_class
        return super()._get_custom_column(field_name, kind, **kwargs)

    def get_page_title(self) -> str:
        return str(self.menu_label) or super().get_page_title()


class RecordInspectView(InspectView):
    """A record with what it holds, and links to where it is worked on and to what it names."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        """The links first; nothing for what is empty, and no key of the database."""
        rows = [*self._links()]
        for name in self.fields:
            if name != self.model._meta.pk.name:
                row = self.get_context_for_field(name)
                if row["value"] not in (None, "", "-", [], False):
                    rows.append(row)
        return rows

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, models.Model):
            return linked(value, str(value))
        return said(value)

    def links(self) -> list[tuple[str, str]]:
        """Words and addresses beside the record's own page; for a listing to add to."""
        return []

    def _links(self) -> list[dict[str, Any]]:
        places = [("Work on it", address_of(self.object)), *self.links()]
        return [
            {
                "label": label,
                "value": format_html('<a href="{}">{}</a>', address, address),
                "component": None,
            }
            for label, address in places
            if address
        ]


def said(value: Any) -> Any:
    """A value in words: yes or no, a day or a moment, several with commas; else as it is."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return datetime_gb(value)
    if isinstance(value, date):
        return date_gb(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def address_of(record: Any) -> str:
    """Where a record is worked on; nothing for one without a page of its own."""
    try:
        return str(record.get_absolute_url())
    except (AttributeError, NoReverseMatch):
        return ""


def linked(record: Any, words: str) -> str:
    """The words, as a link where the record has a page."""
    address = address_of(record)
    return format_html('<a href="{}">{}</a>', address, words) if address else words
