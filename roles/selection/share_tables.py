"""The tables of a sift that is shared out: who marks how many, and what cannot be met (S6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hub.models import User
from hub.numbers import plural
from hub.tables import NEVER_EMPTY, Column, ShownTable, Table
from roles.models.applications.application import Application
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.share import how_many_mark
from roles.selection.services.share_piles import shown_to
from roles.selection.services.sharing_out import Preview, why_not_shared


@dataclass(frozen=True)
class Load:
    """How many applications somebody marks, as a reader may know it."""

    place: PanelMember
    limit: int | None
    now: int
    then: int
    begun: int


WHO = (
    Column("Person", lambda row: row.place.name),
    Column("Part", lambda row: row.place.get_role_display()),
    Column("Limit", lambda row: "No limit" if row.limit is None else row.limit),
    Column("Now", lambda row: row.now, is_numeric=True),
)
BEGUN = Column("Started or decided", lambda row: row.begun, is_numeric=True)
LOADS = Table(
    "Applications for each person",
    (*WHO, Column("After this", lambda row: row.then, is_numeric=True), BEGUN),
    empty=NEVER_EMPTY,
)
LOADS_NOW = Table("Applications for each person now", (*WHO, BEGUN), empty=NEVER_EMPTY)
MARKERS = Table(
    "Applications by how many people mark them",
    (
        Column("People", lambda row: row[0], is_numeric=True),
        Column("Applications", lambda row: row[1], is_numeric=True),
    ),
    empty=NEVER_EMPTY,
)
TOGETHER = Table(
    "Pairs who mark many of the same applications",
    (
        Column("Person", lambda row: row[0].name),
        Column("And", lambda row: row[1].name),
        Column("Both mark", lambda row: row[2], is_numeric=True),
    ),
    empty=NEVER_EMPTY,
)


def loads(found: Preview, reader: User) -> ShownTable:
    """How many each would mark, and marks now; without what does not exist for the reader (S4)."""
    return LOADS.of(_loads(found, reader))


def _loads(found: Preview, reader: User) -> list[Load]:
    now = Counter(place for _, place in _marked_now(found, reader))
    then = Counter(place for _, place in found.given(reader))
    begun = Counter(place for _, place in shown_to(reader, found.pile.started))
    limits = found.sharing.limits
    return [
        Load(place, limits.get(place.pk), now[place.pk], then[place.pk], begun[place.pk])
        for place in found.places
    ]


def _marked_now(found: Preview, reader: User) -> frozenset[tuple[int, int]]:
    """Who marks what now: everything that they may, where it is not shared out yet."""
    if found.now.markers is not None:
        return shown_to(reader, found.before)
    pile = found.pile
    everything = {(key, place) for key in pile.wanted for place in pile.members}
    return shown_to(reader, frozenset(everything - pile.barred) | pile.started)


def loads_now(found: Preview, reader: User) -> ShownTable:
    """How many each marks now."""
    return LOADS_NOW.of(_loads(found, reader))


def markers(found: Preview, reader: User) -> ShownTable:
    """How many applications have how many people who mark them, or have marked them."""
    hidden = Application.objects.all().hidden_from(reader)
    number = Counter({key: n for key, n in found.pile.wanted.items() if key not in hidden})
    number.update(key for key, _ in found.given(reader) if key in number)
    counted = Counter(number.values())
    return MARKERS.of(sorted(counted.items(), reverse=True))


def changes(found: Preview, reader: User) -> list[str]:
    """What would change, in sentences."""
    before, then = _marked_now(found, reader), found.given(reader)
    given, taken = Counter(key for _, key in then - before), Counter(k for _, k in before - then)
    words = []
    for place in found.places:
        parts = []
        if number := given[place.pk]:
            parts.append(f"gets {plural(number, 'application')} to mark")
        if number := taken[place.pk]:
            parts.append(f"no longer marks {plural(number, 'application')}")
        if parts:
            words.append(f"{place.name} {' and '.join(parts)}.")
    return words or ["Nobody gets more applications to mark."]


def sharing_shown(panel: Panel, user: Any) -> dict[str, Any]:
    """How a panel's marking is shared out, for the list of panels, and whether to change that."""
    is_asked = panel.kind == Stage.Kind.SIFT and not panel.campaign.is_before_panels
    return {
        "sharing": how_many_mark(panel.markers_each) if is_asked else "",
        "shares": user.has_perm("roles.share_out_marking", panel) and not why_not_shared(panel),
    }
