"""Lists on which several records are ticked, or all that match, to make the same move for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.backends.utils import csrf_input
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hub.bulk.runs import MOST, prepare
from hub.keyset import Page, ordered
from hub.models import BulkRun, LogEntry, User
from hub.moves import Move, MoveView
from hub.tables import Column, ShownTable, Table
from hub.versions import EACH, version_of
from hub.views.record_lists import LONGEST_KEY, RecordListView

# What the form of the ticks sends: the move, the records, or that it is for all that match.
MOVE, ROW, ALL_ROWS = "bulk", "row", "all_rows"


class BulkListView(RecordListView):
    """A list whose table says by ``bulk`` which moves can be made for several records.

    ``move_view`` is the page of one move; ``rows_seen`` gives the records that a person may see,
    with what the moves and their permissions ask of them.
    """

    move_view: ClassVar[type[MoveView]]
    # Moves that a run alone makes: each takes back, for all of them, the one of which it has the
    # slug. ``Move.undo`` is for what one button takes back of a single record as well.
    undo_moves: ClassVar[Mapping[str, Move]] = {}

    @classmethod
    def rows_seen(cls, person: User) -> QuerySet[Any]:
        """The records that a person may see."""
        raise NotImplementedError

    @classmethod
    def bulk_columns(cls) -> tuple[Column, ...]:
        """What each record is about, on the pages of a move for several; the first leads to it."""
        raise NotImplementedError

    @classmethod
    def bulk_facts(cls, move: Move) -> tuple[Column, ...]:
        """What somebody reads of each besides before they confirm the move, such as what it ends.

        A record of which these or the columns say something else by the time of the move is left
        as it is.
        """
        return ()

    @classmethod
    def bulk_same(cls, record: Any) -> Any:
        """What else has to be the same as when it was confirmed, such as the key of an adviser."""
        return None

    @classmethod
    def bulk_results(cls, run: BulkRun) -> Mapping[int, str]:
        """What changed in the records of a run beside their state, in words, by their keys."""
        return {}

    @classmethod
    def bulk_finished(cls, run: BulkRun) -> None:
        """Tell people of the run as a whole, in place of one email for each record."""

    @classmethod
    def bulk_read(cls, move: Move, record: Any) -> str:
        """The version of what somebody reads of a record before they confirm the move."""
        read = (*cls.bulk_columns(), *cls.bulk_facts(move))
        said = [str(column.in_a_file(record)) for column in read]
        return version_of([record.state, cls.bulk_same(record), said])[:EACH]

    @classmethod
    def bulk_left(cls, record: Any) -> str:
        """The version in which a move left a record: what is another by then is not undone.

        Whatever was done since counts, also what led back to the same: it was meant.
        """
        done = LogEntry.objects.for_instance(record).order_by("-pk").values_list("pk", flat=True)
        return version_of([record.state, cls.bulk_same(record), done.first()])[:EACH]

    @classmethod
    def bulk_address(cls, record: Any) -> str:
        """Where a record is worked on: what waits there for a colleague is done for them."""
        return str(record.get_absolute_url())

    @classmethod
    def undo_of(cls, move: Move) -> Move | None:
        """The move that takes this one back for several, where there is one that asks nothing."""
        undo = cls.undo_moves.get(move.slug) or cls.move_named(move.undo)
        return undo if undo is not None and not undo.asks_for_reason else None

    @classmethod
    def move_named(cls, slug: str) -> Move | None:
        """A move that can be made for several records; None where there is none of that name."""
        moves = (*cls.move_view.moves, *cls.undo_moves.values())
        found = next((move for move in moves if move.slug == slug), None)
        return found if found is not None and found.takes_at_most_a_reason else None

    def bulk_moves(self, table: Table) -> list[Move]:
        """The moves for several records that this person may make at all."""
        found = []
        for slug in table.bulk:
            move = self.move_named(slug)
            if move is None:
                raise ImproperlyConfigured(f"{slug} is no move for several records.")
            if self.person.has_perm(move.permission):
                found.append(move)
        return found

    def shown(self, table: Table, records: Sequence[Any]) -> ShownTable:
        if not self.bulk_moves(table):
            return super().shown(table, records)
        first, *others = table.columns
        ticked = replace(first, cell=lambda record: _ticked(record, first.cell(record)))
        return super().shown(replace(table, columns=(ticked, *others)), records)

    def bulk_choice(self, table: Table, page: Page) -> Any:
        moves = self.bulk_moves(table)
        if not moves or not page.records:
            return None
        one, several = self.called
        return BulkChoice(
            address=self.request.get_full_path(),
            csrf_input=csrf_input(self.request),
            moves=[(move.slug, move.label, move.explained_for_several) for move in moves],
            several=several,
            on_this_page=_on_this_page(page, several),
            all_of_them=_all_of_them(page, one, several),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if MOVE not in request.POST:
            return super().post(request, *args, **kwargs)
        moves = {move.slug: move for move in self.bulk_moves(self.get_table(()))}
        move = moves.get(request.POST[MOVE])
        keys = self.keys_chosen()
        several = self.called[1]
        if move is None:
            messages.warning(request, f"You cannot do this for several {several} at once.")
        elif not keys:
            messages.warning(request, f"Nothing has changed. Select the {several} first.")
        elif len(keys) > MOST:
            messages.warning(
                request,
                f"Nothing has changed. You can do this for up to {MOST} {several} at once. "
                "Filter the list first.",
            )
        else:
            run = prepare(list_name=self.url_name, move=move.slug, keys=keys, actor=self.person)
            return redirect(run)
        return redirect(request.get_full_path())

    def keys_chosen(self) -> list[int]:
        """The keys of the records that were chosen, of those that the list has for this person."""
        rows = self.get_records()
        if ALL_ROWS not in self.request.POST:
            given = " ".join(self.request.POST.getlist(ROW)).split()
            known = {key for key in given if _is_key(key)}
            rows = rows.filter(pk__in=sorted(known)[: MOST + 1])
        return list(ordered(rows, self.order(rows)).values_list("pk", flat=True)[: MOST + 1])


@dataclass(frozen=True)
class BulkChoice:
    """What a list offers to do for several of its records."""

    address: str
    csrf_input: Any
    # Each by its slug and its label, with what it is for.
    moves: list[tuple[str, str, str]]
    several: str
    # What all on the page are called and their keys, None where there are no other pages.
    on_this_page: tuple[str, str] | None
    all_of_them: str


def _on_this_page(page: Page, several: str) -> tuple[str, str] | None:
    if page.total == len(page.records) or len(page.records) == 1:
        return None
    keys = " ".join(str(record.pk) for record in page.records)
    return f"All {len(page.records)} {several} on this page", keys


def _all_of_them(page: Page, one: str, several: str) -> str:
    if page.total == len(page.records):
        return f"All {page.total:,} {several}" if page.total > 1 else f"The only {one}"
    return f"All {page.total:,} {several} that match, including those on other pages"


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_KEY


def _ticked(record: Any, cell: Any) -> SafeString:
    """The tick of a record, beside what its first cell says."""
    return format_html(
        '<div class="hub-tick"><div class="govuk-checkboxes govuk-checkboxes--small">'
        '<div class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" type="checkbox" form="bulk" name="{0}" '
        'id="row-{1}" value="{1}"><label class="govuk-label govuk-checkboxes__label" for="row-{1}">'
        '<span class="govuk-visually-hidden">Select {2}</span></label></div></div>'
        '<div class="hub-tick__cell">{3}</div></div>',
        ROW,
        record.pk,
        record,
        cell,
    )
