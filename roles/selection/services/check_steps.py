"""Pre-employment checks on their way: asked for, received, doubted; the candidate first (S40)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from hub.working_days import add_working_days
from roles.applications.services.applications import (
    locked_for_candidate,
    locked_for_handling,
    move_application,
    notify_candidate,
)
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.applications.check_progress import CheckProgress
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.check_kinds import CheckKind, checked_from, checks_needed
from roles.models.policy import RecruitmentPolicy
from roles.notifying import notify_handlers, people_of

ASKED, RECEIVED = "asked", "received"


class CheckRefusedError(RefusedError):
    """What is recorded of a check is not one that is needed, or is of a day that cannot be."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__([reason])
        self.field = field


@requires("roles.move_application", "application")
@transaction.atomic
def start_checks(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Start the checks that the role needs; whoever does is responsible for each of them."""
    moment = at or timezone.now()
    started = move_application(application=application, move="start_checks", actor=actor, at=moment)
    progress_of(started, checks_needed(started.campaign), owner=actor, at=moment)
    return started


@internal
def progress_of(
    application: Application, kinds: Iterable[str], *, owner: User, at: datetime
) -> list[CheckProgress]:
    """How far some checks of an application are, begun now where nobody has."""
    return [
        CheckProgress.objects.get_or_create(
            application=application, kind=kind, defaults={"owner": owner, "opened_at": at}
        )[0]
        for kind in kinds
    ]


def owners_for(application: Application) -> list[User]:
    """Who can be responsible for a check: those who run campaigns in the department."""
    return sorted(set(people_of(application.organisation, *RUNNING_CAMPAIGNS)), key=str)


@internal
def locked_in_checks(application: Application, actor: User) -> Application:
    """The application, locked, whose checks are under way. Raises ``TransitionNotAllowed``."""
    locked = locked_for_handling(application, actor)
    if locked.state != Application.State.CHECKS:
        raise TransitionNotAllowed("No checks are under way.", object=locked)
    return locked


def chosen_kinds(application: Application, kinds: Iterable[str]) -> list[CheckKind]:
    """Those of the checks that the role needs which were chosen. Raises ``CheckRefusedError``."""
    wanted = set(kinds)
    chosen = [kind for kind in checks_needed(application.campaign) if kind in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise CheckRefusedError("kinds", "Select the checks that this role needs")
    return chosen


@requires("roles.move_application", "application")
@transaction.atomic
def record_steps(
    *,
    application: Application,
    kinds: Iterable[str],
    step: str,
    on: date,
    actor: User,
    owner: User | None = None,
    evidence: str = "",
    at: datetime | None = None,
) -> Application:
    """Record that some checks were asked for, or what they need received; and whose each is.

    ``evidence`` says which papers came, and is deleted with the decision. Raises
    ``CheckRefusedError``, and ``TransitionNotAllowed`` when no checks are under way.
    """
    moment = at or timezone.now()
    locked = locked_in_checks(application, actor)
    chosen = chosen_kinds(locked, kinds)
    if on > timezone.localdate(moment):
        raise CheckRefusedError("on", "The date must be today or in the past")
    if on < max(checked_from(kind, locked) for kind in chosen):
        raise CheckRefusedError("on", "The date must be on or after the day of the acceptance")
    if owner is not None and owner not in owners_for(locked):
        raise CheckRefusedError("owner", "Select somebody who runs campaigns in the department")
    for row in progress_of(locked, chosen, owner=actor, at=moment):
        _take_step(row, step, on)
        row.owner = owner or row.owner or actor
        if step == RECEIVED and row.decided_at is None:
            row.evidence = evidence.strip()
        row.save()
    verb = "asked for" if step == ASKED else "received"
    detail = {"detail": f"{', '.join(kind.label for kind in chosen)}: {verb}"}
    log(locked, "roles.checks_asked", actor=actor, at=moment, data=detail)
    return locked


def _take_step(row: CheckProgress, step: str, on: date) -> None:
    if step == ASKED:
        row.asked_on, row.received_on = on, None
        return
    if row.asked_on is not None and on < row.asked_on:
        raise CheckRefusedError("on", "Nothing can be received before it was asked for")
    row.received_on = on
    row.asked_on = row.asked_on or on


@requires("roles.decide_application", "application")
@transaction.atomic
def put_doubt(
    *,
    application: Application,
    kind: str,
    words: str,
    actor: User,
    at: datetime | None = None,
) -> CheckProgress:
    """Put a doubt about a check to the candidate, who is heard before anybody decides (S40).

    They are told that there is a question, and read it on their page alone. Raises
    ``CheckRefusedError`` while they have still to answer one about the same check.
    """
    moment = at or timezone.now()
    locked = locked_in_checks(application, actor)
    [chosen] = chosen_kinds(locked, [kind])
    [row] = progress_of(locked, [chosen], owner=actor, at=moment)
    if row.awaits_candidate:
        raise CheckRefusedError("kind", "The candidate has not answered the last question yet")
    policy, today = RecruitmentPolicy.load(), timezone.localdate(moment)
    last = add_working_days(today, policy.doubt_working_days, region=policy.bank_holidays)
    row.raise_doubt(words.strip(), actor, last, moment)
    row.save()
    detail = {"detail": chosen.label}
    log(locked, "roles.check_doubted", actor=actor, at=moment, data=detail)
    again = f"{chosen} {moment:%Y%m%dT%H%M%S}"
    notify_candidate("roles.check_doubted", locked, at=moment, occasion=again)
    return row


@requires("roles.act_on_application", "application")
@transaction.atomic
def answer_doubt(
    *,
    application: Application,
    kind: str,
    text: str,
    actor: User,
    at: datetime | None = None,
) -> CheckProgress:
    """Answer a doubt about a check of one's own; the department is told.

    Raises ``TransitionNotAllowed`` when nothing waits for an answer.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    row = locked.checks_in_hand.with_candidate().filter(kind=kind).first()
    if row is None or locked.state != Application.State.CHECKS:
        raise TransitionNotAllowed("No question waits for an answer.", object=locked)
    row.answer, row.answered_at = text.strip(), moment
    row.save()
    detail = {"detail": row.get_kind_display()}
    log(locked, "roles.check_answered", actor=actor, at=moment, data=detail)
    notify_handlers("roles.check_answered", locked, at=moment)
    return row


@internal
def refuse_unheard(
    application: Application, kinds: Iterable[CheckKind], result: str, actor: User, at: datetime
) -> None:
    """Refuse to decide on a check in doubt before the candidate was heard, or by who doubts it.

    Nor is any check recorded as not passed of which the candidate was never asked (S40). Raises
    ``CheckRefusedError``.
    """
    today = timezone.localdate(at)
    rows = {row.kind: row for row in application.checks_in_hand.doubted()}
    for kind in kinds:
        name, row = kind.label[0].lower() + kind.label[1:], rows.get(kind)
        if row is None:
            if result == PreEmploymentCheck.Result.NOT_PASSED:
                raise CheckRefusedError(
                    "result",
                    f"Ask the candidate first about the doubt: {name}. Use “Ask the candidate "
                    "about a doubt”",
                )
            continue
        if row.awaits_candidate and not row.is_left_unanswered(today):
            raise CheckRefusedError(
                "kinds", f"The candidate has not answered the question yet: {name}"
            )
        if row.doubt_by_id in actor.side_keys:
            raise CheckRefusedError(
                "kinds",
                f"You asked the candidate about this: {name}. Somebody else has to decide",
            )
