"""What the triage board is asked to show: choices stand in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from hub.filters import Filters
from hub.models import Organisation, User
from roles.models.support.request_state import RequestState
from roles.models.support.support_request import SupportRequestQuerySet

NOBODY = "nobody"
CLOCKS = {
    "late": "Triage is late",
    "due": "Triage is due today",
    "follow-up": "Follow-up is due",
}
STATES = {"all": "All, including closed", **dict(RequestState.choices)}


@dataclass(frozen=True)
class Board:
    """The choices in force; an empty one does not narrow."""

    state: str = ""
    adviser: str = ""
    clock: str = ""
    organisation: str = ""

    @classmethod
    def chosen(
        cls, filters: Filters, advisers: Iterable[str], organisations: Iterable[str]
    ) -> Board:
        """From the address of the page, of what there is."""
        return cls(
            state=filters.chosen("state", STATES, "state"),
            adviser=filters.chosen("adviser", {*advisers}, "adviser"),
            clock=filters.chosen("clock", CLOCKS, "filter"),
            organisation=filters.chosen("organisation", {*organisations}, "organisation"),
        )

    def rows(self, visible: SupportRequestQuerySet, today: date) -> SupportRequestQuerySet:
        """The requests that fit, among those a person may see; the most urgent clock first."""
        rows = visible if self.state == "all" else visible.unfinished()
        if self.state and self.state != "all":
            rows = visible.filter(state=self.state)
        if self.adviser == NOBODY:
            rows = rows.filter(adviser=None)
        elif self.adviser:
            rows = rows.filter(adviser=int(self.adviser))
        if self.organisation:
            rows = rows.filter(organisation=int(self.organisation))
        if self.clock == "late":
            late = visible.triage_overdue(today).order_by().values("pk")
            return rows.filter(pk__in=late).order_by("triage_due_on", "pk")
        if self.clock == "due":
            return rows.filter(state=RequestState.SUBMITTED, triage_due_on=today).order_by("pk")
        if self.clock == "follow-up":
            due = visible.to_follow_up(today)
            found = due.filter(pk__in=rows.order_by().values("pk"))
            return found.order_by("follows_up_by", "pk")  # type: ignore[misc]  # annotated
        # By the day by which something is due, so that what is late stands first.
        due = rows.with_due_day()
        return due.order_by("due_on", "submitted_at", "pk")  # type: ignore[misc]  # annotated

    def without(self, name: str) -> str:
        """The address's question without one choice."""
        return replace(self, **{name: ""}).query

    @property
    def query(self) -> str:
        """The choices as the address has them, for links that keep them."""
        return "?" + urlencode({name: value for name, value in vars(self).items() if value})


def advisers_on(visible: SupportRequestQuerySet) -> list[tuple[str, str]]:
    """Everyone who has a request, as choices."""
    people = User.objects.filter(pk__in=visible.order_by().values("adviser")).order_by("email")
    return [(NOBODY, "Nobody yet"), *((str(person.pk), str(person)) for person in people)]


def organisations_on(visible: SupportRequestQuerySet) -> list[tuple[str, str]]:
    """Every organisation with a request, as choices."""
    found = Organisation.objects.filter(pk__in=visible.order_by().values("organisation"))
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]
