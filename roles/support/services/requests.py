"""Support requests: ask, triage, answer, work, record how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub import needs
from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
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
from hub.working_days import add_working_days
from roles.campaigns.services.posts import make_posts
from roles.models.applications.application import Application
from roles.models.policy import RecruitmentPolicy
from roles.models.support.request_kind import RequestKind
from roles.models.support.support_request import SupportRequest
from roles.notifying import notify_people, people_of, requesters_of
from roles.permissions.predicates import is_no_rival
from roles.support.history import ADVISER_CHANGED
from roles.support.services.adviser_changes import change_adviser, tell_former
from roles.support.services.urgency import set_urgency

NEED_ANSWER = "roles.support_request"


@requires("roles.submit_supportrequest", "organisation")
@transaction.atomic
def submit_request(
    *,
    organisation: Organisation,
    kinds: Sequence[str],
    role: FrameworkRole,
    grade: Grade,
    posts_wanted: int,
    reason: str,
    actor: User,
    level: RoleLevel | None = None,
    service: Service | None = None,
    needed_by: date | None = None,
    requested_urgency: str = "",
    need: Need | None = None,
    second_to: SupportRequest | None = None,
    at: datetime | None = None,
) -> SupportRequest:
    """Ask the hub for support; it answers the need given, or raises one.

    The history says which request that goes on it is ``second_to``, as was confirmed.

    The Digital Leader and the HR contact are copied (H1). Triage is due two working days later, or
    as the policy says (H2). How many people on reserve lists could meet it is kept; none is unmet
    demand (H3). Raises ``PermissionDenied`` for who is no requester there (H1).
    """
    moment = at or timezone.now()
    asked = {
        "organisation": organisation,
        "role": role,
        "level": level,
        "grade": grade,
        "service": service,
        "posts_wanted": posts_wanted,
        "needed_by": needed_by,
        "requested_urgency": requested_urgency,
        "reason": reason,
    }
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
    policy = RecruitmentPolicy.load()
    reserve = Application.objects.on_live_reserve(moment)
    request = SupportRequest.objects.create(
        reference=new_reference("S"),
        need=need,
        requester=actor,
        **asked,
        reserve_matches=reserve.who_could_meet(role=role, level=level, grade=grade).count_people(),
        triage_due_on=add_working_days(
            timezone.localdate(moment), policy.triage_working_days, region=policy.bank_holidays
        ),
        submitted_at=moment,
    )
    RequestKind.objects.bulk_create(
        RequestKind(request=request, kind=kind) for kind in dict.fromkeys(kinds)
    )
    detail = {"detail": f"Although {second_to} is for the same role"} if second_to else {}
    log(request, "roles.support_requested", actor=actor, at=moment, data=detail)
    needs.answer(need=need, subject=request, slug=NEED_ANSWER, actor=actor, at=moment)
    copied = people_of(organisation, Membership.Role.DIGITAL_LEADER, Membership.Role.HR_CONTACT)
    notify_people(
        "roles.support_requested",
        [actor, *copied],
        request,
        at=moment,
        reference=request.reference,
        due=date_gb(request.triage_due_on),
    )
    return request


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def triage(
    *,
    request: SupportRequest,
    urgency: str,
    adviser: User,
    actor: User,
    follow_up_on: date | None = None,
    urgency_reason: str = "",
    accepts: bool = False,
    at: datetime | None = None,
) -> SupportRequest:
    """Record how urgent it is and who has it (H2). Raises ``TransitionNotAllowed`` if triaged.

    ``accepts`` says at once that the hub will help, which takes the permission to answer. Raises
    ``UrgencyReasonError`` for another urgency than the department's without a reason.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    locked.triage(moment)
    detail = set_urgency(
        locked, before=locked.requested_urgency, urgency=urgency, reason=urgency_reason
    )
    before, data = change_adviser(locked, adviser)
    locked.follow_up_on = follow_up_on
    locked.save()
    log(locked, "roles.support_triaged", actor=actor, at=moment, data={**data, **(detail or {})})
    changed = detail["detail"] if detail else ""
    notify_about(locked, "roles.support_triaged", moment, requesters_of(locked), changed=changed)
    notify_about(locked, "roles.support_assigned", moment, [adviser] if adviser != actor else [])
    tell_former(locked, before, actor=actor, at=moment)
    return accept(request=locked, actor=actor, at=moment) if accepts else locked


