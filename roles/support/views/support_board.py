"""The triage board: every request by state, by the age against the clock, by adviser (H2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from hub.filters import Filters
from roles.models.selection.referral import Referral
from roles.models.support.support_request import SupportRequest, SupportRequestQuerySet
from roles.support.board import Board, advisers_on, organisations_on
from roles.support.forms.support_board import BoardForm


@dataclass(frozen=True)
class ShownBoard:
    """The board with the choices that the address makes, of the requests a person may see."""

    visible: SupportRequestQuerySet
    choices: Board
    form: BoardForm

    @classmethod
    def of(cls, visible: SupportRequestQuerySet, filters: Filters) -> ShownBoard:
        """As the address asks for it."""
        advisers, organisations = advisers_on(visible), organisations_on(visible)
        choices = Board.chosen(filters, dict(advisers), dict(organisations))
        return cls(visible, choices, BoardForm(choices, advisers, organisations))

    @property
    def context(self) -> dict[str, Any]:
        """What its page shows around the list."""
        return {
            "form_of_board": self.form,
            "chosen": _chosen(self.choices, self.form),
            "to_follow_up": self.visible.to_follow_up(timezone.localdate()).count(),
        }


def people_due(shown: Sequence[SupportRequest], today: date) -> dict[int, int]:
    """How many people put forward are to be followed up by now, for each request shown."""
    if not shown:
        return {}
    due = Referral.objects.filter(request__in=[request.pk for request in shown])
    counted = due.to_follow_up(today).order_by().values_list("request").annotate(number=Count("pk"))
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
