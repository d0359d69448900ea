"""Applications: start, save, send, take back, and move them through their states."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed, can_proceed

from hub.audit import log
from hub.authorisation import chosen_by, internal, requires
from hub.models import User
from hub.references import new_reference
from hub.refusals import RefusedError
from roles.applications.questions import unfinished
from roles.applications.services.same_person import tell_who_applied_twice
from roles.applications.services.sides import begin_to_apply, begin_to_handle, begin_to_send
from roles.models.applications.application import Application
from roles.models.applications.application_facts import ApplicationFacts
from roles.models.applications.application_state import (
    FOUND_BY_PANEL,
    SHOWN_UNTIL_RELEASE,
    ApplicationState,
)
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.priority_mover import is_hidden_from
from roles.models.campaigns.selection_order import check_order
from roles.models.policy import RecruitmentPolicy
from roles.permissions.predicates import (
    acts_on_application,
    did_not_enter,
    is_no_rival,
    knows_no_arrangements,
)
from roles.signals import application_sent, interview_recorded, sift_decided
from roles.telling import tell_candidate


class CampaignNotOpenError(Exception):
    """The campaign does not take applications at this moment (R7)."""


class IncompleteApplicationError(Exception):
    """An answer is missing, too long for the campaign, or copied and not yet confirmed."""


@requires("roles.view_own_applications")
@transaction.atomic
def start_application(
    *, campaign: Campaign, actor: User, at: datetime | None = None
) -> Application:
    """Begin a draft, or return the one application this person has for the campaign (R8).

    Raises ``CampaignNotOpenError`` when there is none yet and the campaign takes none,
    ``HandlesApplicationsError`` for who has opened others' applications for it (R25),
    ``AppliedBeforeError`` for who sent one with another account (R8).
    """
    moment = at or timezone.now()
    own = Application.objects.that_count().filter(campaign=campaign, candidate=actor)
    # One of their own goes before what was entered for them.
    existing = own.order_by("entered_how").first()
    if existing:
        return existing
    if not campaign.is_open_at(moment) or is_hidden_from(campaign, actor, moment):
        raise CampaignNotOpenError
    begin_to_apply(campaign=campaign, person=actor, at=moment)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                reference=new_reference("A"),
                campaign=campaign,
                candidate=actor,
                full_name=actor.get_full_name(),
                email=actor.email,
                draft_at=moment,
                saved_at=moment,
            )
    except IntegrityError:  # A second click was quicker: theirs is the one.
        return own.get(entered_how="")
    log(application, "roles.application_started", actor=actor, at=moment)
    return application


@requires("roles.act_on_application", "application")
@transaction.atomic
def submit_application(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Send an application; however often this is asked, it is sent once, with one message (R8).

    Raises ``CampaignNotOpenError`` after the closing time (R7: a draft is no submission),
    ``IncompleteApplicationError`` when a part is missing, and ``AppliedBeforeError`` when the
    person has sent one with another account.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.submitted_at is not None:
        return locked
    if not locked.campaign.is_open_at(moment):
        raise CampaignNotOpenError
    if unfinished(locked):
        raise IncompleteApplicationError
    if locked.candidate is not None:
        begin_to_send(campaign=locked.campaign, person=locked.candidate)
    locked.submit(moment)
    locked.save()
    log(locked, "roles.application_submitted", actor=actor, at=moment)
    notify_candidate("roles.application_submitted", locked, at=moment)
    tell_who_applied_twice(application=locked, at=moment)
    application_sent.send(sender=None, application=locked, at=moment)
    return locked


# The decisions that somebody makes who knows of no scheme (R12).
SIFT_DECISIONS = frozenset({"pass_sift", "fail_sift"})
# What one button does: each transition to a state that declares what the audit trail says of it.
# What undoes a decision is left out: a second person does it, with a reason (``undo_decision``).
GOALS: dict[str, ApplicationFacts] = {
    found.name: ApplicationState(found.target).facts
    for found in Application._meta.get_field("state").get_all_transitions(Application)
    if ApplicationState(found.target).facts.action and not found.custom.get("undoes")
}
# What becomes of the candidate: decided by others than who typed the application in (R25).
DECISIONS = frozenset(
    {
        *("miss_interview", "recommend", "put_on_reserve", "keep_on_reserve", "not_appoint"),
        "offer_formally",
    }
)
PERMISSIONS = {
    move: "roles.sift_application"
    if move in SIFT_DECISIONS
    else "roles.decide_application"
    if move in DECISIONS
    else "roles.move_application"
    for move in GOALS
}


class EnteredItError(RefusedError, PermissionDenied):
    """Who typed an application in for somebody does not decide on it (R25)."""

    reason = (
        "You cannot decide on this application because you entered it for the candidate. Ask a "
        "colleague, or the hub team if there is nobody else"
    )


class KnowsArrangementsError(RefusedError, PermissionDenied):
    """Who knows who it is, or which schemes they apply under, does not decide the sift (R12)."""

    reason = (
        "You cannot decide on this application because you have seen the candidate’s "
        "reasonable adjustments. Ask a colleague to decide"
    )


def why_not_to_sift(user: User, application: Application) -> str:
    """Why somebody must not decide the sift of an application: what they know; "" for nothing."""
    if knows_no_arrangements(user, application):
        return ""
    if not did_not_enter(user, application):
        return EnteredItError.reason
    return KnowsArrangementsError.reason


@requires(chosen_by("move", PERMISSIONS), "application")
@transaction.atomic
def move_application(
    *,
    application: Application,
    move: str,
    actor: User,
    feedback: str = "",
    at: datetime | None = None,
) -> Application:
    """Make one of the declared moves that need nothing more than saying so.

    A decision rests for the policy's hours, and until people are at work, before the candidate is
    told; ``feedback`` goes with it (R19). Raises ``TooEarlyError`` when something else comes first
    in the order of selection, ``TransitionNotAllowed`` when the move is not legal now,
    ``PermissionDenied`` when it is the actor's own application, ``KnowsArrangementsError`` (R12).
    Interviews and offers have services of their own.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if move in SIFT_DECISIONS:
        if why := why_not_to_sift(actor, locked):
            raise KnowsArrangementsError([why])
        locked.sifted_by = actor
    goal = GOALS.get(move)
    if goal and can_proceed(getattr(locked, move), check_conditions=False):
        check_order(locked, move, actor)
    if goal is None or not can_proceed(getattr(locked, move)):
        raise TransitionNotAllowed(f"{move} is not a move from {locked.state}.", object=locked)
    return _made(locked, move, goal, actor, feedback, moment)


