"""Indicators: what GDS can see, with the rows behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.extensions import ExtensionPoint
from hub.models import FigureCorrection, FigureSnapshot, Organisation, ReportingPeriod, User
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
    """A part of a figure with its own value; a plan is shown beside outcomes, never added."""

    slug: str
    label: str
    value: int
    qualifier: str = ""
    is_plan: bool = False


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


@dataclass(frozen=True)
class Indicator:
    """A figure that the hub can compute for any quarter, for one organisation or for government.

    ``definition`` is published beside the number; ``strategy_action`` is the action of the
    Government Digital Strategy it speaks to; ``compute`` does the counting.
    """

    slug: str
    label: str
    definition: str
    unit: str
    compute: Callable[[Quarter, Organisation | None], Measure]
    strategy_action: int | None = None
    order: int = 100
    tags: tuple[str, ...] = field(default=())

    def measure(self, period: Quarter, organisation: Organisation | None = None) -> Measure:
        """The figure from today's records for a period, as at its end (QC1)."""
        return self.compute(period, organisation)


indicators = ExtensionPoint("register_hub_indicators", Indicator)


def ordered() -> list[Indicator]:
    """Every declared indicator in the order of the report."""
    return sorted(indicators, key=lambda item: (item.order, item.slug))


@dataclass(frozen=True)
class Figure:
    """An indicator with its measure; ``is_frozen`` when read from a closed period.

    ``corrections`` stand beside a frozen measure, the oldest first; they do not change it (QC4).
    """

    indicator: Indicator
    measure: Measure
    is_frozen: bool
    corrections: Sequence[FigureCorrection] = ()

    @property
    def stands(self) -> str:
        """The words that hold today: those of the last correction, or the measure's own."""
        return self.corrections[-1].text if self.corrections else self.measure.text


def figures(period: Quarter, organisation: Organisation | None = None) -> list[Figure]:
    """Every figure as it is to be shown, in the order of the report.

    A closed period gives what was frozen (two queries), an open one what today's records give.
    """
    frozen = {
        snapshot.slug: snapshot
        for snapshot in FigureSnapshot.objects.filter(
            period__code=period.code,
            period__state__in=ReportingPeriod.FROZEN_STATES,
            organisation=organisation,
        ).prefetch_related("corrections")
    }
    return [
        Figure(
            indicator,
            restore(frozen[indicator.slug]),
            is_frozen=True,
            corrections=list(frozen[indicator.slug].corrections.all()),
        )
        if indicator.slug in frozen
        else Figure(indicator, indicator.measure(period, organisation), is_frozen=False)
        for indicator in ordered()
    ]


def restore(snapshot: FigureSnapshot) -> Measure:
    """Read a frozen figure back."""
    rows = [Row(**row) for row in snapshot.rows]
    return Measure(
        value=snapshot.value,
        of=snapshot.of,
        text=snapshot.text,
        qualifier=snapshot.qualifier,
        parts=[Part(**part) for part in snapshot.parts],
        rows=[row for row in rows if not _is_planned(snapshot, row)],
        planned=[row for row in rows if _is_planned(snapshot, row)],
    )


def _is_planned(snapshot: FigureSnapshot, row: Row) -> bool:
    plans = {part["slug"] for part in snapshot.parts if part["is_plan"]}
    return row.part in plans


@requires("hub.close_period")
@transaction.atomic
def close_period(
    *, period: Quarter, actor: User | None, at: datetime | None = None
) -> ReportingPeriod:
    """Freeze every figure of a period, for government and for each organisation it has rows for.

    Raises ``ValueError`` for a period that has not ended. Closing twice changes nothing (QC4).
    """
    moment = at or timezone.now()
    if moment < period.end_at:
        raise ValueError(f"{period.label} has not ended yet.")
    record, _ = ReportingPeriod.objects.select_for_update().get_or_create(code=period.code)
    if record.is_frozen:
        return record
    departments = list(Organisation.objects.departments().as_at(period.end))
    snapshots = [
        _snapshot(record, indicator, organisation, moment)
        for indicator in ordered()
        for organisation in [None, *departments]
    ]
    FigureSnapshot.objects.bulk_create(snapshots)
    record.freeze(moment)
    record.frozen_by = actor
    record.save()
    log(record, "hub.period_closed", actor=actor, at=moment)
    return record


def _snapshot(
    record: ReportingPeriod,
    indicator: Indicator,
    organisation: Organisation | None,
    moment: datetime,
) -> FigureSnapshot:
    measure = indicator.measure(record.quarter, organisation)
    return FigureSnapshot(
        period=record,
        slug=indicator.slug,
        organisation=organisation,
        value=measure.value,
        of=measure.of,
        qualifier=measure.qualifier,
        text=measure.text,
        parts=[asdict(part) for part in measure.parts],
        rows=[asdict(row) for row in [*measure.rows, *measure.planned]],
        frozen_at=moment,
    )
