"""Priority movers who were turned down, and the reasons they get (R3)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.models.applications.application import Application, ApplicationQuerySet
from roles.models.applications.application_state import REJECTED
from roles.models.campaigns.campaign_state import SIFTED
from roles.models.campaigns.priority_mover import MoverReason, PriorityMover, PriorityMoverQuerySet
from roles.notifying import notify_people, role_words


class ReasonGivenError(RefusedError):
    """Somebody was quicker."""

    reason = "Somebody has already recorded a reason"


def turned_down(movers: PriorityMoverQuerySet, at: datetime | None = None) -> ApplicationQuerySet:
    """The applications of movers that came to nothing, at the grade and within the days on record.

    Only those of who agreed to be on record, in their own department, once the sift is over there:
    a name never stands beside an application that is still read without one (R11). Each has the
    ``mover_pk`` it counts for. Decisions that rest are not among them: nobody outside the selection
    knows of those.
    """
    body, department = (
        F("candidate__priority_moves__organisation"),
        F("candidate__priority_moves__organisation__parent"),
    )
    own_department = (
        Q(campaign__organisation=body)
        | Q(campaign__organisation=department)
        | Q(campaign__organisation__parent=body)
        | Q(campaign__organisation__parent=department)
    )
    on_record = Q(
        candidate__priority_moves__in=movers.order_by().values("pk"),
        candidate__priority_moves__grade=F("campaign__grade"),
        candidate__priority_moves__valid_from__lte=F("submitted_at__date"),
    ) & (
        Q(candidate__priority_moves__valid_to=None)
        | Q(candidate__priority_moves__valid_to__gte=F("submitted_at__date"))
    )
    on_record &= own_department & Q(
        candidate__priority_moves__agreed_at__isnull=False, campaign__state__in=SIFTED
    )
    released = Q(release_at=None) | Q(release_at__lte=at or timezone.now())
    return (
        Application.objects.filter(on_record, released, state__in=REJECTED, erased_at=None)
        .annotate(mover_pk=F("candidate__priority_moves__pk"))
        .order_by(TruncDate("submitted_at").desc(), "reference", "mover_pk")
    )


class NotTurnedDownError(RefusedError, PermissionDenied):
    """The application is not this mover's, or they were not turned down."""

    reason = "Select an application for which this priority mover was turned down"


@requires("roles.record_prioritymover", "mover")
@transaction.atomic
def record_reason(
    *,
    mover: PriorityMover,
    application: Application,
    reason: str,
    words: str,
    actor: User,
    at: datetime | None = None,
) -> MoverReason:
    """Put on record why the mover was turned down; the mover is told and reads it (R3).

    Raises ``PermissionDenied`` for who does not look after the mover, ``ReasonGivenError`` where
    there is one, ``NotTurnedDownError`` for an application that is not among ``turned_down``.
    """
    moment = at or timezone.now()
    locked = PriorityMover.objects.select_for_update(of=("self",)).get(pk=mover.pk)
    if not actor.has_perm("roles.record_prioritymover", locked):
        raise PermissionDenied("Only the department's HR contact or the hub team records reasons.")
    own = PriorityMover.objects.filter(pk=locked.pk)
    if not turned_down(own, moment).filter(pk=application.pk).exists():
        raise NotTurnedDownError
    made, is_new = MoverReason.objects.get_or_create(
        application=application,
        defaults={
            "mover": locked,
            "reason": reason,
            "words": words,
            "recorded_by": actor,
            "recorded_at": moment,
        },
    )
    if not is_new:
        raise ReasonGivenError
    log(locked, "roles.mover_reason_recorded", actor=actor, at=moment)
    notify_people(
        "roles.mover_turned_down",
        [locked.user],
        application,
        at=moment,
        **role_words(application.campaign) | {"reference": application.reference},
    )
    return made
