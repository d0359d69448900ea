"""Lists of records: filtered and sorted in the address, in pages, written as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.backends.utils import csrf_input
from django.utils.functional import cached_property
from django.utils.html import format_html

from hub.filters import Filters
from hub.keyset import HeldRows, Key, Page, number_of, order_of, ordered, page_of
from hub.list_columns import choose_columns, hidden_from
from hub.list_memory import remember
from hub.narrowing import Narrowed, Narrowing
from hub.tables import Column, ShownEmpty, ShownTable, Table
from hub.views.base import NOT_DONE, GuardedTemplateView
from hub.views.interrupted_forms import held_answers
from hub.views.sorting import Sorting
from hub.views.table_files import FILES, TableFiles, in_files, in_words

# So many records are read at a time for a file.
CHUNK = 500
# A key of so many digits is none.
LONGEST_KEY = 19
# What an address says beside the filters of a list.
SORT, AFTER, BEFORE, EXPORT = "sort", "after", "before", "export"
# The value of a filter that leaves nothing out.
ALL = "all"
# What a choice of columns sends: those that are shown, or that all are.
COLUMN, ALL_COLUMNS = "column", "all_columns"


class LeftListView(GuardedTemplateView):
    """A list of records that is there again as its reader left it, with the ones beside each.

    ``url_name`` is the name of its address, ``title`` how it is called in the way back.
    """

    url_name: ClassVar[str]
    title: ClassVar[str] = ""
    # What finds a record again in an address, and ends the order of the list.
    key: ClassVar[str] = "pk"

    @property
    def title_as_left(self) -> str:
        """How it is called in the way back from its records; "" where none leads back to it."""
        return self.title

    def get_records(self) -> Any:
        """The rows that the filters of the address leave, in the order they have unless sorted:
        a query, or ``HeldRows``."""
        raise NotImplementedError

    def order(self, rows: QuerySet[Any] | HeldRows) -> tuple[Key, ...]:
        """By what the rows are sorted."""
        return order_of(rows, key=self.key)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remember(request)
        return super().get(request, *args, **kwargs)


class RecordListView(TableFiles, LeftListView):
    """A list of records that a person may see.

    A list says its rows (``get_records``) and its table (``get_table``); ``url_name`` is the name
    of its address, ``export_filename`` that of its files. The template shows
    ``{{ record_list(listed) }}`` of ``hub/lists.html``. Each person chooses which columns they see
    and take away; sorting and rows do not depend on it.
    """

    page_size: ClassVar[int] = 30
    # What one record is called, and several are.
    called: ClassVar[tuple[str, str]] = ("record", "records")
    # By what its rows are narrowed, where ``get_records`` gives ``self.narrow(rows)``.
    narrowed_by: ClassVar[Sequence[Narrowing]] = ()
    # What else its address says.
    selected_by: ClassVar[Sequence[str]] = ()

    @property
    def called_in_log(self) -> str:
        """What the audit trail says of a file beside how many records, such as whose they are."""
        return ""

    def get_table(self, records: Sequence[Any]) -> Table:
        """The columns; ``records`` are those about to be shown."""
        raise NotImplementedError

    @cached_property
    def filters(self) -> Filters:
        """What the address asks for."""
        return Filters(self.request.GET)

    @cached_property
    def narrowed(self) -> Narrowed:
        """By what the rows are narrowed."""
        return Narrowed(self.narrowed_by, self.filters)

    def narrow(self, rows: Any) -> Any:
        """The rows that the choices of the address leave."""
        self.filters.without_others(*self.selected_by, *(each.name for each in self.narrowed_by))
        return self.narrowed.rows(rows)

    def order(self, rows: QuerySet[Any] | HeldRows) -> tuple[Key, ...]:
        return order_of(rows, *self.sorted_by(self.get_table(())).names, key=self.key)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:
            return self.file()
        if held_answers(request, self.person) is not None:
            messages.warning(request, NOT_DONE)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep which columns the person wants to see, and show the list as it was."""
        is_all = ALL_COLUMNS in request.POST
        shown = set(request.POST.getlist(COLUMN))
        choosable = () if is_all else _choosable(self.get_table(()))
        choose_columns(
            list_name=self.url_name,
            list_label=self.called[1].capitalize(),
            hidden={each.slug: each.heading for each in choosable if each.slug not in shown},
            actor=self.person,
        )
        if is_all:
            messages.success(request, "You now see all the columns of this list")
        else:
            messages.success(request, "We have saved which columns you see in this list")
        return redirect(request.get_full_path())

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The columns that the person leaves out."""
        return hidden_from(self.person, self.url_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.get_records()
        chosen = self.sorted_by(self.get_table(()))
        page = self.page(rows, order_of(rows, *chosen.names, key=self.key))
        whole = self.get_table(page.records)
        shown = self.shown(whole.without(self.hidden), page.records)
        shown = replace(_with_sorting(self, shown, chosen), empty=self.empty(whole))
        return super().get_context_data(
            listed=Listed(self, page, shown, chosen, whole),
            not_understood=self.filters.not_understood,
            **kwargs,
        )

    def shown(self, table: Table, records: Sequence[Any]) -> ShownTable:
        """The table of these records on the page."""
        return table.of(records)

    @property
    def is_filtered(self) -> bool:
        """Whether the address leaves out records that the list has without filters."""
        chosen = self.filters.chosen_by_name
        return any(name != SORT and value != ALL for name, value in chosen.items())

    def empty(self, table: Table) -> ShownEmpty:
        """What the list says without records: that the filters leave none, or what the table
        says, with a link for whoever may do something about it."""
        if self.is_filtered:
            none = f"No {self.called[1]} match what you chose."
            return ShownEmpty(none, "", self.request.path, "Remove the filters")
        if table.empty is None:
            raise ImproperlyConfigured(f"{table.caption} does not say what it is without rows.")
        return table.empty.with_link_for(self.person)

    def bulk_choice(self, table: Table, page: Page) -> Any:
        """What can be done for several records of the list; None for nothing (``hub.bulk``)."""
        return None

    def sorted_by(self, table: Table) -> Sorting:
        """The sorting that the address asks for."""
        sortable = {column.slug: column for column in table.columns if column.sort}
        both = {sign + slug for slug in sortable for sign in ("", "-")}
        asked = self.filters.chosen(SORT, both, "column")
        return Sorting(tuple(sortable.values()), asked)

    def read_key(self, given: str) -> Any:
        """The key that an address gives; None where it is none."""
        is_key = given.isascii() and given.isdigit() and len(given) < LONGEST_KEY
        return int(given) if is_key else None

    def page(self, rows: QuerySet[Any] | HeldRows, order: Sequence[Key]) -> Page:
        """The page that the address asks for, else the first."""
        given = self.request.GET
        asked = next((name for name in (BEFORE, AFTER) if given.get(name)), "")
        key = self.read_key(given.get(asked, ""))
        if key is not None and (found := page_of(rows, order, self.page_size, **{asked: key})):
            return found
        if asked or given.get("page", "1") != "1":
            self.filters.not_understood.append(
                "This page of the list is no longer there, so we are showing the first page."
            )
        first = page_of(rows, order, self.page_size)
        assert first is not None  # Only a record that is asked for can be missing.
        return first

    def address(self, **changed: str) -> str:
        """The list's address as it is, with some of its question changed; "" drops a part."""
        given = self.request.GET.copy()
        for name in (AFTER, BEFORE, EXPORT, "page"):
            given.pop(name, None)
        for name, value in changed.items():
            given.pop(name, None)
            if value:
                given[name] = value
        return f"?{given.urlencode()}" if given else self.request.path

    def file(self) -> HttpResponse:
        """All that the list shows, on every page of it, as a file; that it was taken is logged."""
        rows = self.get_records()
        columns = in_files(self.get_table(()).without(self.hidden))
        number, (one, several) = number_of(rows), self.called
        counted = f"{number} {one if number == 1 else several}{self.called_in_log}"
        return self.as_file(columns, self._written(rows), counted)

    def _written(self, rows: QuerySet[Any] | HeldRows) -> Iterator[dict[str, Any]]:
        if isinstance(rows, HeldRows):
            held = [row for _, row in rows.in_order(self.order(rows))]
            yield from in_words(in_files(self.get_table(held).without(self.hidden)), held)
            return
        rows = ordered(rows, self.order(rows))
        # Only the keys are sorted: whole rows of a long list would all be held for that.
        keys = rows.prefetch_related(None).values_list("pk", flat=True).iterator(chunk_size=CHUNK)
        while some := list(islice(keys, CHUNK)):
            found = rows.order_by().in_bulk(some)
            records = [found[key] for key in some if key in found]
            yield from in_words(in_files(self.get_table(records).without(self.hidden)), records)


