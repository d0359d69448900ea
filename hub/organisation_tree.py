"""Departments, the bodies under them, and what they were before, as a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from hub.dates import date_gb
from hub.models import Organisation, Succession
from hub.pictures import Branch, Picture, Tree
from hub.tables import Column, Empty, Table, lines


@dataclass(frozen=True)
class Place:
    """An organisation in the tree: how deep, and what it became where it has ended."""

    organisation: Organisation
    depth: int
    day: date
    became: tuple[Organisation, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether it was there, and is not on the day."""
        last = self.organisation.valid_to
        return last is not None and last < self.day

    @property
    def standing(self) -> str:
        """Whether it exists, in words."""
        return "No longer exists" if self.is_over else "Exists today"

    @property
    def words(self) -> str:
        """What the picture says of it."""
        name = self.organisation.name
        if not self.is_over:
            return name
        into = f", now {len(self.became)} organisations" if len(self.became) > 1 else ""
        return f"{name}, until {date_gb(self.organisation.valid_to)}{into}"


ORGANISATIONS = Table(
    "Departments and bodies",
    (
        Column("Name", lambda place: place.organisation.name, sort=("organisation__name",)),
        Column(
            "Kind",
            lambda place: place.organisation.get_kind_display(),
            sort=("organisation__kind",),
        ),
        Column(
            "Under",
            lambda place: getattr(place.organisation.parent, "name", ""),
            sort=("organisation__parent__name",),
        ),
        Column(
            "From",
            lambda place: place.organisation.valid_from,
            sort=("organisation__valid_from",),
        ),
        Column(
            "Until", lambda place: place.organisation.valid_to, sort=("organisation__valid_to",)
        ),
        Column("Became", lambda place: lines(*(each.name for each in place.became))),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No departments have been added yet.",
        "They will appear here when the hub team adds them.",
    ),
)


@dataclass
class _Growing:
    """The organisations of the tree, and which stand already."""

    day: date
    under: dict[int, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    before: dict[int, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    became: dict[int, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    standing: set[int] = field(default_factory=set)

    def department_of(
        self, organisation: Organisation, known: dict[int, Organisation]
    ) -> Organisation | None:
        """What it stands under on the day; None where nothing, or several."""
        department, seen = known.get(organisation.parent_id or 0), set[int]()
        if self._is_over(organisation):
            return None if self.became[organisation.pk] else department
        while department is not None and self._is_over(department):
            seen.add(department.pk)
            became = [each for each in self.became[department.pk] if each.pk not in seen]
            department = became[0] if len(became) == 1 else None
        return department

    def _is_over(self, organisation: Organisation) -> bool:
        return organisation.valid_to is not None and organisation.valid_to < self.day

    def branch(self, organisation: Organisation, depth: int) -> Iterator[Place]:
        """An organisation, the bodies under it, and what it was made of; each once."""
        if organisation.pk in self.standing:
            return
        self.standing.add(organisation.pk)
        yield Place(organisation, depth, self.day, tuple(self.became[organisation.pk]))
        for each in (*self.under[organisation.pk], *self.before[organisation.pk]):
            yield from self.branch(each, depth + 1)


def places(day: date) -> list[Place]:
    """Every organisation once: those in being first, what they were made of under them.

    One whose department has ended stands under what that became, or by itself where that is more
    than one; what has ended itself stands under what it became. Queries: two.
    """
    organisations = list(Organisation.objects.select_related("parent").order_by("name", "pk"))
    known = {each.pk: each for each in organisations}
    growing = _Growing(day)
    for row in Succession.objects.order_by("on", "pk"):
        growing.before[row.successor_id].append(known[row.predecessor_id])
        growing.became[row.predecessor_id].append(known[row.successor_id])
    in_being = [each for each in organisations if each.valid_to is None or each.valid_to >= day]
    departments = {each.pk: growing.department_of(each, known) for each in organisations}
    for each in organisations:
        if (department := departments[each.pk]) is not None:
            growing.under[department.pk].append(each)
    roots = [each for each in in_being if departments[each.pk] is None]
    found: list[Place] = []
    for each in (*roots, *in_being, *organisations):
        found += growing.branch(each, 0)
    return found


def picture_of(found: list[Place]) -> Picture:
    """The tree of these."""
    there = sum(not place.is_over for place in found)
    tree = Tree(
        title="Departments, and the bodies under them",
        description=f"{there} departments, agencies and bodies that exist today, each with those "
        f"under it, and {len(found) - there} that no longer exist, under what replaced them. The "
        "list below has the same information.",
        branches=tuple(Branch(place.words, place.depth, place.is_over) for place in found),
    )
    return Picture(tree, ORGANISATIONS.of(found))
