"""Appointments by exception to open competition: asked for, approved, ended, warned of (R18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb, too_far
from hub.last_days import moved, new_last_day
from hub.models import Grade, Membership, Organisation, User, are_one_side
from hub.references import new_reference
from hub.refusals import RefusedError
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.by_exception import AppointmentByException, last_day_allowed
from roles.notifying import notify_people, people_of

MORE_TIME = "To give more time, use “Ask for more time”"
# The department is warned once more so many days before the last one.
LAST_WARNING = timedelta(days=14)


class ExceptionRefusedError(RefusedError):
    """What is asked for is longer than the principles allow, or lacks the Commission's approval."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__([reason])
        self.field = field


class OwnExceptionError(RefusedError, PermissionDenied):
    """Nobody approves the exception that they, or their own side, asked for."""

    reason = (
        "You cannot decide on an appointment that you or a colleague who stands in for you asked "
        "for. Ask another vacancy approver"
    )


@requires("roles.ask_exception", "organisation")
@transaction.atomic
def ask_for_exception(
    *,
    organisation: Organisation,
    title: str,
    grade: Grade,
    kind: str,
    case: str,
    file: str,
    starts_on: date,
    ends_on: date,
    actor: User,
    commission_reference: str = "",
    continues: AppointmentByException | None = None,
    at: datetime | None = None,
) -> AppointmentByException:
    """Ask the department's approvers for an appointment without open competition.

    ``continues`` is the one that it gives more time to: the limit counts from the first of them.
    Raises ``ExceptionRefusedError`` for more than the policy's months, for days out of order, and
    from the grade on from which the Commission approves, without its reference.
    """
    moment = at or timezone.now()
    record = AppointmentByException(
        reference=new_reference("X"),
        organisation=organisation,
        title=title.strip(),
        grade=grade,
        kind=kind,
        case=case.strip(),
        file=file.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        commission_reference=commission_reference.strip(),
        continues=continues,
        asked_by=actor,
        asked_at=moment,
    )
    today = timezone.localdate(moment)
    # More time begins when the time there was has ended, whenever that is.
    why = too_far("The first day", starts_on, after=today, named="today")
    if why and continues is None:
        raise ExceptionRefusedError("starts_on", why)
    if why := why_not_so_long(record):
        raise ExceptionRefusedError("ends_on", why)
    if record.needs_commission and not record.commission_reference:
        raise ExceptionRefusedError(
            "commission_reference",
            "Enter the reference of the Commission’s approval, which this grade needs",
        )
    if continues is not None:
        _refuse_no_gap(continues, starts_on)
    record.save()
    log(record, "roles.exception_asked", actor=actor, at=moment)
    approvers = people_of(organisation, Membership.Role.APPROVER)
    others = [person for person in approvers if not are_one_side(actor, person)]
    _tell("roles.exception_asked", others, record, moment, "asked")
    return record


def why_not_so_long(record: AppointmentByException) -> str:
    """Why an appointment cannot last as long; "" where it can (R18)."""
    if record.ends_on < record.starts_on:
        return "The last day must be the same as or after the first day"
    if record.ends_on <= record.limit:
        return ""
    return (
        f"The last day must be {date_gb(last_day_allowed(record.began_on))} or earlier: that is "
        "the longest the Recruitment Principles allow"
    )


def _refuse_no_gap(former: AppointmentByException, starts_on: date) -> None:
    others = AppointmentByException.objects.filter(continues=former)
    if not former.is_approved or others.exists():
        raise ExceptionRefusedError("starts_on", "You cannot give this appointment more time now")
    if starts_on != former.ends_on + timedelta(days=1):
        follows = date_gb(former.ends_on + timedelta(days=1))
        raise ExceptionRefusedError("starts_on", f"More time must start on {follows}")


@requires("roles.decide_exception", "record")
@transaction.atomic
def decide_on_exception(
    *,
    record: AppointmentByException,
    answer: str,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> AppointmentByException:
    """Approve an appointment by exception or not; who asked is told.

    Raises ``OwnExceptionError`` for who asked, ``TransitionNotAllowed`` once it is decided.
    """
    moment = at or timezone.now()
    rows = AppointmentByException.objects.select_for_update(of=("self",))
    locked = rows.select_related("organisation").get(pk=record.pk)
    if locked.is_approved is not None:
        raise TransitionNotAllowed("It is decided already.", object=locked)
    if are_one_side(actor, locked.asked_by):
        raise OwnExceptionError
    locked.is_approved = answer == "yes"
    locked.decided_by, locked.decided_at, locked.reason = actor, moment, reason.strip()
    locked.save()
    slug = "roles.exception_approved" if locked.is_approved else "roles.exception_refused"
    log(locked, slug, actor=actor, at=moment)
    if locked.asked_by is not None:
        _tell("roles.exception_decided", [locked.asked_by], locked, moment, "decided")
    return locked


@requires("roles.ask_exception", "record")
@transaction.atomic
def end_exception(
    *,
    record: AppointmentByException,
    ends_on: date,
    actor: User,
    at: datetime | None = None,
) -> AppointmentByException:
    """Give an approved appointment an earlier last day. Raises ``LastDayError``."""
    moment = at or timezone.now()
    rows = AppointmentByException.objects.select_for_update(of=("self",))
    locked = rows.get(pk=record.pk)
    if not locked.is_approved:
        raise TransitionNotAllowed("It was not approved.", object=locked)
    if new_last_day(
        last=ends_on,
        first=locked.starts_on,
        former=locked.ends_on,
        today=timezone.localdate(moment),
        again=MORE_TIME,
    ):
        detail = {"detail": moved(locked.ends_on, ends_on)}
        locked.ends_on = ends_on
        locked.save()
        log(locked, "roles.exception_ended", actor=actor, at=moment, data=detail)
    return locked


@internal
def warn_of_ends(at: datetime | None = None) -> int:
    """Warn departments of appointments by exception that end soon; of how many (R18).

    Each has one warning as many days before as the policy says, and one 14 days before.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    number = 0
    rows = AppointmentByException.objects.ending_within(today).select_related("organisation")
    for record in rows.order_by("pk"):
        number += 1
        last = " last" if record.ends_on <= today + LAST_WARNING else ""
        people = people_of(record.organisation, *RUNNING_CAMPAIGNS, Membership.Role.HR_CONTACT)
        _tell("roles.exception_ends", set(people), record, moment, f"{record.ends_on}{last}")
    return number


def _tell(
    slug: str,
    people: Iterable[User],
    record: AppointmentByException,
    at: datetime,
    occasion: str,
) -> None:
    notify_people(
        slug,
        people,
        record,
        at=at,
        occasion=occasion,
        reference=record.reference,
        department=record.organisation.name,
        title=record.title,
        last=date_gb(record.ends_on),
        limit=date_gb(record.limit),
        answer="approved" if record.is_approved else "not approved",
        reason=record.reason,
    )
