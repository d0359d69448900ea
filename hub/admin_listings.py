"""What the admin's listings and inspect pages of every app are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import cached_property
from django.utils.html import format_html
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.pages.listing import IndexView as PagesIndexView
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.search.index import class_is_indexed

from hub.dates import date_gb, datetime_gb
from hub.references import read_reference, with_hyphens


class DayColumn(Column):
    """A day, such as a deadline, as a date. Wagtail's own says how long ago a moment was."""

    def get_value(self, instance: Any) -> str:
        return date_gb(super().get_value(instance))


class InWordsColumn(Column):
    """A value as the hub's own pages say it: yes or no, and a day or a moment as they write it."""

    def get_value(self, instance: Any) -> Any:
        return said(super().get_value(instance))


class WrittenSearch:
    """A listing that is searched as people write: a reference with any dashes, or with none."""

    search_fields: Any = None

    @cached_property
    def search_query(self) -> str:
        """The words, with hyphens in place of the dashes that programs make of them."""
        return with_hyphens(super().search_query)  # type: ignore[misc]  # Wagtail's listing.

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the fields of the listing, where Wagtail's index has none of the records."""
        if not self.search_query or class_is_indexed(queryset.model):
            found: QuerySet[Any] = super().search_queryset(queryset)  # type: ignore[misc]  # Wagtail's.
            return found
        return queryset.filter(any_has(self.search_fields or (), self.search_query))


def any_has(fields: Iterable[str], typed: str) -> Q:
    """Records that have the words in one of the fields, or the reference that the words are."""
    query, written = Q(), read_reference(typed)
    for name in fields:
        query |= Q(**{f"{name}__icontains": typed})
        if written and name.endswith("reference"):
            query |= Q(**{f"{name}__iendswith": "-".join(filter(None, written))})
    return query


class NamedIndexView(WrittenSearch, IndexView):
    """A listing with the title under which the menu has it, and cells in the hub's words."""

    menu_label = ""

    def _get_custom_column(
        self, field_name: str, column_class: type[Column] = Column, **kwargs: Any
    ) -> Column:
        kind = InWordsColumn if column_class is Column else column_class
        return super()._get_custom_column(field_name, kind, **kwargs)

    def get_page_title(self) -> str:
        return str(self.menu_label) or super().get_page_title()


class PagesMenuItem(MenuItem):
    """A listing of pages, in the menu of those who may do anything with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the listing opens for the person."""
        asked = PagesIndexView.any_permission_required
        policy = policy_registry.get_by_type(Page)
        return bool(policy.user_has_any_permission(request.user, asked))


class RecordPagesView(WrittenSearch, PagesIndexView):
    """All pages of one kind, each of a record: found by the record's own words beside its title.

    ``record`` names the field that holds the record, with what each row shows of it read at once.
    """

    record = ""
    results_template_name = "hub/admin/record_pages_results.html"

    @property
    def none_found(self) -> str:
        """What stands there in place of a table without rows."""
        if self.is_searching or self.is_filtering:
            return "No pages found. Try fewer words, or clear the filters."
        return "There are no pages of this kind yet. They will appear here when an editor adds one."

    def get_table(self, object_list: Any) -> Any:
        """With the records of the rows that are shown: Wagtail reads each page anew."""
        prefetch_related_objects(list(object_list), self.record)
        return super().get_table(object_list)

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By these fields: Wagtail's index knows the words of the pages alone."""
        if not self.is_searching:
            return queryset
        return queryset.filter(any_has(("title", *self.search_fields), self.search_query))


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
