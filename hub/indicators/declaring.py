"""What a plugin declares: indicators, what they measure, and the rows behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils import timezone

from hub.extensions import ExtensionPoint
from hub.models import Organisation
from hub.periods import Quarter


@dataclass(frozen=True)
class Row:
    """A record that a figure counts: what it is, whose, when, and where it can be opened.

    ``label`` and ``detail`` hold no personal data. ``part`` names the part of the figure it is in.
    """

    label: str
    organisation: str
    on: str
    detail: str = ""
    url: str = ""
    part: str = ""
    is_demo: bool = False

    @classmethod
    def of(
        cls,
        instance: models.Model,
        *,
        organisation: Organisation | None,
        on: object,
        detail: str = "",
        part: str = "",
        label: str = "",
        is_demo: bool | None = None,
    ) -> Row:
        """Describe a record; its address is its ``get_absolute_url`` where it has one."""
        url = instance.get_absolute_url() if hasattr(instance, "get_absolute_url") else ""
        if isinstance(on, datetime):
            on = timezone.localtime(on).date()
        demo = bool(organisation and organisation.is_demo) if is_demo is None else is_demo
        return cls(
            label=label or str(instance),
            organisation=organisation.display_code if organisation else "",
            on=str(on) if on else "",
            detail=detail,
            url=url,
            part=part,
            is_demo=demo,
        )


@dataclass(frozen=True)
class Part:
    """A part of a figure with its own value; a plan is shown beside outcomes, never added.

    No value: it is hidden, and named as hidden. ``note`` says what the part is, in a word or two.
    """

    slug: str
    label: str
    value: int | None
    qualifier: str = ""
    is_plan: bool = False
    note: str = ""


@dataclass(frozen=True)
class Measure:
    """A figure for a period: its value, of how many, its parts, its qualifier, its words, its rows.

    ``text`` is the figure as the report prints it; ``rows`` are exactly the records that ``value``
    counts; ``planned`` are the records behind the parts that are plans. Qualifiers: ``about``,
    ``at least``, ``more than``, ``parts of`` (QC5).
    """

    value: int | None
    text: str
    rows: Sequence[Row]
    of: int | None = None
    parts: Sequence[Part] = ()
    qualifier: str = ""
    planned: Sequence[Row] = ()


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What a figure is called and counts; frozen beside its value when a quarter is closed.

    ``definition`` is published beside the number; ``strategy_action`` is the action of the
    Government Digital Strategy it speaks to. ``FigureSnapshot`` has a field for each.
    """

    slug: str
    label: str
    definition: str
    unit: str
    strategy_action: int | None = None
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Indicator(Definition):
    """A figure that the hub can compute for any quarter, for one organisation or for government.

    ``compute`` does the counting. ``without_detail`` is said where the figure has no parts to show
    and its readers may look for them.
    """

    compute: Callable[[Quarter, Organisation | None], Measure]
    tags: tuple[str, ...] = ()
    without_detail: str = ""

    def measure(self, period: Quarter, organisation: Organisation | None = None) -> Measure:
        """The figure from today's records for a period, as at its end (QC1)."""
        return self.compute(period, organisation)


indicators = ExtensionPoint("register_hub_indicators", Indicator)


def ordered() -> list[Indicator]:
    """Every declared indicator in the order of the report."""
    return sorted(indicators, key=lambda item: (item.order, item.slug))
