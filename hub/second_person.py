"""What one person asks for and a second one confirms: who can, who cannot, and a no.

Where nobody can because two stand in for each other, both read so, and from when somebody can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import Membership, Organisation, StaffGroup, StandIn, User
from hub.notifications import NotificationKind, notify


@dataclass(frozen=True)
class Waiting:
    """Who can confirm what somebody asked for; where nobody can, from which day somebody could.

    ``why`` says to whoever stands in, or is stood in for, why they do not themselves.
    """

    others: tuple[User, ...]
    why: str = ""
    until: date | None = None

    @property
    def who_can(self) -> str:
        """A sentence of who can, or from when and what to do if it cannot wait."""
        if self.others:
            return f"{_listed(self.others)} can confirm it."
        if self.until is None:
            return NOBODY_CAN
        first = date_gb(self.until + timedelta(days=1))
        return (
            f"Nobody else can confirm it now. This changes on {first}, or when one of you ends the "
            "arrangement. If it cannot wait, ask the technical team that runs this service to "
            "confirm it."
        )

    @property
    def is_stuck(self) -> bool:
        """Whether nobody can, because people stand in for each other."""
        return not self.others and self.until is not None

    @property
    def said(self) -> str:
        """What a reader is to know of it beside that it waits; "" where a colleague just can."""
        return f"{self.why} {self.who_can}".strip() if self.why or self.is_stuck else ""


NOBODY_CAN = (
    "Nobody else can confirm it now. Ask the technical team that runs this service to confirm it."
)


def waiting_for_second(permission: str, record: Any, reader: User) -> Waiting:
    """Who can confirm something, and why the reader cannot where they stand in for somebody.

    Read with the record: who asked for it, whose it is, and its organisation.
    """
    others = tuple(
        person
        for person in _who_might(getattr(record, "organisation", None))
        if person.has_perm(permission, record)
    )
    parties = [person for person in _parties(record) if person is not None]
    standing = standing_between(reader, parties)
    is_barred = bool(standing) and not reader.has_perm(permission, record)
    why = _why(reader, standing[0]) if is_barred and could_alone(reader, permission, record) else ""
    # Who could, if they did not stand in for one of these, or were stood in for.
    ends = [
        row.ends_on
        for party in parties
        for row in _holding(party)
        if could_alone(_other_of(row, party), permission, record)
    ]
    return Waiting(others, why, min(ends, default=None))


def could_alone(person: User, permission: str, record: Any) -> bool:
    """Whether the person could do it if nobody stood in for anybody."""
    alone = copy(person)
    alone.__dict__["side_keys"] = alone.account_keys
    return bool(alone.has_perm(permission, record))


def standing_between(person: User, parties: Iterable[User]) -> list[StandIn]:
    """The arrangements of today by which a person is on the side of one of these."""
    keys = {key for party in parties for key in party.account_keys}
    return [
        row
        for row in _holding(person)
        if {row.person_id, row.colleague_id} - person.account_keys & keys
    ]


def _holding(person: User) -> list[StandIn]:
    rows = StandIn.objects.holding_on(timezone.localdate()).select_related("person", "colleague")
    keys = person.account_keys
    return list(rows.filter(Q(person__in=keys) | Q(colleague__in=keys)))


def _other_of(row: StandIn, person: User) -> User:
    return row.colleague if row.person_id in person.account_keys else row.person


def _parties(record: Any) -> list[User | None]:
    """Who asked for it, or is to get it."""
    names = ("given_by", "user", "corrected_by")
    return [getattr(record, name) for name in names if hasattr(record, name)]


def _who_might(organisation: Organisation | None) -> list[User]:
    """The hub's own staff, and who gives access in the organisation."""
    people = list(User.objects.in_staff_group(*StaffGroup.values))
    if organisation is not None:
        today, role = timezone.localdate(), Membership.Role.ADMINISTRATOR
        for body in (organisation, organisation.department):
            people += Membership.objects.people(body, role, on=today)
    return list(dict.fromkeys(people))


def _why(reader: User, row: StandIn) -> str:
    other = _other_of(row, reader)
    stands = f"{other} stands in for you" if other == row.colleague else f"you stand in for {other}"
    return (
        f"You cannot confirm this yourself, because {stands} until {date_gb(row.ends_on)}: where 2 "
        "people have to agree, you both count as 1 person."
    )


def _listed(people: Iterable[User]) -> str:
    names = [str(person) for person in people]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


@internal
def tell_who_asked(
    pending: Model,
    *,
    asked_by: User | None,
    subject: Model,
    what: str,
    reason: str,
    actor: User,
    lines: Iterable[str] = (),
) -> None:
    """Email whoever asked that a second person said no, and why."""
    if asked_by is None or asked_by == actor or not asked_by.is_active:
        return
    notify(
        "hub.not_confirmed",
        recipient=asked_by,
        subject=subject,
        occasion=f"{pending._meta.model_name} {pending.pk}",
        context={"what": what, "reason": reason, "lines": list(lines)},
    )


def _example() -> Mapping[str, Any]:
    return {
        "what": "Change to the recruitment settings",
        "lines": ["Months a reserve list is kept: from “12” to “6”"],
        "reason": "Candidates were told 12 months.",
    }


SECOND_PERSON_NOTIFICATIONS = [
    NotificationKind(
        slug="hub.not_confirmed",
        label="What you asked for was refused",
        audience="Who asked for a change of settings, a pre-election period, access or a "
        "correction that a second person has to confirm",
        trigger="The second person refuses it, with a reason",
        title="Refused: {what}",
        template="hub/notifications/not_confirmed.txt",
        example=_example,
        to_office=True,
    )
]
