"""The triage board: every request by state, by the age against the clock, by adviser (H2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils import timezone

from hub.filters import Filters
from roles.models.selection.referral import Referral
from roles.models.support.support_request import SupportRequestQuerySet
from roles.support import tables
from roles.support.board import Board, advisers_on, organisations_on
from roles.support.forms.support_board import BoardForm

PAGE = 30


def board_context(visible: SupportRequestQuerySet, given: Any) -> dict[str, Any]:
    """What the board shows for the choices in the address."""
    today, filters = timezone.localdate(), Filters(given)
    advisers, organisations = advisers_on(visible), organisations_on(visible)
    board = Board.chosen(filters, dict(advisers), dict(organisations))
    rows = board.rows(visible, today).select_related(
        "organisation", "role", "level", "grade", "adviser"
    )
    page = filters.page_of(Paginator(rows.prefetch_related("kinds"), PAGE))
    form = BoardForm(board, advisers, organisations)
    return {
        "page_of_requests": page,
        "requests": tables.board(today, _people_due([request.pk for request in page], today)).of(
            page
        ),
        "board": board,
        "not_understood": filters.not_understood,
        "form_of_board": form,
        "chosen": _chosen(board, form),
        "to_follow_up": visible.to_follow_up(today).count(),
    }


def _people_due(shown: list[int], today: date) -> dict[int, int]:
    """How many people put forward are to be followed up by now, for each request shown."""
    due = Referral.objects.filter(request__in=shown).to_follow_up(today).order_by()
    counted = due.values_list("request").annotate(number=Count("pk"))
    return dict(counted)


def _chosen(board: Board, form: BoardForm) -> list[tuple[str, str]]:
    """The choices in force in words, each with the address without it."""
    found = []
    for name, value in vars(board).items():
        field = form.fields[name]
        # The field is one of choices.
        words = dict(field.choices).get(value)  # type: ignore[attr-defined]
        if value and words:
            found.append((f"{field.label}: {words}", board.without(name)))
    return found
