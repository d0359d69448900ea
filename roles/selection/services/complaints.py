"""Complaints: made, recorded, acknowledged, answered, taken to the Commission (R19)."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.models import Membership, User
from hub.permissions import StaffGroup
from hub.references import new_reference
from hub.refusals import RefusedError
from hub.working_days import add_working_days
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.complaint import Complaint
from roles.notifying import people_of
from roles.selection.services.complaint_telling import tell, tell_who_complains

# Somebody who complains more often is answered all the same: by phone or letter.
MOST_IN_HAND = 3


class ComplaintRefusedError(RefusedError):
    """What is recorded of a complaint cannot be so."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__([reason])
        self.field = field


class TookPartError(RefusedError, PermissionDenied):
    """Nobody answers a complaint about what they did themselves (R19)."""

    reason = (
        "You cannot deal with this complaint because you were involved in what it is about. Ask a "
        "colleague or a hub lead to deal with it"
    )


@requires("roles.make_complaint", "application")
@transaction.atomic
def complain(
    *,
    application: Application,
    about: str,
    words: str,
    wanted: str,
    actor: User,
    at: datetime | None = None,
) -> Complaint:
    """Complain about the role that one applied for, from one's own account.

    Raises ``ComplaintRefusedError`` where as many wait for an answer already.
    """
    moment = at or timezone.now()
    waiting = [row for row in application.complaints.all() if row.is_in_hand]
    if len(waiting) >= MOST_IN_HAND:
        raise ComplaintRefusedError(
            "words", "Wait for answers to your earlier complaints before you send another"
        )
    return _receive(
        Complaint(
            campaign=application.campaign,
            application=application,
            about=about,
            how=Complaint.How.ACCOUNT,
            words=words.strip(),
            wanted=wanted.strip(),
            made_by=actor,
            received_on=timezone.localdate(moment),
        ),
        actor,
        moment,
    )


@requires("roles.record_complaint", "campaign")
@transaction.atomic
def record_complaint(
    *,
    campaign: Campaign,
    how: str,
    received_on: date,
    name: str,
    contact: str,
    about: str,
    words: str,
    wanted: str,
    actor: User,
    application: Application | None = None,
    at: datetime | None = None,
) -> Complaint:
    """Record a complaint of somebody who wrote or rang. Raises ``ComplaintRefusedError``."""
    moment = at or timezone.now()
    if received_on > timezone.localdate(moment):
        raise ComplaintRefusedError("received_on", "The day must be today or in the past")
    return _receive(
        Complaint(
            campaign=campaign,
            application=application,
            about=about,
            how=how,
            words=words.strip(),
            wanted=wanted.strip(),
            name=name.strip(),
            contact=contact.strip(),
            recorded_by=actor,
            received_on=received_on,
        ),
        actor,
        moment,
    )


def _receive(complaint: Complaint, actor: User, at: datetime) -> Complaint:
    policy = RecruitmentPolicy.load()
    region = policy.bank_holidays
    complaint.reference = new_reference("K")
    complaint.made_at = at
    first = complaint.received_on
    complaint.acknowledge_by = add_working_days(
        first, policy.complaint_acknowledge_days, region=region
    )
    complaint.answer_by = max(
        complaint.acknowledge_by,
        add_working_days(first, policy.complaint_answer_days, region=region),
    )
    complaint.save()
    people = handlers_for(complaint, of_department=True)
    if not people:
        complaint.is_with_hub = True
        complaint.save(update_fields=["is_with_hub"])
        people = handlers_for(complaint)
    log(complaint, "roles.complaint_made", actor=actor, at=at)
    tell("roles.complaint_received", people, complaint, at, "received")
    tell_who_complains("roles.complaint_sent", complaint, at)
    return complaint


def handlers_for(complaint: Complaint, *, of_department: bool = False) -> list[User]:
    """Who can deal with it: who arranges selections in the department, and hub leads (R19).

    Nobody who took part in what it is about, nor anybody on a panel of the campaign.
    """
    people = people_of(complaint.organisation, Membership.Role.RESOURCING)
    if not of_department:
        people += [*User.objects.in_staff_group(StaffGroup.HUB_LEADS)]
    found = {person.pk: person for person in people if person.is_active}
    return [
        person for person in found.values() if person.has_perm("roles.answer_complaint", complaint)
    ]


@internal
def locked_complaint(complaint: Complaint, actor: User) -> Complaint:
    """The complaint, locked and read anew. Raises ``TookPartError``."""
    rows = Complaint.objects.select_for_update(of=("self",))
    locked = rows.select_related("campaign__organisation__parent", "application").get(
        pk=complaint.pk
    )
    if not Complaint.objects.filter(pk=locked.pk).answerable_by(actor).exists():
        raise TookPartError
    return locked


def _in_hand(complaint: Complaint, actor: User) -> Complaint:
    locked = locked_complaint(complaint, actor)
    if not locked.is_in_hand:
        raise TransitionNotAllowed("It is answered already.", object=locked)
    return locked


@requires("roles.answer_complaint", "complaint")
@transaction.atomic
def acknowledge_complaint(
    *, complaint: Complaint, actor: User, at: datetime | None = None
) -> Complaint:
    """Take a complaint up: whoever does answers it, and the person is told by when."""
    moment = at or timezone.now()
    locked = _in_hand(complaint, actor)
    if locked.acknowledged_at is not None:
        raise TransitionNotAllowed("It is acknowledged already.", object=locked)
    locked.acknowledged_at, locked.handler = moment, actor
    locked.save()
    log(locked, "roles.complaint_acknowledged", actor=actor, at=moment)
    tell_who_complains("roles.complaint_acknowledged", locked, moment)
    return locked


