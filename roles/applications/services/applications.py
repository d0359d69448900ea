"""Applications: start, save, send, take back, and move them through their states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed, can_proceed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.references import new_reference
from roles.applications.questions import unfinished
from roles.models.applications.application import Application
from roles.models.applications.application_state import SHOWN_UNTIL_RELEASE, ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.priority_mover import is_hidden_from
from roles.models.policy import RecruitmentPolicy
from roles.permissions import acts_on_application, is_no_rival
from roles.telling import tell


@dataclass(frozen=True)
class Step:
    """A move that needs only saying so: its audit action, and whether feedback goes with it."""

    action: str
    feedback: Literal["never", "if offered", "always"] = "never"


STEPS = {
    "pass_sift": Step("roles.application_sifted_in"),
    "fail_sift": Step("roles.application_sifted_out", feedback="if offered"),
    "invite": Step("roles.interview_invited"),
    "book": Step("roles.interview_booked"),
    "record_interview": Step("roles.interview_held"),
    "recommend": Step("roles.application_recommended"),
    "put_on_reserve": Step("roles.application_reserved", feedback="always"),
    "not_appoint": Step("roles.application_not_appointable", feedback="always"),
    "start_checks": Step("roles.checks_started"),
    "offer_formally": Step("roles.formal_offer_made"),
}


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

    Raises ``CampaignNotOpenError`` when there is none yet and the campaign takes none.
    """
    moment = at or timezone.now()
    existing = Application.objects.filter(campaign=campaign, candidate=actor).first()
    if existing:
        return existing
    if not campaign.is_open_at(moment) or is_hidden_from(campaign, actor, moment):
        raise CampaignNotOpenError
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
        return Application.objects.get(campaign=campaign, candidate=actor)
    log(application, "roles.application_started", actor=actor, at=moment)
    return application


@requires("roles.act_on_application", "application")
@transaction.atomic
def submit_application(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Send an application; however often this is asked, it is sent once, with one message (R8).

    Raises ``CampaignNotOpenError`` after the closing time (R7: a draft is no submission) and
    ``IncompleteApplicationError`` when a part is missing.
    """
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if locked.submitted_at is not None:
        return locked
    if not locked.campaign.is_open_at(moment):
        raise CampaignNotOpenError
    if unfinished(locked):
        raise IncompleteApplicationError
    locked.submit(moment)
    locked.save()
    log(locked, "roles.application_submitted", actor=actor, at=moment)
    tell_candidate("roles.application_submitted", locked, at=moment)
    return locked


@requires("roles.move_application", "application")
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

    A decision rests for the policy's hours before the candidate is told; ``feedback`` goes with it
    (R19). Raises ``TransitionNotAllowed`` when the move is not legal now, ``PermissionDenied`` when
    it is the actor's own application. Offers have services of their own.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    step = STEPS.get(move)
    if step is None or not can_proceed(getattr(locked, move)):
        raise TransitionNotAllowed(f"{move} is not a move from {locked.state}.", object=locked)
    getattr(locked, move)(moment)
    rests = locked.state in SHOWN_UNTIL_RELEASE
    locked.release_at = moment + resting_time() if rests else None
    locked.decided_by = actor if rests else locked.decided_by
    if asks_feedback(locked, move):
        locked.feedback = feedback
    locked.save()
    log(locked, step.action, actor=actor, at=moment)
    # Of the other moves they are not told: those are the department's own business.
    if candidate_message := ApplicationState(locked.state).facts.candidate_message:
        tell_candidate(candidate_message, locked, at=moment)
    return locked


def asks_feedback(application: Application, move: str) -> bool:
    """Whether feedback goes with a move: after an interview, after the sift where offered (R19)."""
    feedback = STEPS[move].feedback
    return feedback == "always" or (
        feedback == "if offered" and application.campaign.offers_sift_feedback
    )


def locked_for_handling(application: Application, actor: User | None) -> Application:
    """Lock an application for those who handle it.

    Raises ``PermissionDenied`` for one's own, and for those of one's rivals.
    """
    locked = _locked(application)
    if actor is not None and not is_no_rival(actor, locked):
        raise PermissionDenied("Nobody handles their own application, or their rivals'.")
    return locked


def resting_time() -> timedelta:
    """How long a decision rests before its release."""
    return timedelta(hours=RecruitmentPolicy.load().release_hours)


@internal
def tell_candidate(slug: str, application: Application, *, at: datetime) -> None:
    """Write to the candidate about a step, once for each time it is reached; not before a release.

    To nobody when erased.
    """
    release = application.release_at
    to: User | str | None = application.candidate
    if to is None and application.declared_on:
        to = application.email
    tell(
        slug,
        [to],
        application,
        at=at,
        occasion=f"{application.state}@{release:%Y%m%dT%H%M%S}" if release else application.state,
        not_before=release,
        reference=application.reference,
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
        "campaign__organisation", "candidate", "post"
    )
    return rows.get(pk=application.pk)
