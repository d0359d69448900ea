"""A table written as a file: what its columns say in words, and that it was taken is logged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from hub.audit import log
from hub.models import User
from hub.tables import Column, Table

FILES = {"csv": "CSV", "xlsx": "Excel"}


class TableFiles(SpreadsheetExportMixin):
    """A view whose tables can be taken as files; ``?export=csv`` asks for one."""

    person: User

    @staticmethod
    def files_at(address: str) -> list[tuple[str, str]]:
        """Where each kind of file is, and what it is called."""
        joint = "&" if "?" in address else "?"
        return [(f"{address}{joint}export={kind}", label) for kind, label in FILES.items()]

    def as_file(
        self, columns: tuple[Column, ...], rows: Iterable[dict[str, Any]], counted: str
    ) -> HttpResponse:
        """The rows, by heading, in the form that the address asks for: streamed, safe, logged."""
        kind = self.request.GET["export"]
        self.list_export = tuple(column.heading for column in columns)
        self.export_headings = {name: name for name in self.list_export}
        data = {"detail": f"{counted}, {FILES[kind]}"}
        log(self.person, "hub.list_exported", actor=self.person, data=data)
        written: HttpResponse = self.as_spreadsheet(rows, kind)
        return written

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        """A record is in words already."""
        return item


def in_files(table: Table) -> tuple[Column, ...]:
    """The columns of a file: those of the page, and those that only a file has."""
    shown = (column for column in table.columns if not column.is_action)
    return (*shown, *table.more_in_files)


def in_words(columns: Iterable[Column], records: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Records by heading, one after the other."""
    chosen = tuple(columns)
    return ({column.heading: column.in_a_file(record) for column in chosen} for record in records)