class Listed:
    """A list as its macro shows it."""

    def __init__(
        self, view: RecordListView, page: Page, table: ShownTable, by: Sorting, whole: Table
    ) -> None:
        self.page, self.table = page, table
        one, several = view.called
        self.counted = _counted(page, one, several)
        self.previous = view.address(before=str(page.before)) if page.before else ""
        self.next = view.address(after=str(page.after)) if page.after else ""
        self.files = [(view.address(export=kind), label) for kind, label in FILES.items()]
        self.sortings = [
            (view.address(sort=by.next_of(column)), column.heading, by.aria_of(column))
            for column in by.columns
        ]
        self.unsorted = view.address(sort="") if by.slug else ""
        self.columns = ColumnChoice(view, whole)
        self.narrowings = view.narrowed.shown() if view.narrowed_by else []
        names = {each.narrowing.name for each in self.narrowings}
        # What its form sends beside the choices, as it is.
        kept = {SORT, *view.selected_by}
        self.kept = [each for each in view.request.GET.items() if each[0] in kept]
        chosen = any(each.chosen for each in self.narrowings)
        self.unnarrowed = view.address(**dict.fromkeys(names, "")) if chosen else ""
        self.path, self.several = view.request.path, several
        self.bulk = view.bulk_choice(whole, page)


