"""The tables of times for interviews: what is kept, what is shown before, what cannot be."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb, time_gb
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, Tag, lines
from roles.models.selection.slot import Slot


def _holders(slot: Slot) -> Any:
    return lines(*(place.name for place in slot.holders))


def _where(slot: Slot) -> Any:
    return lines(slot.get_medium_display(), slot.place)


def slot_table(*, hidden: frozenset[int], shows: bool, may_change: bool, is_over: bool) -> Table:
    """The times of a campaign; of a candidate who is hidden only that the time is taken (S4).

    So of all candidates for who opens no application of it, or has still to declare (R9): ``shows``
    is False.
    """

    def state(slot: Slot) -> Any:
        application = slot.application
        if application is None:
            return Tag("Not used", "grey") if is_over else Tag("Free", "green")
        if not shows or application.pk in hidden:
            return Tag("Taken", "blue")
        names = [slot.campaign.reference, application.reference]
        return Link(f"Taken by {application.reference}", reverse("roles:sift_detail", args=names))

    def change(slot: Slot) -> Any:
        if not slot.is_free:
            return ""
        names = [slot.campaign.reference, slot.pk, "close"]
        return Link("Close", reverse("roles:slot_move", args=names), about=slot.when)

    columns = (
        Column("When", lambda slot: slot.when),
        Column("Where", _where),
        Column("Who holds it", _holders),
        Column("State", state),
    )
    action = Column("Change", change, heading_is_hidden=True, is_action=True)
    return Table(
        "Earlier times" if is_over else "Times to come",
        (*columns, action) if may_change and not is_over else columns,
        empty=Empty(
            "No interview times are offered.",
            "Candidates can choose a time when you offer some.",
        ),
    )


STARTS = Table(
    "Times you will offer",
    (
        Column(
            "Day",
            lambda start: date_gb(start.starts_at),
            written=lambda start: timezone.localdate(start.starts_at),
        ),
        Column("Time", lambda start: f"{time_gb(start.starts_at)} to {time_gb(start.ends_at)}"),
        Column("Who holds it", lambda start: lines(*(each.name for each in start.holders))),
    ),
    empty=Empty("None of these times can be offered.", "Change the days, the times or the people."),
)
SHUT = Table(
    "Times you cannot offer",
    (Column("When", lambda shut: shut.when), Column("Why", lambda shut: shut.why)),
    empty=NEVER_EMPTY,
)