@internal
@transaction.atomic
def decide_sift_together(
    *, application: Application, is_passed: bool, by: User | None, words: str, at: datetime
) -> Application:
    """One of the decisions of a whole sift, all of which are made at once in one name (R12).

    Whoever calls it has asked whether they may be. Raises ``TransitionNotAllowed``.
    """
    locked = locked_for_handling(application, None)
    move = "pass_sift" if is_passed else "fail_sift"
    if not can_proceed(getattr(locked, move)):
        raise TransitionNotAllowed(f"{move} is not a move from {locked.state}.", object=locked)
    locked.sifted_by = by
    return _made(locked, move, GOALS[move], by, words, at)


def _made(
    locked: Application,
    move: str,
    goal: ApplicationFacts,
    actor: User | None,
    feedback: str,
    moment: datetime,
) -> Application:
    """Make a move that is allowed: release, words, log and emails as its goal declares them."""
    getattr(locked, move)(moment)
    if locked.state in SHOWN_UNTIL_RELEASE:
        locked.release_at = RecruitmentPolicy.load().release_of(moment)
    if move in SIFT_DECISIONS | DECISIONS:
        locked.decided_by = actor
    if goal.feedback:
        # Where none is offered it stays with the application, as the reason (R19).
        locked.feedback = feedback
    locked.save()
    if move in SIFT_DECISIONS:
        sift_decided.send(sender=None, application=locked, at=moment)
    if locked.state in FOUND_BY_PANEL:
        interview_recorded.send(sender=None, application=locked, at=moment)
    log(locked, goal.action, actor=actor, at=moment, data=told_at(locked))
    # Of the other moves they are not told: those are the department's own business.
    if goal.candidate_message:
        notify_candidate(goal.candidate_message, locked, at=moment)
    return locked


def told_at(application: Application) -> dict[str, Any]:
    """When its candidate is told of a decision, for the trail: the next one has another moment."""
    release = application.release_at if application.awaits_release else None
    return {"told_at": release.isoformat()} if release else {}


def takes_feedback(application: Application, move: str) -> bool:
    """Whether feedback goes with a move: after an interview, after the sift where offered (R19)."""
    goal = GOALS.get(move)
    feedback = goal.feedback if goal else ""
    return feedback == "always" or (
        feedback == "if offered" and application.campaign.offers_sift_feedback
    )


class SetAsideError(RefusedError):
    """Another application of the same person goes on in place of this one."""

    reason = (
        "You cannot change this application because it was set aside as a duplicate. To go on "
        "with it, select “Consider again”"
    )


@internal
def locked_for_handling(
    application: Application, actor: User | None, *, is_set_aside_too: bool = False
) -> Application:
    """Lock an application for those who handle it.

    Raises ``PermissionDenied`` for one's own, and for those of one's rivals; ``SetAsideError``.
    """
    locked = _locked(application)
    if locked.is_set_aside and not is_set_aside_too:
        raise SetAsideError
    if actor is not None:
        if not is_no_rival(actor, locked):
            raise PermissionDenied("Nobody handles their own application, or their rivals'.")
        begin_to_handle(campaign=locked.campaign, person=actor)
    return locked


@internal
def notify_candidate(
    slug: str,
    application: Application,
    *,
    at: datetime,
    occasion: str = "",
    is_at_their_word: bool = False,
    is_changed: bool = False,
    recorded_by: str = "",
) -> None:
    """Tell the candidate about a step, once for each time it is reached; not before a release."""
    release = application.release_at if application.awaits_release else None
    more: dict[str, Any] = {"is_changed": True} if is_changed else {}
    if recorded_by:
        more["recorded_by"] = recorded_by
    tell_candidate(
        slug,
        application,
        at=at,
        occasion=f"{application.state}@{release:%Y%m%dT%H%M%S}"
        if release
        else occasion or application.state,
        not_before=release,
        is_at_their_word=is_at_their_word,
        reference=application.reference,
        **more,
    )


def locked_for_candidate(application: Application, actor: User) -> Application:
    """Lock an application for its candidate. Raises ``PermissionDenied`` for anybody else."""
    locked = _locked(application)
    if not acts_on_application(actor, locked):
        raise PermissionDenied("Only the candidate acts on their application.")
    return locked


def _locked(application: Application) -> Application:
    # The row alone: locking the campaign too would make every candidate of it wait.
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        "campaign__organisation", "candidate", "post", "interview", "offer_terms"
    )
    return rows.get(pk=application.pk)