@requires("roles.answer_complaint", "complaint")
@transaction.atomic
def give_complaint(
    *, complaint: Complaint, handler: User, actor: User, at: datetime | None = None
) -> Complaint:
    """Give a complaint to somebody else who took no part in what it is about.

    Raises ``ComplaintRefusedError``.
    """
    moment = at or timezone.now()
    locked = _in_hand(complaint, actor)
    if handler.pk == locked.handler_id or handler not in handlers_for(locked):
        raise ComplaintRefusedError("handler", "Select somebody who can deal with this complaint")
    locked.handler = handler
    locked.save(update_fields=["handler"])
    log(locked, "roles.complaint_given", actor=actor, at=moment)
    if handler.pk not in actor.account_keys:
        tell("roles.complaint_given", [handler], locked, moment, f"{handler.pk} {moment:%Y%m%d}")
    return locked


@requires("roles.answer_complaint", "complaint")
@transaction.atomic
def answer_complaint(
    *,
    complaint: Complaint,
    outcome: str,
    answer: str,
    changed: str,
    actor: User,
    at: datetime | None = None,
) -> Complaint:
    """Answer a complaint for the department: what was found, and what was changed."""
    moment = at or timezone.now()
    locked = _in_hand(complaint, actor)
    if outcome in (Complaint.Outcome.UPHELD, Complaint.Outcome.PARTLY) and not changed.strip():
        raise ComplaintRefusedError(
            "changed", "Enter what was changed, or why nothing could be changed"
        )
    locked.acknowledged_at = locked.acknowledged_at or moment
    locked.handler = actor
    locked.answered_at, locked.outcome = moment, outcome
    locked.answer, locked.changed = answer.strip(), changed.strip()
    locked.save()
    log(locked, "roles.complaint_answered", actor=actor, at=moment)
    tell_who_complains("roles.complaint_answered", locked, moment)
    return locked


@requires("roles.answer_complaint", "complaint")
@transaction.atomic
def withdraw_complaint(
    *, complaint: Complaint, actor: User, at: datetime | None = None
) -> Complaint:
    """Record that somebody took their complaint back, as they told the department."""
    moment = at or timezone.now()
    locked = _in_hand(complaint, actor)
    locked.withdrawn_at = moment
    locked.save(update_fields=["withdrawn_at"])
    log(locked, "roles.complaint_withdrawn", actor=actor, at=moment)
    return locked


@requires("roles.answer_complaint", "complaint")
@transaction.atomic
def take_to_commission(
    *,
    complaint: Complaint,
    on: date,
    reference: str,
    actor: User,
    at: datetime | None = None,
) -> Complaint:
    """Record that the Commission looks at it: after the answer, or where none came in time.

    Raises ``ComplaintRefusedError``.
    """
    moment = at or timezone.now()
    locked = locked_complaint(complaint, actor)
    today = timezone.localdate(moment)
    if locked.withdrawn_at or locked.commission_on:
        raise TransitionNotAllowed("It is not with the department.", object=locked)
    if locked.answered_at is None and today <= locked.answer_by:
        raise TransitionNotAllowed("The department answers first.", object=locked)
    if not locked.received_on <= on <= today:
        raise ComplaintRefusedError(
            "on", f"The day must be from {date_gb(locked.received_on)} to today"
        )
    locked.commission_on, locked.commission_reference = on, reference.strip()
    locked.save(update_fields=["commission_on", "commission_reference"])
    log(locked, "roles.complaint_to_commission", actor=actor, at=moment)
    return locked


@requires("roles.answer_complaint", "complaint")
@transaction.atomic
def record_commission_answer(
    *,
    complaint: Complaint,
    on: date,
    outcome: str,
    changed: str,
    actor: User,
    at: datetime | None = None,
) -> Complaint:
    """Record what the Commission found, and what was changed after that."""
    moment = at or timezone.now()
    locked = locked_complaint(complaint, actor)
    if locked.commission_on is None or locked.commission_outcome:
        raise TransitionNotAllowed("The Commission is not looking at it.", object=locked)
    if not locked.commission_on <= on <= timezone.localdate(moment):
        raise ComplaintRefusedError(
            "on", f"The day must be from {date_gb(locked.commission_on)} to today"
        )
    locked.commission_answered_on, locked.commission_outcome = on, outcome
    locked.commission_changed = changed.strip()
    locked.save()
    log(locked, "roles.complaint_decided_above", actor=actor, at=moment)
    return locked


@internal
def chase_complaints(at: datetime | None = None) -> int:
    """Tell who deals with complaints, and hub leads, of those that are late; of how many.

    Each is told of once when it is not taken up in time, and once when it is not answered.
    """
    moment = at or timezone.now()
    rows = Complaint.objects.late_on(timezone.localdate(moment))
    rows = rows.select_related("campaign__organisation__parent", "application", "handler")
    number = 0
    for complaint in rows.order_by("pk"):
        number += 1
        people = [complaint.handler] if complaint.handler else []
        leads = [person for person in handlers_for(complaint) if person.is_hub_staff]
        everyone = [*people, *leads] if people else handlers_for(complaint)
        tell("roles.complaint_late", everyone, complaint, moment, f"late {complaint.next_day}")
    return number
