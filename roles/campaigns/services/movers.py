"""Priority movers: put on record, and offered sight of a role before others (R3)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, keywords_of, requires
from hub.dates import date_gb
from hub.directory import add_person
from hub.last_days import LastDayError, moved, new_last_day
from hub.models import (
    FrameworkRole,
    Grade,
    Membership,
    Notification,
    Organisation,
    User,
    are_one_side,
)
from hub.periods import LONDON
from hub.permissions import StaffGroup
from hub.references import new_reference
from hub.refusals import RefusedError
from hub.working_days import add_working_days
from roles.campaigns.services.exemptions import may_open_from
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.priority_mover import PriorityMover, is_hidden_from
from roles.models.policy import RecruitmentPolicy
from roles.notifying import notify_people, people_of, role_words
from roles.signals import advert_changed

# What movers are told of a role.
TOLD = frozenset({"roles.mover_offered", "roles.mover_reached"})
MORE_TIME = "To give the person more time, put them on record again"


class MoverInThePastError(RefusedError):
    """The first day is over: what the person did before would come to light (R11)."""

    reason = "The first day must be today or later"
    field = "valid_from"


class OwnMoverError(RefusedError, PermissionDenied):
    """Nobody gives themselves sight of roles before others, or more time of it."""

    reason = (
        "You cannot record yourself, or a colleague who stands in for you or for whom you stand "
        "in. Ask somebody else"
    )


@requires("roles.record_prioritymover", "organisation")
@transaction.atomic
def record_mover(
    *,
    user: User,
    name: str,
    organisation: Organisation,
    kind: str,
    grade: Grade,
    valid_from: date,
    actor: User,
    role: FrameworkRole | None = None,
    valid_to: date | None = None,
    at: datetime | None = None,
) -> PriorityMover:
    """Put a person on record who is surplus or at risk; they are told, and can say no.

    ``name`` is what those who look after them read until they agree (R11). Raises
    ``OwnMoverError``, ``MoverInThePastError``.
    """
    moment = at or timezone.now()
    if are_one_side(actor, user):
        raise OwnMoverError
    if valid_from < timezone.localdate(moment):
        raise MoverInThePastError
    if valid_to and valid_to < valid_from:
        raise LastDayError
    mover = PriorityMover.objects.create(
        reference=new_reference("M"),
        user=user,
        name=name,
        organisation=organisation,
        kind=kind,
        grade=grade,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_by=actor,
    )
    log(mover, "roles.mover_recorded", actor=actor, at=moment)
    notify_people("roles.mover_recorded", [user], mover, at=moment, organisation=organisation.name)
    return mover


@requires("roles.answer_prioritymover", "mover")
@transaction.atomic
def answer_mover(
    *, mover: PriorityMover, agrees: bool, actor: User, at: datetime | None = None
) -> PriorityMover:
    """The person agrees to be on record, or says no, now or later: then they see no role first."""
    moment = at or timezone.now()
    locked = PriorityMover.objects.select_for_update(of=("self",)).get(pk=mover.pk)
    locked.agreed_at = moment if agrees else None
    locked.declined_at = None if agrees else moment
    locked.save(update_fields=["agreed_at", "declined_at"])
    action = "roles.mover_agreed" if agrees else "roles.mover_declined"
    log(locked, action, actor=actor, at=moment)
    return locked


def movers_awaiting(user: User) -> list[PriorityMover]:
    """The records that wait for the person's own yes or no."""
    rows = PriorityMover.objects.in_force(timezone.localdate()).filter(user=user, agreed_at=None)
    return list(rows.select_related("organisation"))


@requires("roles.record_prioritymover", "organisation", fields=keywords_of(record_mover))
@transaction.atomic
def record_mover_by_address(
    *, email: str, name: str, organisation: Organisation, actor: User, **facts: Any
) -> PriorityMover:
    """Put on record whoever has the address, with an account made where there is none.

    ``facts`` are those of ``record_mover``.
    """
    person = add_person(email=email, name=name, actor=actor)
    return record_mover(user=person, name=name, organisation=organisation, actor=actor, **facts)


@requires("roles.record_prioritymover", "mover")
@transaction.atomic
def end_mover(
    *, mover: PriorityMover, valid_to: date, actor: User, at: datetime | None = None
) -> PriorityMover:
    """Give the record its last day: the person has found a post, or is not at risk any more.

    Only ever an earlier one than it has. Raises ``LastDayError``, ``OwnMoverError``.
    """
    locked = PriorityMover.objects.select_for_update().get(pk=mover.pk)
    if not actor.has_perm("roles.record_prioritymover", locked):
        raise PermissionDenied("Only the department's HR contact or the hub team does this.")
    if are_one_side(actor, locked.user):
        raise OwnMoverError
    moment, former = at or timezone.now(), locked.valid_to
    if not new_last_day(
        last=valid_to,
        first=locked.valid_from,
        former=former,
        today=timezone.localdate(moment),
        again=MORE_TIME,
    ):
        return locked
    locked.valid_to = valid_to
    locked.save()
    detail = {"detail": moved(former, valid_to)}
    log(locked, "roles.mover_ended", actor=actor, at=moment, data=detail)
    return locked


def movers_of(campaign: Campaign, at: datetime) -> list[PriorityMover]:
    """Who sees the campaign first when it opens at the moment (R3)."""
    rows = PriorityMover.objects.in_force(timezone.localdate(at)).for_campaign(campaign)
    return list(rows.select_related("user"))


