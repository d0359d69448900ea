"""Standing in for a colleague who is away: arranged by them, ended early by either of the two.

It gives nobody a right: whoever stands in has the same access themselves, is shown what waits for
the other as far as they may do it, and is written to of it. One colleague at a time, who is there
and stands in themselves: what waits is not handed on. Once the two have no access in common, or an
account is closed, it is without effect at once, and is ended by the clock, which tells both.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Q, Value
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.mailboxes import same_mailbox
from hub.models import StaffGroup, StandIn, User
from hub.notifications import notify
from hub.refusals import RefusedError

# Nobody is away for longer: whose work it is then is for their department to say.
LONGEST = timedelta(days=183)


class OwnStandInError(RefusedError):
    """Nobody stands in for themselves, by any of their accounts."""

    reason = "You cannot stand in for yourself. Select a colleague"
    field = "colleague"


class OtherAccessError(RefusedError):
    """A colleague who may not do the same gets nothing by it."""

    reason = (
        "Select a colleague who has the same access as you on the first day: the same role in the "
        "same organisation, or the same staff group"
    )
    field = "colleague"


class PastStandInError(RefusedError):
    """What waits is not given for days that are over."""

    reason = "The first day must be today or later"
    field = "starts_on"


class StandInDaysError(RefusedError):
    """A last day before the first, or long after it."""

    reason = "The last day must be the same as or after the first day"
    field = "ends_on"


class StandInOverlapsError(RefusedError):
    """On each day one colleague stands in, who is there."""

    field = "starts_on"


class StandInOverError(RefusedError):
    """What is over is not ended again."""

    reason = "This has already ended"


def colleagues_of(person: User) -> models.QuerySet[User]:
    """Who could stand in for a person: who has access in common with them today."""
    today = timezone.localdate()
    groups = person.group_names & set(StaffGroup.values)
    same = Q(pk__in=User.objects.filter(groups__name__in=groups).values("pk"))
    for organisation, role in person.current_roles:
        held = Q(memberships__organisation=organisation, memberships__role=role)
        held &= Q(memberships__valid_from__lte=today)
        held &= Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=today)
        same |= Q(pk__in=User.objects.filter(held).values("pk"))
    others = User.objects.filter(same, is_active=True).exclude(pk__in=person.account_keys)
    return others.order_by("first_name", "last_name", "email")


@requires("hub.arrange_stand_in")
@transaction.atomic
def arrange_stand_in(
    *, colleague: User, starts_on: date, ends_on: date, actor: User, at: datetime | None = None
) -> StandIn:
    """Let a colleague stand in for the actor from a day to a day; the colleague is told.

    Raises ``OwnStandInError``, ``PastStandInError``, ``StandInDaysError``, ``OtherAccessError`` for
    who has no access in common with the actor on the first day, and ``StandInOverlapsError`` where
    somebody stands in on one of the days already, or one of the two would have to hand on.
    """
    moment = at or timezone.now()
    if same_mailbox(actor.email, colleague.email):
        raise OwnStandInError
    if starts_on < timezone.localdate(moment):
        raise PastStandInError
    if ends_on < starts_on:
        raise StandInDaysError
    if ends_on - starts_on > LONGEST:
        longest = date_gb(starts_on + LONGEST)
        raise StandInDaysError([f"The last day must be within 6 months, on or before {longest}"])
    # Two at once, of either person, wait for each other.
    list(User.objects.select_for_update().filter(pk__in=(actor.pk, colleague.pk)).order_by("pk"))
    stand_in = StandIn(
        person=actor,
        colleague=colleague,
        starts_on=starts_on,
        ends_on=ends_on,
        arranged_at=moment,
    )
    if not stand_in.is_in_effect(starts_on):
        raise OtherAccessError
    _refuse_overlaps(stand_in)
    stand_in.save()
    _forget(stand_in)
    log(stand_in, "hub.stand_in_arranged", actor=actor, at=moment, data=_facts(stand_in))
    _tell("hub.stand_in_arranged", stand_in, colleague)
    return stand_in


def _refuse_overlaps(wanted: StandIn) -> None:
    """Raise ``StandInOverlapsError`` where another arrangement has a day in common with it."""
    rows = StandIn.objects.overlapping(wanted.starts_on, wanted.ends_on)
    rows = rows.select_related("person", "colleague")
    other = rows.filter(person=wanted.person).first()
    if other is not None:
        why = f"{other.colleague} already stands in for you {_days(other)}"
        raise StandInOverlapsError([f"{why}. Choose other days, or end that first"])
    other = rows.filter(colleague=wanted.person).first()
    if other is not None:
        why = f"You stand in for {other.person} {_days(other)}"
        raise StandInOverlapsError([f"{why}. Choose other days, or end that first"])
    other = rows.filter(person=wanted.colleague).first()
    if other is not None:
        error = StandInOverlapsError(
            [f"{wanted.colleague} is away {_days(other)}. Select somebody else, or other days"]
        )
        error.field = "colleague"
        raise error


@requires("hub.end_stand_in", "stand_in")
@transaction.atomic
def end_stand_in(*, stand_in: StandIn, actor: User, at: datetime | None = None) -> StandIn:
    """End it now, before its last day or its first; the other of the two is told.

    Raises ``StandInOverError``.
    """
    moment = at or timezone.now()
    locked = StandIn.objects.select_for_update(of=("self",)).get(pk=stand_in.pk)
    if locked.ended_at is not None or locked.ends_on < timezone.localdate(moment):
        raise StandInOverError
    _end(locked, actor, moment)
    return locked


@internal
@transaction.atomic
def end_without_effect(at: datetime | None = None) -> int:
    """End those by which nobody can stand in any more, and tell both; gives how many.

    One that is still to come is looked at for its first day.
    """
    moment = at or timezone.now()
    today, ended = timezone.localdate(moment), 0
    rows = StandIn.objects.not_over(today).select_for_update(of=("self",))
    for row in rows.select_related("person", "colleague"):
        if not row.is_in_effect(max(today, row.starts_on)):
            _end(row, None, moment)
            ended += 1
    return ended


def held_on(person: User) -> models.QuerySet[StandIn]:
    """What is held of a person, and that it is theirs: for erasing it with their account."""
    rows = StandIn.objects.visible_to(person).select_related("person", "colleague")
    return rows.annotate(of=Value(person.pk))


@internal
def let_go(stand_in: StandIn) -> None:
    """Delete one; where an account goes, whoever counts on it is told that it has ended."""
    if stand_in.ended_at is None and stand_in.ends_on >= timezone.localdate():
        is_away = getattr(stand_in, "of", None) == stand_in.person_id
        notify(
            "hub.stand_in_over",
            recipient=stand_in.colleague if is_away else stand_in.person,
            occasion=f"{stand_in.pk}",
            context=_dates(stand_in),
        )
    stand_in.delete()


def _end(stand_in: StandIn, actor: User | None, moment: datetime) -> None:
    stand_in.ended_at, stand_in.ended_by = moment, actor
    stand_in.save(update_fields=["ended_at", "ended_by"])
    _forget(stand_in)
    log(stand_in, "hub.stand_in_ended", actor=actor, at=moment, data=_facts(stand_in))
    for person in (stand_in.person, stand_in.colleague):
        if person != actor:
            _tell("hub.stand_in_ended", stand_in, person)


def _tell(slug: str, stand_in: StandIn, person: User) -> None:
    notify(slug, recipient=person, subject=stand_in, context=_dates(stand_in))


def _forget(stand_in: StandIn) -> None:
    for person in (stand_in.person, stand_in.colleague):
        person.forget_accounts()


def _dates(stand_in: StandIn) -> dict[str, str]:
    return {"starts_on": date_gb(stand_in.starts_on), "ends_on": date_gb(stand_in.ends_on)}


def _days(stand_in: StandIn) -> str:
    return f"from {date_gb(stand_in.starts_on)} to {date_gb(stand_in.ends_on)}"


def _facts(stand_in: StandIn) -> dict[str, int]:
    """For the audit trail, in which people are numbers."""
    return {"person": stand_in.person_id, "colleague": stand_in.colleague_id}
