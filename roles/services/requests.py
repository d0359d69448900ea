"""Support requests: ask, triage, answer, work, record how it ended (domain.md 3b)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub import needs
from hub.audit import log
from hub.models import (
    FrameworkRole,
    Grade,
    Membership,
    Need,
    Organisation,
    RoleLevel,
    Service,
    User,
)
from hub.references import new_reference
from roles.models.policy import RecruitmentPolicy
from roles.models.support_request import SupportRequest
from roles.services.posts import make_posts
from roles.services.refusals import RefusedError
from roles.services.telling import people_of, tell
from roles.working_days import add_working_days

NEED_ANSWER = "roles.support_request"


class TooLateToReopenError(RefusedError):
    """The request was closed longer ago than the policy lets it be reopened."""

    reason = "It was closed too long ago to be reopened. Ask the department for a new request"


@transaction.atomic
def submit_request(
    *,
    organisation: Organisation,
    kind: str,
    role: FrameworkRole,
    grade: Grade,
    posts_wanted: int,
    reason: str,
    actor: User,
    level: RoleLevel | None = None,
    service: Service | None = None,
    needed_by: date | None = None,
    need: Need | None = None,
    at: datetime | None = None,
) -> SupportRequest:
    """Ask the hub for support; it answers the need given, or raises one.

    The Digital Leader and the HR contact are copied (H1). Triage is due two working days later, or
    as the policy says (H2). Raises ``PermissionDenied`` when the actor is no requester there (H1).
    """
    if not actor.has_perm("roles.submit_supportrequest", organisation):
        raise PermissionDenied("Only a requester of the department asks for support.")
    moment = at or timezone.now()
    need = need or needs.raise_need(
        organisation=organisation,
        reason=reason,
        actor=actor,
        role=role,
        level=level,
        headcount=posts_wanted,
        service=service,
        needed_by=needed_by,
        at=moment,
    )
    days = RecruitmentPolicy.load().triage_working_days
    request = SupportRequest.objects.create(
        reference=new_reference("S"),
        organisation=organisation,
        need=need,
        requester=actor,
        kind=kind,
        role=role,
        level=level,
        grade=grade,
        service=service,
        posts_wanted=posts_wanted,
        needed_by=needed_by,
        reason=reason,
        triage_due_on=add_working_days(timezone.localdate(moment), days),
        submitted_at=moment,
    )
    log(request, "roles.support_requested", actor=actor, at=moment)
    needs.answer(need=need, subject=request, slug=NEED_ANSWER, actor=actor, at=moment)
    copied = people_of(organisation, Membership.Role.DIGITAL_LEADER, Membership.Role.HR_CONTACT)
    tell(
        "roles.support_requested",
        [actor, *copied],
        request,
        at=moment,
        reference=request.reference,
        due=f"{request.triage_due_on.day} {request.triage_due_on:%B %Y}",
    )
    return request


@transaction.atomic
def triage(
    *,
    request: SupportRequest,
    urgency: str,
    adviser: User,
    actor: User,
    follow_up_on: date | None = None,
    at: datetime | None = None,
) -> SupportRequest:
    """Record how urgent it is and who has it (H2). Raises ``TransitionNotAllowed`` if triaged."""
    moment = at or timezone.now()
    locked = _locked(request)
    locked.triage(moment)
    locked.urgency = urgency
    locked.adviser = adviser
    locked.follow_up_on = follow_up_on
    locked.save()
    log(locked, "roles.support_triaged", actor=actor, at=moment)
    _tell(locked, "roles.support_triaged", moment, [locked.requester])
    _tell(locked, "roles.support_assigned", moment, [adviser] if adviser != actor else [])
    return locked


@transaction.atomic
def accept(
    *, request: SupportRequest, actor: User, answer: str = "", at: datetime | None = None
) -> SupportRequest:
    """Say that the hub will help; the posts it is about begin to be counted, one per head."""
    moment = at or timezone.now()
    locked = _locked(request)
    locked.accept(moment)
    locked.answer = answer
    locked.save()
    log(locked, "roles.support_accepted", actor=actor, at=moment)
    make_posts(
        organisation=locked.organisation,
        number=locked.posts_wanted,
        role=locked.role,
        level=locked.level,
        grade=locked.grade,
        service=locked.service,
        support_request=locked,
        need=locked.need,
        actor=actor,
        at=moment,
    )
    _tell(locked, "roles.support_answered", moment, [locked.requester])
    return locked


@transaction.atomic
def decline(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Decline, with the reason the department is told (H4).

    Raises ``TransitionNotAllowed`` for Senior Civil Service technology posts (H2).
    """
    moment = at or timezone.now()
    locked = _locked(request)
    locked.decline(moment)
    locked.answer = reason
    locked.save()
    log(locked, "roles.support_declined", actor=actor, at=moment)
    _tell(locked, "roles.support_answered", moment, [locked.requester])
    return locked


