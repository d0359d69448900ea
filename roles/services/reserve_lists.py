"""Who on live reserve lists could meet a request (H3), and each candidate's consent to it (R15)."""

from __future__ import annotations

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from hub.audit import log
from hub.models import FrameworkRole, Grade, RoleLevel, User
from roles.models.application import Application, ApplicationQuerySet
from roles.models.policy import RecruitmentPolicy
from roles.models.support_request import SupportRequest
from roles.services.applications import locked_for_candidate
from roles.services.refusals import RefusedError


class NotOnReserveListError(RefusedError):
    """There is no reserve list to share."""

    reason = "You can only choose this while you are on a reserve list"


def live_reserve(at: datetime) -> ApplicationQuerySet:
    """Applications on a reserve list that has not run out, whose candidates know it (R14)."""
    placed_after = at - relativedelta(months=RecruitmentPolicy.load().reserve_list_months)
    return Application.objects.filter(
        Q(release_at=None) | Q(release_at__lte=at),
        state=Application.State.RESERVE,
        reserve_at__gt=placed_after,
        erased_at=None,
        candidate__is_active=True,
    )


def people_for(
    *,
    role: FrameworkRole,
    level: RoleLevel | None,
    grade: Grade,
    at: datetime,
) -> ApplicationQuerySet:
    """Those who agreed to be put forward and are on a list for the same family and level.

    The list is of the same grade or a higher one (R15). Roles are compared by their slugs, since a
    list may have been made under an earlier version of the framework. In merit order within each
    list, the lists that run out first before the others.
    """
    rows = live_reserve(at).filter(
        sharing_agreed_at__isnull=False,
        sharing_withdrawn_at=None,
        campaign__role__family__slug=role.family.slug,
        campaign__grade__order__gte=grade.order,
    )
    if level is not None:
        rows = rows.filter(campaign__level__slug=level.slug)
    return rows.order_by("campaign__merit_agreed_at", "campaign_id", "reserve_at", "pk")


def people_for_request(request: SupportRequest, at: datetime | None = None) -> ApplicationQuerySet:
    """Those who could meet a request now."""
    return people_for(
        role=request.role, level=request.level, grade=request.grade, at=at or timezone.now()
    )


def count_people(
    *, role: FrameworkRole, level: RoleLevel | None, grade: Grade, at: datetime | None = None
) -> int:
    """How many people could meet a request, each once; nothing else is told before it is sent."""
    rows = people_for(role=role, level=level, grade=grade, at=at or timezone.now())
    return int(rows.order_by().aggregate(found=Count(F("candidate"), distinct=True))["found"])


@transaction.atomic
def agree_to_share(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Agree to be put forward for similar roles. Raises ``NotOnReserveListError``."""
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if not is_on_reserve(locked, moment):
        raise NotOnReserveListError
    if locked.is_shared:
        return locked
    locked.sharing_agreed_at, locked.sharing_withdrawn_at = moment, None
    locked.save()
    log(locked, "roles.sharing_agreed", actor=actor, at=moment)
    return locked


@transaction.atomic
def stop_sharing(
    *, application: Application, actor: User, at: datetime | None = None
) -> Application:
    """Take the consent back: from now on nobody else is shown the application."""
    moment = at or timezone.now()
    locked = locked_for_candidate(application, actor)
    if not locked.is_shared:
        return locked
    locked.sharing_withdrawn_at = moment
    locked.save()
    log(locked, "roles.sharing_withdrawn", actor=actor, at=moment)
    return locked


def is_on_reserve(application: Application, at: datetime) -> bool:
    """Whether the candidate knows to be on a reserve list."""
    return application.state == Application.State.RESERVE and application.is_released(at)
