"""What a visitor of the dashboard or the API may see, and in which period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hub.models import FigureSnapshot, Organisation, ReportingPeriod
from hub.periods import Quarter

EARLIEST = Quarter(2013, 1)


class UnknownSelectionError(ValueError):
    """No such period or department; the message says what to do."""


@dataclass(frozen=True)
class Selection:
    """The period and the organisation (None: government) whose figures are asked for.

    ``organisation_name`` is that of the time when the quarter was closed, where it is.
    """

    period: Quarter
    organisation: Organisation | None
    is_closed: bool
    organisation_name: str = ""

    @property
    def is_public(self) -> bool:
        """Government's totals of a closed quarter are open to anyone."""
        return self.is_closed and self.organisation is None

    def visible_to(self, user: Any) -> bool:
        """Whether this person may see these figures."""
        return self.is_public or self.rows_visible_to(user)

    def rows_visible_to(self, user: Any) -> bool:
        """Whether this person may see the rows behind them."""
        if not user.is_authenticated:
            return False
        if self.organisation is None:
            return bool(user.has_perm("hub.view_all_figures"))
        return bool(user.has_perm("hub.view_figures", self.organisation))


def select(period: str, department: str, user: Any) -> Selection:
    """Read a period and a department from an address; "" stands for the default.

    The default period is the current one for those who may see it, else the last that was closed.
    Raises ``UnknownSelectionError``.
    """
    current = Quarter.containing(timezone.now())
    organisation = _organisation(department)
    closed = set(ReportingPeriod.objects.frozen().values_list("code", flat=True))
    if period:
        try:
            quarter = Quarter.parse(period)
        except ValueError as error:
            raise UnknownSelectionError(
                "The period must be a quarter written like 2013-Q2"
            ) from error
        if not EARLIEST <= quarter <= current:
            raise UnknownSelectionError(
                f"The period must be from {EARLIEST.code} to {current.code}"
            )
    elif Selection(current, organisation, False).visible_to(user) or not closed:
        quarter = current
    else:
        quarter = Quarter.parse(max(closed))
    is_closed = quarter.code in closed
    name = organisation.name if organisation else ""
    if organisation and is_closed:
        name = _frozen_names(quarter).get(organisation.pk, name)
    return Selection(quarter, organisation, is_closed, name)


def periods_for(user: Any) -> list[Quarter]:
    """The periods a person may choose: closed ones, and with the right the last two years."""
    closed = {
        Quarter.parse(code)
        for code in ReportingPeriod.objects.frozen().values_list("code", flat=True)
    }
    if user.is_authenticated and user.has_perm("hub.view_figures"):
        quarter = Quarter.containing(timezone.now())
        for _ in range(8):
            closed.add(quarter)
            quarter = quarter.previous
    return sorted(closed, reverse=True)


def departments_for(user: Any, selection: Selection) -> list[tuple[str, str]]:
    """Code and name of the departments of the period whose figures a person may see.

    Those of a closed period are the ones whose figures were frozen, by their names of then.
    """
    if not user.is_authenticated:
        return []
    if selection.is_closed:
        names = _frozen_names(selection.period)
        organisations = Organisation.objects.filter(pk__in=names)
    else:
        organisations = Organisation.objects.departments().as_at(selection.period.end)
        names = {item.pk: item.name for item in organisations}
    found = [item for item in organisations if user.has_perm("hub.view_figures", item)]
    return sorted(((item.code, names[item.pk]) for item in found), key=lambda item: item[1])


def _frozen_names(period: Quarter) -> dict[int, str]:
    snapshots = FigureSnapshot.objects.filter(period__code=period.code, organisation__isnull=False)
    return dict(snapshots.order_by().values_list("organisation_id", "organisation_name").distinct())


def _organisation(code: str) -> Organisation | None:
    if not code:
        return None
    # PostgreSQL fails on a NUL instead of finding nothing.
    known = Organisation.objects.none() if "\x00" in code else Organisation.objects.all()
    found = known.filter(code__iexact=code[:20]).first()
    if found is None:
        raise UnknownSelectionError("There is no department with this code")
    return found
