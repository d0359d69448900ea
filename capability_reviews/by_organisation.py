"""Figures by organisation: whose records count, and how their rows are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from hub.indicators import Row
from hub.models import Organisation


def within(organisation: Organisation | None) -> Q:
    """The records of an organisation and of its bodies; of all for None."""
    if organisation is None:
        return Q()
    return Q(organisation__in=Organisation.objects.within([organisation]))


def codes(rows: Iterable[Row]) -> str:
    """The organisations of the rows, each once."""
    return ", ".join(dict.fromkeys(row.organisation for row in rows))


def named(rows: Sequence[Row]) -> str:
    """How many rows there are, with their organisations."""
    return f"{len(rows)} ({codes(rows)})" if rows else "0"
