"""The dashboard: figures of a quarter, the rows behind each, and closing the quarter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from hub.filters import Filters
from hub.indicators import (
    Figure,
    FiguresWaitError,
    Row,
    close_period,
    closing_of,
    figures,
    find_figure,
    indicators,
    standing_of,
    why_figures_wait,
)
from hub.indicators.pictures import in_parts, trends
from hub.indicators.selecting import (
    Selection,
    UnknownSelectionError,
    departments_for,
    periods_for,
    select,
)
from hub.keyset import HeldRows
from hub.narrowing import Narrowing
from hub.notifications.recipients import kept_references
from hub.periods import Quarter
from hub.references import IN_WORDS
from hub.tables import Table
from hub.views.base import GuardedView
from hub.views.monitoring_pdf import document_of, filename_of
from hub.views.pdf_files import as_pdf, asks_for_pdf, pdf_at
from hub.views.record_lists import RecordListView
from hub.views.tables import COUNTED_ROWS, PLANNED_ROWS

NOT_SHOWN = "Not shown to you, because you have a personal interest in it"


def figures_url(selection: Selection) -> str:
    """The dashboard's address for a selection."""
    return f"{reverse('monitoring')}?period={selection.period}{_department(selection)}"


def rows_url(selection: Selection, slug: str) -> str:
    """The address of the rows behind one figure."""
    query = _department(selection).replace("&", "?", 1)
    return reverse("monitoring_rows", args=[selection.period.code, slug]) + query


def correct_url(selection: Selection, slug: str) -> str:
    """The address at which a figure of a closed quarter is corrected."""
    query = _department(selection).replace("&", "?", 1)
    return reverse("monitoring_correct", args=[selection.period.code, slug]) + query


def _department(selection: Selection) -> str:
    return f"&department={selection.organisation.code}" if selection.organisation else ""


def selected(request: HttpRequest, period: str) -> Selection:
    """The period and department that an address asks for; a 404 for unknown ones."""
    try:
        return select(period, request.GET.get("department", ""), request.user)
    except UnknownSelectionError as error:
        raise Http404 from error


def rows_without(kept: frozenset[str], rows: Sequence[Row]) -> list[Row]:
    """The rows of a figure; of a record that its reader is kept from, only that it counts (R25)."""
    return [
        replace(row, label=NOT_SHOWN, on="", detail="", url="")
        if kept.intersection(re.findall(IN_WORDS, row.label))
        else row
        for row in rows
    ]


class DashboardView(View):
    """All figures of a quarter, for government or one department."""

    def get(self, request: HttpRequest) -> HttpResponse:
        selection = selected(request, request.GET.get("period", ""))
        filters = Filters(request.GET)
        filters.without_others("period", "department")
        if not selection.visible_to(request.user):
            if "period" not in request.GET and "department" not in request.GET:
                return render(request, "hub/monitoring/nothing_closed.html")
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404
        opens = selection.rows_visible_to(request.user)
        compares = selection.is_closed and request.user.has_perm("hub.correct_figure")
        shown = figures(selection.period, selection.organisation)
        if asks_for_pdf(request):
            document = document_of(selection, shown, standing_of(selection))
            return as_pdf(request, document, filename_of(selection))
        over_time = trends(shown, selection.period, selection.organisation)
        context = {
            "selection": selection,
            "standing": standing_of(selection),
            "not_understood": filters.not_understood,
            "pdf": pdf_at(figures_url(selection)) if shown else "",
            "figures": [
                {
                    "figure": figure,
                    "rows_url": rows_url(selection, figure.indicator.slug) if opens else "",
                    "now": self._drift(figure, selection) if compares else "",
                    "trend": over_time.get(figure.indicator.slug),
                }
                for figure in shown
            ],
            "period_choices": self._periods(request.user, selection),
            "department_choices": self._departments(request.user, selection),
            "may_close": not selection.is_closed
            and selection.organisation is None
            and request.user.has_perm("hub.close_period")
            and selection.period < Quarter.containing(timezone.now()),
        }
        return render(request, "hub/monitoring/dashboard.html", context)

    @staticmethod
    def _periods(user: Any, selection: Selection) -> list[dict[str, Any]]:
        """The quarters to choose from, as govukSelect takes them."""
        return [
            {"value": one.code, "text": one.label, "selected": one == selection.period}
            for one in periods_for(user)
        ]

    @staticmethod
    def _departments(user: Any, selection: Selection) -> list[dict[str, Any]]:
        """The departments to choose from, as govukSelect takes them; none where there are none."""
        chosen = selection.organisation.code if selection.organisation else None
        found = [
            {"value": code, "text": name, "selected": code == chosen}
            for code, name in departments_for(user, selection)
        ]
        return [{"value": "", "text": "All of government"}, *found] if found else []

    @staticmethod
    def _drift(figure: Figure, selection: Selection) -> str:
        """What today's records would say, where that differs from the frozen figure (QC4)."""
        indicator = indicators.get(figure.indicator.slug)
        if indicator is None:
            return ""
        today = indicator.measure(selection.period, selection.organisation)
        return today.text if today.text != figure.current_text else ""


