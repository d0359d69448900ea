"""Amounts outside the approved range: one person asks, somebody else decides (R1)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import Membership, User, are_one_side
from hub.refusals import RefusedError
from roles.applications.services.applications import locked_for_handling
from roles.models.applications.amount_approval import AmountApproval
from roles.models.applications.application import Application
from roles.models.applications.application_state import APPOINTABLE
from roles.notifying import notify_people, people_of, without_conflicts
from roles.selection.services.offer_terms import allowance_out_of_range, salary_out_of_range


class AmountRefusedError(RefusedError):
    """The amount needs no approval, or somebody is asked already."""

    field = "salary"


class OwnAmountError(RefusedError, PermissionDenied):
    """Nobody approves the amount that they, or their own side, asked for."""

    reason = (
        "You cannot decide on an amount that you or a colleague who stands in for you asked for. "
        "Ask another vacancy approver"
    )


def may_ask_for_amount(application: Application) -> bool:
    """Whether an offer can still be made or changed, by the department that advertised."""
    may = application.state in APPOINTABLE or application.awaits_answer
    return may and application.offered_for is None


@requires("roles.decide_application", "application")
@transaction.atomic
def ask_for_amount(
    *,
    application: Application,
    salary: int,
    allowance: int | None,
    case: str,
    actor: User,
    at: datetime | None = None,
) -> AmountApproval:
    """Ask the department's approvers for an amount outside what was advertised and approved.

    Raises ``AmountRefusedError`` for one that needs no approval or while they are asked already,
    and ``TransitionNotAllowed`` when nobody can be offered it.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if not may_ask_for_amount(locked):
        raise TransitionNotAllowed("No offer can be made.", object=locked)
    if locked.amount_approvals.waiting().exists():
        raise AmountRefusedError(["Somebody is already asked for an amount. Wait for their answer"])
    salary_fits = not salary_out_of_range(locked, salary)
    if salary_fits and not allowance_out_of_range(locked, allowance):
        raise AmountRefusedError(["This amount needs no approval. You can offer it"])
    asked = AmountApproval.objects.create(
        application=locked,
        salary=salary,
        allowance=allowance,
        case=case.strip(),
        asked_by=actor,
        asked_at=moment,
    )
    log(locked, "roles.amount_asked", actor=actor, at=moment, data={"detail": asked.in_words})
    approvers = set(people_of(locked.organisation, Membership.Role.APPROVER))
    people = [person for person in approvers if not are_one_side(actor, person)]
    notify_people(
        "roles.amount_asked",
        without_conflicts(locked, people),
        locked,
        at=moment,
        occasion=f"{asked.pk}",
        reference=locked.reference,
        approval=asked.pk,
        role=locked.campaign.title,
    )
    return asked


@requires("roles.approve_amount", "approval")
@transaction.atomic
def decide_on_amount(
    *,
    approval: AmountApproval,
    answer: str,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> AmountApproval:
    """Say yes or no to an amount; who asked is told.

    Raises ``OwnAmountError`` for who asked, ``TransitionNotAllowed`` once it is decided.
    """
    moment = at or timezone.now()
    rows = AmountApproval.objects.select_for_update(of=("self",))
    locked = rows.select_related("application__campaign__organisation").get(pk=approval.pk)
    if locked.is_given is not None:
        raise TransitionNotAllowed("It is decided already.", object=locked)
    if are_one_side(actor, locked.asked_by):
        raise OwnAmountError
    locked.is_given = answer == "yes"
    locked.decided_by, locked.decided_at, locked.reason = actor, moment, reason.strip()
    locked.save()
    application = locked.application
    slug = "roles.amount_approved" if locked.is_given else "roles.amount_refused"
    log(application, slug, actor=actor, at=moment, data={"detail": locked.in_words})
    if locked.asked_by is not None:
        notify_people(
            "roles.amount_decided",
            [locked.asked_by],
            application,
            at=moment,
            occasion=f"{locked.pk}",
            reference=application.reference,
            campaign=application.campaign.reference,
            answer="approved" if locked.is_given else "not approved",
        )
    return locked
