"""A run: what will happen row by row, its confirmation, how far it is, and what became of it."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from hub.audit import log
from hub.bulk.lists import BulkListView
from hub.bulk.runs import AT_ONCE, GONE, confirm, list_of, why_not
from hub.list_memory import address_back
from hub.models import BulkRow, BulkRun
from hub.moves import Move
from hub.spreadsheets import as_text
from hub.tables import Column, Table, Tag, state_tag
from hub.views.base import GuardedFormView
from hub.views.record_lists import EXPORT

COLOURS = {
    BulkRow.Outcome.MADE: "green",
    BulkRow.Outcome.REFUSED: "red",
    BulkRow.Outcome.WAITING: "yellow",
}


class RunView(GuardedFormView):
    """One run, of the person who prepared it, while they may open its list."""

    template_name = "hub/bulk/run.html"
    run: BulkRun
    of_list: type[BulkListView]
    move: Move

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the run among the person's own, and with its list the permission it takes."""
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        own = BulkRun.objects.filter(actor=request.user)
        self.run = get_object_or_404(own, reference=kwargs["reference"])
        view = list_of(self.run)
        move = view.move_named(self.run.move) if view else None
        if view is None or move is None:
            raise Http404
        self.of_list, self.move, self.permission = view, move, view.permission

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.run.confirmed_at and request.GET.get(EXPORT) == "csv":
            return self.file()
        return super().get(request, *args, **kwargs)

    @cached_property
    def rows(self) -> list[tuple[BulkRow, Any]]:
        """The rows of the run, each with its record, None where the person sees it no more."""
        rows = list(self.run.rows.all())
        found: QuerySet[Any] = self.of_list.rows_seen(self.person)
        records = found.in_bulk([row.record_key for row in rows])
        return [(row, records.get(row.record_key)) for row in rows]

    @cached_property
    def tables(self) -> tuple[Table, Table, Table]:
        """The tables of the page, each led by the first column of the list."""
        view = self.of_list()
        view.setup(self.request)
        return _tables(view.get_table(()).columns[0])

    def get_form_class(self) -> type[Any]:
        return self.move.form_for(None)

    def form_valid(self, form: Any) -> HttpResponse:
        confirm(run=self.run, actor=self.person, **form.cleaned_data)
        return redirect(self.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            run=self.run,
            move=self.move,
            called=self.of_list.called,
            back=address_back(self.request, reverse(self.run.list_name)),
            total=len(self.rows),
            **kwargs,
        )
        return context | (self.result() if self.run.confirmed_at else self.preview())

    def preview(self) -> dict[str, Any]:
        """What would happen to each now, and why not to some."""
        judged = [
            (record, why_not(self.move, record, self.person) if record else GONE)
            for _, record in self.rows
        ]
        can = [record for record, why in judged if not why]
        to_be_done, not_to_be_done, _ = self.tables
        return {
            "can": to_be_done.of(can),
            "cannot": not_to_be_done.of((record, why) for record, why in judged if why),
            "number": len(can),
            "is_long": len(self.rows) > AT_ONCE,
            # Words made from a record are about that one alone.
            "explanation": self.move.explain if isinstance(self.move.explain, str) else "",
        }

    def result(self) -> dict[str, Any]:
        """What became of each, those that were not done first."""
        order = [BulkRow.Outcome.REFUSED, BulkRow.Outcome.WAITING, BulkRow.Outcome.MADE]
        rows = sorted(self.rows, key=lambda each: order.index(BulkRow.Outcome(each[0].outcome)))
        outcomes = [row.outcome for row, _ in rows]
        return {
            "rows": self.tables[2].of(rows),
            "made": outcomes.count(BulkRow.Outcome.MADE),
            "refused": outcomes.count(BulkRow.Outcome.REFUSED),
            "waiting": outcomes.count(BulkRow.Outcome.WAITING),
            "file": f"?{EXPORT}=csv",
        }

    def file(self) -> HttpResponse:
        """What became of each, as a file; that it was taken is logged."""
        log(
            self.person,
            "hub.list_exported",
            actor=self.person,
            data={"detail": f"{len(self.rows)} results of an action for several records, CSV"},
        )
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="results.csv"'
        written = csv.writer(answer)
        columns = self.tables[2].columns
        written.writerow(column.heading for column in columns)
        for each in self.rows:
            written.writerow(as_text(column.in_a_file(each)) for column in columns)
        return answer


def _state(record: Any) -> Any:
    return state_tag(record) if record else ""


def _tables(lead: Column) -> tuple[Table, Table, Table]:
    """What will be done, what will not (records with why), and what was done (rows of the run with
    their records); ``lead`` is the first column of the list, which leads to a record."""

    def shown(record: Any) -> Any:
        return lead.cell(record) if record else GONE

    def written(record: Any) -> Any:
        return lead.in_a_file(record) if record else GONE

    return (
        Table(
            "This will be done",
            (replace(lead, sort=(), cell=shown), Column("State now", _state)),
            empty="None of them can be done now.",
        ),
        Table(
            "This will not be done",
            (
                Column(lead.heading, lambda row: shown(row[0])),
                Column("State now", lambda row: _state(row[0])),
                Column("Why not", lambda row: row[1]),
            ),
        ),
        Table(
            "What was done",
            (
                Column(
                    lead.heading, lambda row: shown(row[1]), written=lambda row: written(row[1])
                ),
                Column(
                    "Result",
                    lambda row: Tag(row[0].get_outcome_display(), COLOURS[row[0].outcome]),
                ),
                Column("Why not", lambda row: row[0].why if row[1] else ""),
            ),
        ),
    )