@requires("roles.triage_supportrequest", "request")
@transaction.atomic
def assign(
    *,
    request: SupportRequest,
    urgency: str,
    adviser: User,
    actor: User,
    follow_up_on: date | None = None,
    urgency_reason: str = "",
    at: datetime | None = None,
) -> SupportRequest:
    """Give a request that was triaged to another adviser, or see its urgency anew.

    Whoever was the adviser is told. Raises ``TransitionNotAllowed`` before triage and after the
    end, ``UrgencyReasonError`` for another urgency without a reason.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    if not locked.is_assignable:
        raise TransitionNotAllowed("It has no adviser to change.", object=locked)
    detail = set_urgency(locked, before=locked.urgency, urgency=urgency, reason=urgency_reason)
    before, data = change_adviser(locked, adviser)
    locked.follow_up_on = follow_up_on
    locked.save()
    is_adviser_alone = bool(data) and detail is None
    action = ADVISER_CHANGED if is_adviser_alone else "roles.support_assigned"
    log(locked, action, actor=actor, at=moment, data={**data, **(detail or {})})
    people = [adviser] if adviser != actor else []
    notify_about(locked, "roles.support_assigned", moment, people, again=True)
    tell_former(locked, before, actor=actor, at=moment)
    return locked


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def accept(
    *, request: SupportRequest, actor: User, answer: str = "", at: datetime | None = None
) -> SupportRequest:
    """Say that the hub will help; the posts it is about begin to be counted, one per head."""
    moment = at or timezone.now()
    locked = locked_request(request)
    locked.accept(moment)
    locked.answer = answer
    locked.save()
    log(locked, "roles.support_accepted", actor=actor, at=moment)
    open_posts(locked, locked.posts_wanted, actor, moment)
    notify_about(locked, "roles.support_answered", moment, requesters_of(locked))
    return locked


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def decline(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Decline, with the reason the department is told (H4).

    Raises ``TransitionNotAllowed`` for Senior Civil Service technology posts (H2).
    """
    return _refuse(
        request, SupportRequest.decline, "roles.support_declined", reason=reason, actor=actor, at=at
    )


@requires("roles.answer_supportrequest", "request")
@transaction.atomic
def redirect(
    *, request: SupportRequest, reason: str, actor: User, at: datetime | None = None
) -> SupportRequest:
    """Say who can help better. Raises ``TransitionNotAllowed`` for senior posts (H2)."""
    return _refuse(
        request,
        SupportRequest.redirect,
        "roles.support_redirected",
        reason=reason,
        actor=actor,
        at=at,
    )


def _refuse(
    request: SupportRequest,
    move: Callable[[SupportRequest, datetime], None],
    slug: str,
    *,
    reason: str,
    actor: User,
    at: datetime | None,
) -> SupportRequest:
    moment = at or timezone.now()
    locked = locked_request(request)
    move(locked, moment)
    locked.answer = reason
    locked.save()
    log(locked, slug, actor=actor, at=moment)
    needs.look_again(subject=locked, actor=actor, at=moment)
    notify_about(locked, "roles.support_answered", moment, requesters_of(locked))
    return locked


@internal
def open_posts(request: SupportRequest, number: int, actor: User, at: datetime) -> None:
    """Make so many posts of the request; call it inside the transaction that holds its lock."""
    make_posts(
        organisation=request.organisation,
        number=number,
        role=request.role,
        level=request.level,
        grade=request.grade,
        service=request.service,
        support_request=request,
        need=request.need,
        actor=actor,
        at=at,
    )


def locked_request(request: SupportRequest) -> SupportRequest:
    """The request, locked until the end of the transaction."""
    rows = SupportRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade", "need").get(pk=request.pk)


@internal
def notify_about(
    request: SupportRequest,
    slug: str,
    at: datetime,
    people: Sequence[User | None],
    *,
    again: bool = False,
    changed: str = "",
) -> None:
    """Write to people about the request, but to no rival (R25): once, or each time it happens.

    ``changed`` is what the hub saw otherwise than the department, in words.
    """
    occasion = at.isoformat() if again else request.state
    notify_people(
        slug,
        [person for person in people if person and is_no_rival(person, request)],
        request,
        at=at,
        occasion=occasion,
        reference=request.reference,
        changed=changed,
    )
