"""Taking an application back (R8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.models import User
from roles.applications.services.applications import locked_for_candidate, notify_candidate
from roles.applications.services.request_history import log_for_request
from roles.campaigns.services.posts import free_post
from roles.models.applications.application import Application
from roles.notifying import notify_handlers, notify_interview_contact
from roles.signals import reserve_left

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
    log(application, "roles.application_withdrawn", actor=actor, at=at)
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