class RowsView(RecordListView):
    """Exactly the rows that a figure counts, sorted, on pages and as a file."""

    permission = "hub.view_figures"
    template_name = "hub/monitoring/rows.html"
    url_name = "monitoring_rows"
    called = ("record counted", "records counted")
    page_size = 100
    narrowed_by = (
        Narrowing("organisation", "Organisation", "organisation"),
        Narrowing("part", "What", "part"),
    )
    selected_by = ("department",)

    @cached_property
    def selection(self) -> Selection:
        """The period and department, where their rows may be seen. Raises ``Http404``."""
        found = selected(self.request, self.kwargs["period"])
        if not found.rows_visible_to(self.request.user):
            raise Http404
        return found

    @cached_property
    def figure(self) -> Figure:
        """The figure that the address names. Raises ``Http404``."""
        chosen = self.selection
        figure = find_figure(self.kwargs["slug"], chosen.period, chosen.organisation)
        if figure is None:
            raise Http404
        return figure

    @property
    def title_as_left(self) -> str:
        return f"{self.figure.indicator.label}, {self.selection.period.label}"

    @cached_property
    def kept(self) -> frozenset[str]:
        """The records that the reader is kept from (R25)."""
        return kept_references(self.request.user)

    def get_records(self) -> HeldRows:
        rows = rows_without(self.kept, self.figure.measure.rows)
        narrowed: HeldRows = self.narrow(HeldRows(rows))
        return narrowed

    def get_table(self, records: Sequence[Row]) -> Table:
        return COUNTED_ROWS

    def get_filename(self) -> str:
        """The figure, the quarter and whose it is."""
        whose = self.selection.organisation
        name = self.figure.indicator.slug.replace(".", "-")
        return f"{name}-{self.selection.period.code}{f'-{whose.code.lower()}' if whose else ''}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure, selection, slug = self.figure, self.selection, self.kwargs["slug"]
        over_time = trends([figure], selection.period, selection.organisation).get(slug)
        detail, declared = in_parts(figure), indicators.get(slug)
        return super().get_context_data(
            selection=selection,
            figure=figure,
            planned=PLANNED_ROWS.of(rows_without(self.kept, figure.measure.planned)),
            pictures=[shown for shown in (detail, over_time) if shown],
            without_detail=declared.without_detail if declared and not detail else "",
            correct_url=correct_url(selection, slug)
            if figure.is_frozen and self.person.has_perm("hub.correct_figure")
            else "",
            back=figures_url(selection),
            **kwargs,
        )


class ClosePeriodView(GuardedView):
    """Ask, then freeze the figures of a quarter that has ended."""

    permission = "hub.close_period"

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        selection = selected(request, period)
        waits, closing = why_figures_wait(timezone.now()), closing_of(selection.period)
        figures = figures_url(selection)
        context = {"selection": selection, "waits": waits, "closing": closing, "figures": figures}
        return render(request, "hub/monitoring/close.html", context)

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        selection, now = selected(request, period), timezone.now()
        try:
            record = close_period(period=selection.period, actor=self.person, at=now)
        except (ValueError, FiguresWaitError) as error:
            messages.warning(request, str(error))
        else:
            if record.frozen_at == now:
                messages.success(request, f"{selection.period.label} is closed")
            else:
                words = f"{closing_of(selection.period)}. It stays as it is"
                messages.warning(request, words)
        return redirect(figures_url(selection))