class ColumnChoice:
    """Which columns a list has, and whether the person sees each."""

    def __init__(self, view: RecordListView, table: Table) -> None:
        self.address = view.request.get_full_path()
        self.csrf_input = csrf_input(view.request)
        self.always = table.columns[0].heading
        shown = (column for column in table.columns[1:] if not column.is_action)
        self.on_page = [_ticked(column, view.hidden) for column in shown]
        self.in_files = [_ticked(column, view.hidden) for column in table.more_in_files]
        self.is_made = not all(ticked for *_, ticked in (*self.on_page, *self.in_files))


def _ticked(column: Column, hidden: frozenset[str]) -> tuple[str, str, bool]:
    return column.slug, column.heading, column.slug not in hidden


def _choosable(table: Table) -> tuple[Column, ...]:
    """The columns that a person may leave out: all but the first."""
    return in_files(table)[1:]


def _counted(page: Page, one: str, several: str) -> str:
    """The records shown of how many: "31 to 60 of 412 needs"."""
    called = one if page.total == 1 else several
    if page.total == len(page.records):
        return f"{page.total:,} {called}"
    return f"{page.first:,} to {page.last:,} of {page.total:,} {called}"


def _with_sorting(view: RecordListView, shown: ShownTable, by: Sorting) -> ShownTable:
    """The headings that a list can be sorted by lead to it sorted so."""
    heads = [
        head
        if not column.sort
        else {
            **head,
            "label": column.heading,
            "sorted": by.aria_of(column),
            "html": format_html(
                '<span class="hub-sort-plain">{}</span>'
                '<a class="govuk-link govuk-link--no-visited-state hub-sort" href="{}">{}</a>',
                column.heading,
                view.address(sort=by.next_of(column)),
                column.heading,
            ),
        }
        for column, head in zip(shown.table.columns, shown.head, strict=True)
    ]
    return replace(shown, head=heads)
