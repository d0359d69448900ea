"""Closing a quarter: every figure is frozen with its rows and its definition of then."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.indicators.declaring import Definition, Indicator, ordered
from hub.models import FigureSnapshot, Organisation, PreElectionPeriod, ReportingPeriod, User
from hub.periods import Quarter
from hub.refusals import RefusedError


class FiguresWaitError(RefusedError):
    """Figures and reports are not published before an election."""


def check_publication(at: datetime, organisation: Organisation | None = None) -> None:
    """Raise ``FiguresWaitError`` while figures and reports wait until an election is over.

    Those of one organisation wait only where the period concerns it. Corrections of what is
    published go on: an error is put right at once.
    """
    if why := why_figures_wait(at, organisation):
        raise FiguresWaitError([why])


def why_figures_wait(at: datetime, organisation: Organisation | None = None) -> str:
    """Why figures and reports wait at the moment, and until when; "" when they do not."""
    period = period_stopping_figures(at, organisation)
    return period.why("Figures and reports") if period else ""


def figures_waiting(at: datetime) -> QuerySet[Organisation]:
    """The organisations whose figures and reports wait at the moment."""
    periods = PreElectionPeriod.objects.in_force(at).filter(stops_figures=True)
    stopped = set(periods.values_list("departments", flat=True))
    # One without departments is for all of government.
    return Organisation.objects.all() if None in stopped else Organisation.objects.within(stopped)


def period_stopping_figures(
    at: datetime, organisation: Organisation | None = None
) -> PreElectionPeriod | None:
    """The pre-election period for which figures and reports wait at the moment, if any."""
    rows = PreElectionPeriod.objects.in_force(at).filter(stops_figures=True)
    if organisation is not None:
        rows = rows.of(organisation)
    return rows.order_by("-ends_on").first()


@requires("hub.close_period")
@transaction.atomic
def close_period(
    *, period: Quarter, actor: User | None, at: datetime | None = None
) -> ReportingPeriod:
    """Freeze every figure of a period, for government and for each department of that time.

    Raises ``ValueError`` for a period that has not ended, ``FiguresWaitError`` before an election:
    closing makes government's totals public. Closing twice changes nothing (QC4).
    """
    moment = at or timezone.now()
    if moment < period.end_at:
        raise ValueError(f"{period.label} has not ended yet.")
    record, _ = ReportingPeriod.objects.select_for_update().get_or_create(code=period.code)
    if record.is_frozen:
        return record
    check_publication(moment)
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
        **{item.name: getattr(indicator, item.name) for item in fields(Definition)},
        organisation=organisation,
        organisation_name=organisation.name if organisation else "",
        value=measure.value,
        of=measure.of,
        qualifier=measure.qualifier,
        text=measure.text,
        parts=[asdict(part) for part in measure.parts],
        rows=[asdict(row) for row in [*measure.rows, *measure.planned]],
        frozen_at=moment,
    )