@transaction.atomic
def redirect(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Say who can help better. Raises ``TransitionNotAllowed`` for senior posts (H2)."""
    moment = at or timezone.now()
    locked = _locked(request)
    locked.redirect(moment)
    locked.answer = reason
    locked.save()
    log(locked, "roles.support_redirected", actor=actor, at=moment)
    _tell(locked, "roles.support_answered", moment, [locked.requester])
    return locked


@transaction.atomic
def wait(
    *,
    request: SupportRequest,
    reason: str,
    actor: User,
    follow_up_on: date | None = None,
    at: datetime | None = None,
) -> SupportRequest:
    """Say what the department has to do before the hub can go on."""
    moment = at or timezone.now()
    locked = _locked(request)
    locked.wait(moment)
    locked.answer = reason
    locked.follow_up_on = follow_up_on
    locked.save()
    log(locked, "roles.support_waiting", actor=actor, at=moment)
    _tell(locked, "roles.support_waiting", moment, [locked.requester], again=True)
    return locked


@transaction.atomic
def resume(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Go on: the department has done its part."""
    moment = at or timezone.now()
    locked = _locked(request)
    locked.resume(moment)
    locked.save()
    log(locked, "roles.support_resumed", actor=actor, at=moment)
    _tell(locked, "roles.support_resumed", moment, [locked.adviser], again=True)
    return locked


@transaction.atomic
def record_outcome(
    *,
    request: SupportRequest,
    outcome: str,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> SupportRequest:
    """Record how it ended, with the reason (H7)."""
    moment = at or timezone.now()
    locked = _locked(request)
    locked.outcome = outcome
    locked.outcome_reason = reason
    locked.record_outcome(moment)
    locked.save()
    log(
        locked,
        "roles.support_outcome_recorded",
        actor=actor,
        at=moment,
        data={"detail": locked.get_outcome_display()},
    )
    return locked


@transaction.atomic
def close(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Close a request about which nothing more is to be done; the department is told."""
    moment = at or timezone.now()
    locked = _locked(request)
    locked.close(moment)
    locked.save()
    log(locked, "roles.support_closed", actor=actor, at=moment)
    _tell(locked, "roles.support_closed", moment, [locked.requester], again=True)
    return locked


@transaction.atomic
def reopen(*, request: SupportRequest, actor: User, at: datetime | None = None) -> SupportRequest:
    """Go on with a closed request.

    Raises ``TooLateToReopenError`` after the policy's days, ``TransitionNotAllowed`` when the hub
    never accepted it: then a new request says better what is wanted.
    """
    moment = at or timezone.now()
    locked = _locked(request)
    if locked.accepted_at is None:
        raise TransitionNotAllowed("It was never accepted.", object=locked, method=locked.reopen)
    days = RecruitmentPolicy.load().reopen_days
    if locked.closed_at and moment - locked.closed_at > timedelta(days=days):
        raise TooLateToReopenError
    locked.reopen(moment)
    locked.save()
    log(locked, "roles.support_reopened", actor=actor, at=moment)
    return locked


def _locked(request: SupportRequest) -> SupportRequest:
    rows = SupportRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade", "need").get(pk=request.pk)


def _tell(
    request: SupportRequest,
    slug: str,
    at: datetime,
    people: list[User | None],
    *,
    again: bool = False,
) -> None:
    """Write to people about the request: once, or each time where it can happen again."""
    occasion = at.isoformat() if again else request.state
    tell(slug, people, request, at=at, occasion=occasion, reference=request.reference)
