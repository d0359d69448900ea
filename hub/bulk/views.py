"""A run: what will happen row by row, its confirmation, how far it is, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate

from hub.bulk import runs
from hub.bulk.lists import BulkListView
from hub.bulk.runs import AT_ONCE, GONE, called, confirm, is_undoable, list_of, tried, undo, why_not
from hub.bulk.tables import Preview, results
from hub.list_memory import address_back
from hub.models import BulkRow, BulkRun
from hub.moves import Move
from hub.tables import Table
from hub.versions import EACH
from hub.views.base import GuardedFormView
from hub.views.table_files import TableFiles, in_files, in_words

# What the form sends beside its answers: the rows that were confirmed, and what was read of each.
CONFIRMED = "confirmed"
# What the button sends that takes back what a run did.
UNDO = "undo"
# A position of more digits than this is none.
LONGEST_POSITION = 6


class RunView(TableFiles, GuardedFormView):
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
        if self.run.confirmed_at and self.is_export:
            return self.file()
        return super().get(request, *args, **kwargs)

    @cached_property
    def rows(self) -> list[tuple[BulkRow, Any]]:
        """The rows of the run, each with its record, None where the person sees it no more."""
        rows = list(self.run.rows.all())
        found: QuerySet[Any] = self.of_list.rows_seen(self.person)
        records = found.in_bulk([row.record_key for row in rows])
        return [(row, records.get(row.record_key)) for row in rows]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if UNDO not in request.POST:
            return super().post(request, *args, **kwargs)
        if undoing := undo(run=self.run, actor=self.person):
            return redirect(undoing)
        messages.warning(request, "Nothing has changed. There is nothing here that you can undo")
        return redirect(self.run)

    def get_form_class(self) -> type[Any]:
        return self.move.form_for(None)

    def form_valid(self, form: Any) -> HttpResponse:
        if read := _read(self.request.POST.get(CONFIRMED, "")):
            confirm(run=self.run, read=read, actor=self.person, **form.cleaned_data)
        else:
            messages.warning(self.request, "Nothing has changed. Check the list, then confirm")
        return redirect(self.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            run=self.run,
            move=self.move,
            title=called(self.run),
            called=self.of_list.called,
            back=address_back(self.request, reverse(self.run.list_name)),
            total=len(self.rows),
            **kwargs,
        )
        return context | (self.result() if self.run.confirmed_at else self.preview())

    def preview(self) -> dict[str, Any]:
        """What would happen to each now, and why not to some."""
        judged = self.judged()
        can = [(row, record) for row, record, why in judged if not why]
        tables = Preview.of((*self.of_list.bulk_columns(), *self.of_list.bulk_facts(self.move)))
        return {
            "can": tables.can.of(record for _, record in can),
            "cannot": tables.cannot.of((record, why) for _, record, why in judged if why),
            "confirmed": " ".join(
                f"{row.position}:{self.of_list.bulk_read(self.move, record)}" for row, record in can
            ),
            "number": len(can),
            "number_not": len(judged) - len(can),
            "is_long": len(can) > AT_ONCE,
            "number_tried": min(len(judged), runs.TRIED) if len(judged) > runs.TRIED else 0,
            "undo": self.of_list.undo_of(self.move),
            "explanation": self.move.explained_for_several,
        }

    def judged(self) -> list[tuple[BulkRow, Any, str]]:
        """Each with why it cannot be done, "" where it can: the first as the service says it."""
        found: list[tuple[BulkRow, Any, str]] = []
        for row, record in self.rows:
            why = why_not(self.move, record, self.person) if record else GONE
            if not why and len(found) < runs.TRIED:
                why = tried(
                    run=self.run,
                    view=self.of_list,
                    move=self.move,
                    key=row.record_key,
                    actor=self.person,
                )
            found.append((row, record, why))
        return found

    def result(self) -> dict[str, Any]:
        """What became of each, those that were not done first."""
        order = [BulkRow.Outcome.REFUSED, BulkRow.Outcome.WAITING, BulkRow.Outcome.MADE]
        rows = sorted(self.rows, key=lambda each: order.index(BulkRow.Outcome(each[0].outcome)))
        outcomes = [row.outcome for row, _ in rows]
        undone_by = BulkRun.objects.filter(undoes=self.run).first()
        return {
            "rows": self.results.of(rows),
            "made": outcomes.count(BulkRow.Outcome.MADE),
            "refused": outcomes.count(BulkRow.Outcome.REFUSED),
            "waiting": outcomes.count(BulkRow.Outcome.WAITING),
            "files": self.files_at(self.run.get_absolute_url()),
            "may_undo": is_undoable(self.run) and undone_by is None,
            "undo": self.of_list.undo_of(self.move),
            "undone_by": undone_by,
        }

    @cached_property
    def results(self) -> Table:
        """The table of what became of each."""
        return results(self.of_list.bulk_columns(), self.of_list.bulk_results(self.run), self.move)

    def get_filename(self) -> str:
        """The move and the day on which it was confirmed."""
        assert self.run.confirmed_at is not None
        return f"{slugify(self.move.slug)}-{localdate(self.run.confirmed_at)}"

    def file(self) -> HttpResponse:
        """What became of each, as a file; that it was taken is logged."""
        columns = in_files(self.results)
        counted = f"What was done for several records, {len(self.rows)} rows"
        return self.as_file(columns, in_words(columns, self.rows), counted)


def _read(given: str) -> dict[int, str]:
    """The positions that were confirmed, each with the version of what was read there."""
    found = {}
    for each in given.split():
        position, _, version = each.partition(":")
        is_number = position.isascii() and position.isdigit() and len(position) <= LONGEST_POSITION
        if is_number and len(version) == EACH:
            found[int(position)] = version
    return found
