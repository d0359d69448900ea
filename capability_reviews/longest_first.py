"""Records in some of their states, those first that have been in theirs the longest."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Case, DateTimeField, F, QuerySet, When

Rows = TypeVar("Rows", bound=QuerySet[Any])


def in_states(rows: Rows, *states: str, **moments: str) -> Rows:
    """Those in one of the states, with ``since``: when each came to its state.

    ``moments`` names the field that keeps it where that is not the state's own, such as
    ``draft_at``.
    """
    fields = [(state, moments.get(state, f"{state}_at")) for state in states]
    since = Case(
        *(When(state=state, then=F(field)) for state, field in fields),
        output_field=DateTimeField(),
    )
    found = rows.filter(state__in=states).annotate(since=since).order_by("since", "pk")
    return found.select_related("organisation")
