"""What people answer who are asked to sit on a panel, and how their time on it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.sides import begin_to_handle
from roles.models.campaigns.campaign_side import competes_in
from roles.models.selection.panel import PanelMember
from roles.selection.services.panel_people import who_can_sit
from roles.selection.services.panel_rules import why_needed_elsewhere, why_not_to_sit
from roles.selection.services.panel_telling import remind_member, tell_who_set_it_up
from roles.selection.services.panels import locked_member
from roles.selection.services.slot_ends import close_with_member

# So many days before the last day to answer by they are reminded, once.
REMINDED_BEFORE = timedelta(days=2)


class CannotSitError(RefusedError):
    """Whoever was asked cannot accept."""


class OwnRoleError(CannotSitError):
    """Nobody helps to fill what they apply for (R25)."""

    reason = (
        "You cannot accept, because you have started an application for this role. Decline the "
        "invitation. We do not tell the department why"
    )


class NotOfTheDepartmentError(CannotSitError):
    """An expert's booking was cancelled, or somebody has left the department, since."""

    reason = (
        "You cannot accept, because you are not booked for this campaign any more, or no longer "
        "work for the department. You do not need to do anything"
    )


class TooLateError(CannotSitError):
    """The day to answer by, or the role, is over."""

    reason = "The invitation has ended. Ask the department to invite you again"


@requires("roles.answer_panel", "member")
@transaction.atomic
def accept_invitation(
    *, member: PanelMember, actor: User, at: datetime | None = None
) -> PanelMember:
    """Come onto a panel: from now on they cannot apply for the role (R25).

    Of two at once the first counts. Raises ``TooLateError``, ``OwnRoleError``, ``CannotSitError``
    where their certificate does not hold any more (R9), and ``TransitionNotAllowed`` when it was
    answered.
    """
    moment = at or timezone.now()
    locked = locked_member(member)
    _still_asked(locked)
    if why_no_answer(locked):
        raise TooLateError
    if competes_in(actor, locked.campaign):
        raise OwnRoleError
    why = why_not_to_sit(actor, locked.panel, locked.role, is_own=True)
    if why := why or why_needed_elsewhere(actor, locked.campaign, is_own=True):
        raise CannotSitError([why])
    able = who_can_sit(locked.campaign).filter(pk__in=actor.account_keys)
    if not locked.is_from_outside and not able.exists():
        raise NotOfTheDepartmentError
    try:
        begin_to_handle(campaign=locked.campaign, person=actor, at=moment)
    except PermissionDenied as error:
        raise OwnRoleError from error
    locked.accept(moment)
    locked.save()
    _log("roles.panel_accepted", locked, actor, moment)
    tell_who_set_it_up(locked, "Somebody has accepted a place", moment)
    return locked


@requires("roles.answer_panel", "member")
@transaction.atomic
def decline_invitation(
    *, member: PanelMember, why: str, actor: User, at: datetime | None = None
) -> PanelMember:
    """Say no, and why in one of a few words.

    Raises ``TransitionNotAllowed`` when it was answered.
    """
    moment = at or timezone.now()
    locked = locked_member(member)
    _still_asked(locked)
    locked.why = why
    locked.decline(moment)
    locked.save()
    _log("roles.panel_declined", locked, actor, moment)
    tell_who_set_it_up(locked, "Somebody has declined a place", moment)
    return locked


@requires("roles.answer_panel", "member")
def answer_invitation(
    *, member: PanelMember, answer: str, why: str, actor: User, at: datetime | None = None
) -> PanelMember:
    """Accept or decline, on one page.

    Raises what ``accept_invitation`` and ``decline_invitation`` raise.
    """
    if answer == "accept":
        return accept_invitation(member=member, actor=actor, at=at)
    return decline_invitation(member=member, why=why, actor=actor, at=at)


@requires("roles.leave_panel", "member")
@transaction.atomic
def leave_panel(
    *, member: PanelMember, why: str, actor: User, at: datetime | None = None
) -> PanelMember:
    """Leave a panel (S9): the work given stays with its author, and who set it up is told.

    Raises ``TransitionNotAllowed`` for who is not on it.
    """
    moment = at or timezone.now()
    locked = locked_member(member)
    locked.why = why
    locked.leave(moment)
    locked.save()
    _log("roles.panel_left", locked, actor, moment)
    close_with_member(locked, actor, moment)
    tell_who_set_it_up(locked, "Somebody has left the panel", moment)
    return locked


@internal
def look_after_invitations(at: datetime | None = None) -> None:
    """Remind those who have two days left to answer; end what nobody answered in time.

    Safe to run twice, and after days without it: each is reminded once and ends once. Nobody is
    reminded of an invitation of the day before.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    waiting = PanelMember.objects.invited().with_related()
    due = waiting.exclude(pk__in=waiting.unanswered_on(today).values("pk")).filter(
        answer_by__range=(today, today + REMINDED_BEFORE)
    )
    for member in due.order_by("pk"):
        if timezone.localdate(member.invited_at) < today:
            remind_member(member, moment)
    for pk in list(waiting.unanswered_on(today).order_by("pk").values_list("pk", flat=True)):
        _lapse(pk, moment)


@transaction.atomic
def _lapse(pk: int, at: datetime) -> None:
    """End one invitation; it waits for an answer that is being given."""
    locked = locked_member(PanelMember.objects.select_related("panel__campaign").get(pk=pk))
    if locked.state != PanelMember.State.INVITED:
        return
    locked.lapse(at)
    locked.save()
    _log("roles.panel_lapsed", locked, None, at)
    tell_who_set_it_up(locked, "Somebody has not answered in time", at)


def why_no_answer(member: PanelMember) -> str:
    """Why an invitation cannot be accepted any more; "" while it can."""
    if member.campaign.is_ended:
        return "The role has ended, so nobody is needed any more."
    if member.answer_by >= timezone.localdate():
        return ""
    return f"The last day to answer was {date_gb(member.answer_by)}."


def _still_asked(member: PanelMember) -> None:
    if member.state != PanelMember.State.INVITED:
        raise TransitionNotAllowed("It waits for no answer.", object=member)


def _log(action: str, member: PanelMember, actor: User | None, at: datetime) -> None:
    detail = {"detail": f"{member.panel.stage.name}. {member.get_role_display()}"}
    log(member.campaign, action, actor=actor, at=at, data=detail)