def first_sight_until(campaign: Campaign, at: datetime) -> datetime | None:
    """When everybody else sees a campaign that opens at the moment; None when nobody is first.

    The window is counted in working days and ends at midnight in London.
    """
    policy = RecruitmentPolicy.load()
    days = policy.movers_working_days
    if not days or not movers_of(campaign, at):
        return None
    last = add_working_days(timezone.localdate(at), days, region=policy.bank_holidays)
    return datetime.combine(last, time.min, LONDON)


def listed_from(campaign: Campaign, window: datetime | None) -> datetime | None:
    """When everybody sees a campaign whose window for movers ends then; None without a window.

    Before an election an open role is not shown to more people: it waits until that is over (R23).
    """
    return window and may_open_from(campaign, window)


def seen_first_by(user: User) -> list[Campaign]:
    """The open campaigns that a person sees before others, those that close first at the top."""
    now = timezone.now()
    if not PriorityMover.objects.in_force(timezone.localdate(now)).filter(user=user).exists():
        return []
    rows = Campaign.objects.open_at(now).filter(movers_until__gt=now, page__live=True)
    rows = rows.select_related("organisation__parent", "grade", "role", "page")
    return [row for row in rows.order_by("closes_at") if not is_hidden_from(row, user, now)]


@internal
def notify_movers(campaign: Campaign, at: datetime) -> None:
    """Write to those who see it first that they do."""
    _tell("roles.mover_offered", movers_of(campaign, at), campaign, at)


@internal
def notify_reached(campaign: Campaign, before: list[PriorityMover], at: datetime) -> None:
    """Write to the movers whom a wider audience reaches and the one before did not (R3).

    While the window lasts they see it first; after it, no second one hides what is public.
    """
    if not campaign.is_open_at(at):
        return
    known = {mover.user_id for mover in before}
    new = [mover for mover in movers_of(campaign, at) if mover.user_id not in known]
    slug = "roles.mover_offered" if campaign.is_first_for_movers(at) else "roles.mover_reached"
    _tell(slug, new, campaign, at)


@internal
def phone_mover_instead(email: Notification, at: datetime | None = None) -> None:
    """Ask to phone a mover whose email about a role came back after it was sent."""
    campaign, moment = email.subject, at or timezone.now()
    if email.slug in TOLD and isinstance(campaign, Campaign):
        for mover in movers_of(campaign, moment):
            if mover.user_id == email.recipient_id:
                _ask_to_phone(mover, campaign, moment)


def _tell(slug: str, movers: list[PriorityMover], campaign: Campaign, at: datetime) -> None:
    """Write to movers about a role; whom nobody can email, their HR contact is asked to phone."""
    people = [mover.user for mover in movers]
    notify_people(slug, people, campaign, at=at, **role_words(campaign))
    failed = Notification.objects.undelivered().filter(recipient__in=people)
    unreached = set(failed.values_list("recipient", flat=True))
    for mover in movers:
        if mover.user_id in unreached:
            _ask_to_phone(mover, campaign, at)


def _ask_to_phone(mover: PriorityMover, campaign: Campaign, at: datetime) -> None:
    contacts = people_of(mover.organisation, Membership.Role.HR_CONTACT)
    people = [person for person in contacts if person != mover.user]
    recorder = mover.recorded_by
    if not people and recorder and recorder.has_perm("roles.record_prioritymover", mover):
        people = [recorder]
    notify_people(
        "roles.mover_to_phone",
        people or User.objects.in_staff_group(StaffGroup.HUB_LEADS),
        mover,
        at=at,
        occasion=campaign.reference,
        mover=mover.reference,
        **role_words(campaign),
    )


@internal
def open_to_everybody(at: datetime | None = None) -> int:
    """List the campaigns whose window for priority movers is over; returns how many (R3).

    Safe to run twice: each is stamped once. Until it has run, only movers see the role.
    """
    moment = at or timezone.now()
    set_movers_windows(moment)
    due = list(Campaign.objects.due_for_everybody(moment))
    return sum(_list(campaign, moment) for campaign in due)


@internal
def set_movers_windows(at: datetime | None = None) -> int:
    """Let each window that would end before an election end after it; returns how many moved.

    Earlier again when the period was changed or has ended (R3, R23). Safe to run twice.
    """
    moment = at or timezone.now()
    keys = list(Campaign.objects.seen_first().values_list("pk", flat=True))
    return sum(_set(pk, moment) for pk in keys)


@transaction.atomic
def _set(pk: int, moment: datetime) -> bool:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related(
        "organisation__parent", "grade"
    )
    locked = rows.seen_first().filter(pk=pk).first()
    if locked is None:
        return False
    window = locked.movers_window or locked.movers_until
    if locked.movers_until == (until := listed_from(locked, window)):
        return False
    locked.movers_window, locked.movers_until = window, until
    locked.save(update_fields=["movers_window", "movers_until"])
    detail = {"detail": f"everybody sees it from {date_gb(locked.movers_until)}"}
    log(locked, "roles.movers_window_set", actor=None, at=moment, data=detail)
    advert_changed.send(sender=None, campaign=locked)
    return True


@transaction.atomic
def _list(campaign: Campaign, moment: datetime) -> bool:
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if locked.everybody_at is not None or locked.movers_until is None:
        return False
    locked.everybody_at = locked.movers_until
    locked.save(update_fields=["everybody_at"])
    log(locked, "roles.campaign_for_everybody", actor=None, at=locked.movers_until)
    advert_changed.send(sender=None, campaign=locked)
    return True
