"""Undoing a decision before the candidate is told of it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import chosen_by, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import locked_for_handling
from roles.models.applications.application import Application
from roles.notifying import notify_people
from roles.selection.services.stage_results import record_interview, record_sift


class SecondPersonNeededError(RefusedError, PermissionDenied):
    """Nobody undoes their own decision."""

    reason = "You cannot undo your own decision. Ask a colleague"
    field = "reason"


# To undo a decision of the sift is to sift (H4, R12).
REVERSALS = {
    "sift_again": "roles.sift_application",
    "decide_again": "roles.decide_application",
    "meet_after_all": "roles.decide_application",
}


def can_be_undone(state: str) -> bool:
    """Whether a decision that leads to this state can be taken back before its release (R19)."""
    moves = Application._meta.get_field("state").get_all_transitions(Application)
    return any(move.name in REVERSALS and move.source == state for move in moves)


@requires(chosen_by("move", REVERSALS), "application")
@transaction.atomic
def undo_decision(
    *, application: Application, move: str, reason: str, actor: User, at: datetime | None = None
) -> Application:
    """Take back a decision that rests, by a second person, with the reason on record.

    Raises ``SecondPersonNeededError`` for whoever made the decision, ``TransitionNotAllowed`` once
    the candidate has been told.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if move not in REVERSALS:
        raise TransitionNotAllowed(f"{move} undoes nothing.", object=locked)
    if locked.decided_by_id in actor.side_keys:
        raise SecondPersonNeededError
    getattr(locked, move)(moment)
    decider, words = locked.decided_by, locked.feedback
    locked.release_at = locked.decided_by = None
    locked.feedback = ""
    locked.undone = [*locked.undone, {"reason": reason, "words": words}]
    locked.save()
    record_sift(application=locked, at=moment)
    record_interview(application=locked, at=moment)
    log(locked, "roles.rejection_undone", actor=actor, at=moment)
    # Whoever may not see the application any more is not told why.
    if decider and decider.has_perm("roles.view_application", locked):
        notify_people(
            "roles.decision_undone",
            [decider],
            locked,
            at=moment,
            occasion=f"{len(locked.undone)}",
            reference=locked.reference,
            campaign=locked.campaign.reference,
        )
    return locked
