"""Taking an application back (R8)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.models import User
from roles.applications.services.applications import locked_for_candidate, notify_candidate
from roles.applications.services.request_history import log_for_request
from roles.campaigns.services.posts import free_post
from roles.models.applications.application import Application
from roles.notifying import notify_handlers, notify_interview_contact
from roles.signals import interview_left, reserve_left

HUB = "the Digital Recruitment Hub"


@requires("roles.act_on_application", "application")
@transaction.atomic
def withdraw_application(
    *, application: Application, actor: User, reason: str = "", at: datetime | None = None
) -> Application | None:
    """Take an application back: a draft is deleted (None is returned), a sent one is withdrawn.

    ``reason`` is one of ``WithdrawalReason`` or "". A post it held is freed; an acceptance it had
    is undone (R17). A decision that rests stays untold until its release. What staff record at the
    candidate's word says so in the email. The same again changes nothing.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.is_draft:
        log(locked, "roles.application_discarded", actor=actor, at=moment)
        locked.delete()
        return None
    if locked.state == Application.State.WITHDRAWN:
        return locked
    locked.withdrawal_reason = reason
    take_back(application=locked, actor=actor, at=moment)
    notify_candidate(
        "roles.application_withdrawn",
        locked,
        at=moment,
        is_at_their_word=True,
        recorded_by=_recorded_by(locked, actor),
    )
    return locked


WITHDRAWN = "roles.application_withdrawn"
RECORDED = "roles.withdrawal_recorded"
# Whose act it is that an application which somebody else entered ends.
CANDIDATE = "the candidate"


@requires("roles.enter_application", "application")
@transaction.atomic
def withdraw_entered(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Record that a candidate withdraws what the actor entered and does not follow (R11).

    Where it has come to an end already nothing changes, and the actor learns nothing of that: what
    they did is in the history in the same words either way, and what came of it is another entry
    without their name. Raises ``PermissionDenied`` for one whose course the actor follows.
    """
    moment = at or timezone.now()
    rows = Application.objects.select_for_update(of=("self",))
    locked = rows.get(pk=application.pk)
    if not locked.is_unseen_by(actor):
        raise PermissionDenied("Only of what they entered, before its candidate is invited.")
    log(locked, RECORDED, actor=actor, at=moment)
    if locked.erased_at is None and locked.is_withdrawable:
        withdraw_application(application=locked, actor=actor, at=moment)
    return locked


def has_recorded_withdrawal(application: Application, actor: User) -> bool:
    """Whether this person has recorded that the candidate withdraws it."""
    entries = ModelLogEntry.objects.for_instance(application)
    own = entries.filter(user__in=actor.account_keys, action__in=(WITHDRAWN, RECORDED))
    return bool(own.exists())


def _recorded_by(application: Application, actor: User) -> str:
    """Who recorded it for the candidate; "" where they did it themselves."""
    if actor.pk == application.candidate_id:
        return ""
    return HUB if actor.is_hub_staff else application.campaign.organisation.name


@internal
def take_back(
    *, application: Application, actor: User | None, at: datetime, is_erased: bool = False
) -> None:
    """Withdraw a locked application; who counts on the candidate is told, by its reference alone.

    Those are the department and the adviser, of an offer and of an interview that is arranged.
    """
    slot = application.interview_slot
    is_expected = application.state == Application.State.INTERVIEW_BOOKED and slot is not None
    was_on_reserve = application.state == Application.State.RESERVE
    had_a_post = free_post(application=application, actor=actor, at=at)
    application.withdraw(at)
    application.save()
    is_unseen = actor is not None and application.is_unseen_by(actor)
    log(application, WITHDRAWN, actor=actor, at=at, data={"by": CANDIDATE} if is_unseen else {})
    if is_expected:
        interview_left.send(sender=None, application=application, at=at)
    if was_on_reserve:
        reserve_left.send(sender=None, application=application, at=at)
    if had_a_post:
        log_for_request(application, "roles.selected_withdrew", actor=actor, at=at)
        notify_handlers("roles.appointee_withdrew", application, at=at, is_erased=is_erased)
    elif is_expected and slot is not None:
        when = datetime_gb(slot.starts_at)
        notify_handlers(
            "roles.interviewee_withdrew", application, at=at, is_erased=is_erased, interview=when
        )
        notify_interview_contact(application, at=at)
