"""What people are qualified for, as the hub team records it (R9 asks it of who assesses).

A plugin that asks for a qualification declares its kind through ``register_hub_qualifications``;
a qualification names its kind by the slug, so that nobody else knows that plugin. Nobody records or
withdraws their own. The person is told when it is recorded and withdrawn, 60 and 14 days before it
ends, and when it has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.extensions import ExtensionPoint
from hub.models import Qualification, User
from hub.notifications import notify
from hub.refusals import RefusedError

# So many days before its last day the person is told.
NOTICE_DAYS = (60, 14)
# No certificate holds for longer: a year typed with a slip is found.
LONGEST_YEARS = 10


@dataclass(frozen=True)
class QualificationKind:
    """A qualification that something in the hub asks for.

    ``label`` is what people call it, and ``needed_for`` completes "You need it to …". ``people``
    are those who can have it, else everybody of the hub or a department: of nobody else is it said
    whether they have an account (R11).
    """

    slug: str
    label: str
    needed_for: str
    people: Callable[[], models.QuerySet[User]] = User.objects.in_office


qualification_kinds = ExtensionPoint("register_hub_qualifications", QualificationKind)


class UnknownKindError(RefusedError):
    """A kind that no enabled plugin declares."""

    reason = "Select the qualification"
    field = "kind"


class NobodyToQualifyError(RefusedError):
    """Nobody who can have it: no account, or a candidate's, which is not told apart (R11)."""

    reason = (
        "We know nobody with this email address who can have this qualification. Check the "
        "address. They need access to this service first"
    )
    field = "email"


class QualificationDaysError(RefusedError):
    """Days that cannot be those of a certificate."""

    field = "valid_until"


class SameQualificationError(RefusedError):
    """The same was recorded before."""

    reason = "This qualification is already recorded for this person from this day"
    field = "received_on"


class QualificationWithdrawnError(RefusedError):
    """What was withdrawn is not withdrawn again."""

    reason = "This qualification has already been withdrawn"


def is_qualified(person: User, kind: str, first: date, last: date) -> bool:
    """Whether one certificate of a kind, or several one after the other, covers all the days."""
    held = Qualification.objects.standing().of(person).filter(kind=kind, valid_until__gte=first)
    return _covers(held.order_by("received_on", "valid_until"), first, last)


@dataclass(frozen=True)
class Certificates:
    """Qualifications of one kind of several people, read at once."""

    accounts: Mapping[int, set[int]]
    held: Sequence[Qualification]

    def cover(self, person: User, first: date, last: date) -> bool:
        """Whether those of one of the people cover all the days."""
        own = self.accounts.get(person.pk, {person.pk})
        rows = (row for row in self.held if row.person_id in own and row.valid_until >= first)
        return _covers(rows, first, last)


def certificates_of(people: Iterable[User], kind: str) -> Certificates:
    """The qualifications of a kind of several people that stand, in two queries."""
    accounts = User.objects.account_keys_of({person.pk for person in people})
    keys = {key for own in accounts.values() for key in own}
    rows = Qualification.objects.standing().filter(person__in=keys, kind=kind)
    return Certificates(accounts, list(rows.order_by("received_on", "valid_until")))


def _covers(held: Iterable[Qualification], first: date, last: date) -> bool:
    """Whether certificates in the order of their first days hold on all the days."""
    day = first
    for row in held:
        if row.received_on > day:
            return False
        day = max(day, row.valid_until + timedelta(days=1))
        if day > last:
            return True
    return False


@requires("hub.record_qualification", "person")
@transaction.atomic
def record_qualification(
    *,
    person: User,
    kind: str,
    received_on: date,
    valid_until: date,
    issuer: str,
    actor: User | None,
    at: datetime | None = None,
) -> Qualification:
    """Record a certificate of somebody else; the person is told.

    Raises ``UnknownKindError``, ``QualificationDaysError``, ``NobodyToQualifyError`` and
    ``SameQualificationError``.
    """
    moment = at or timezone.now()
    declared = qualification_kinds.get(kind)
    if declared is None:
        raise UnknownKindError
    _check_days(received_on, valid_until, timezone.localdate(moment))
    if not declared.people().filter(pk=person.pk, is_active=True).exists():
        raise NobodyToQualifyError
    # Two at once of one person wait for each other.
    User.objects.select_for_update().get(pk=person.pk)
    same = Qualification.objects.standing().of(person)
    if same.filter(kind=kind, received_on=received_on).exists():
        raise SameQualificationError
    row = Qualification.objects.create(
        person=person,
        kind=kind,
        label=declared.label,
        received_on=received_on,
        valid_until=valid_until,
        issuer=issuer,
        recorded_by=actor,
        recorded_at=moment,
    )
    log(row, "hub.qualification_recorded", actor=actor, at=moment)
    _tell("hub.qualification_recorded", row)
    return row


def _check_days(received_on: date, valid_until: date, today: date) -> None:
    if received_on > today:
        error = QualificationDaysError(["The first day must be today or in the past"])
        error.field = "received_on"
        raise error
    if valid_until < received_on:
        raise QualificationDaysError(["The last day must be the same as or after the first day"])
    if valid_until.year - received_on.year > LONGEST_YEARS:
        raise QualificationDaysError(
            [f"The last day must be within {LONGEST_YEARS} years of the first day"]
        )


@requires("hub.withdraw_qualification", "qualification")
@transaction.atomic
def withdraw_qualification(
    *, qualification: Qualification, reason: str, actor: User, at: datetime | None = None
) -> Qualification:
    """Say that a certificate no longer holds, or was recorded by mistake; its person is told.

    Raises ``QualificationWithdrawnError``.
    """
    moment = at or timezone.now()
    locked = Qualification.objects.select_for_update(of=("self",)).get(pk=qualification.pk)
    if locked.withdrawn_at is not None:
        raise QualificationWithdrawnError
    locked.withdrawn_at, locked.withdrawn_by = moment, actor
    locked.withdrawn_because = reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    log(locked, "hub.qualification_withdrawn", actor=actor, at=moment)
    _tell("hub.qualification_withdrawn", locked)
    return locked


@internal
def tell_of_endings(at: datetime | None = None) -> None:
    """Tell people whose certificates end soon, or have ended.

    Safe to run twice or late: each is told once of each notice, and where several were missed of
    the last one alone. Nobody is told who has a newer certificate of the kind, or whose had ended
    when it was recorded.
    """
    today = timezone.localdate(at or timezone.now())
    newer = Qualification.objects.standing().filter(
        person=OuterRef("person"), kind=OuterRef("kind"), valid_until__gt=OuterRef("valid_until")
    )
    longest = timedelta(days=max(NOTICE_DAYS))
    rows = Qualification.objects.standing().filter(~Exists(newer), person__is_active=True)
    rows = rows.filter(valid_until__range=(today - longest, today + longest))
    for row in rows.select_related("person"):
        left = (row.valid_until - today).days
        if left >= 0:
            notice = min(days for days in NOTICE_DAYS if left <= days)
            _tell("hub.qualification_ending", row, occasion=str(notice))
        elif timezone.localdate(row.recorded_at) <= row.valid_until:
            _tell("hub.qualification_over", row)


def _tell(slug: str, row: Qualification, occasion: str = "") -> None:
    declared = qualification_kinds.get(row.kind)
    context = {
        "what": row.label,
        "until": date_gb(row.valid_until),
        "needed_for": declared.needed_for if declared else "",
    }
    notify(slug, recipient=row.person, subject=row, occasion=occasion, context=context)
