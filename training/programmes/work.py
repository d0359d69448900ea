"""What waits for trainers in programmes: releases to plan, learn for, start and finish."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django_fsm import can_proceed

from hub.models import StaffGroup, User
from hub.work import WorkItem, WorkKind, WorkQueue
from training.models import Programme, ProgrammeRelease
from training.models.cohorts.cohort_state import OVER
from training.models.programmes.release import ProgrammeReleaseQuerySet
from training.models.programmes.release_state import TAKING_COHORTS

State = ProgrammeRelease.State


def programmes_without_release(person: User) -> QuerySet[Programme]:
    """Programmes of which no release runs or is planned."""
    if not person.has_perm("training.manage_release"):
        return Programme.objects.none()
    open_releases = ProgrammeRelease.objects.filter(
        programme=OuterRef("pk"), state__in=TAKING_COHORTS
    )
    rows = Programme.objects.filter(~Exists(open_releases)).exclude(phase=Programme.Phase.RETIRED)
    ended = Max(Coalesce("releases__finished_at", "releases__cancelled_at"))
    return rows.annotate(since=Coalesce(ended, "discovery_at")).order_by("since", "pk")


def _releases(person: User, state: str) -> ProgrammeReleaseQuerySet:
    if not person.has_perm("training.manage_release"):
        return ProgrammeRelease.objects.none()
    return ProgrammeRelease.objects.filter(state=state).select_related("programme")


def _planned(person: User) -> QuerySet[Any]:
    rows = _releases(person, State.PLANNED).with_lessons(timezone.now())
    return rows.order_by("planned_at", "pk")


def releases_without_lessons(person: User) -> QuerySet[Any]:
    """Planned releases for which nobody has recorded what the one before taught (I9)."""
    return _planned(person).filter(before__isnull=False, has_lessons=False)


def releases_to_start(person: User) -> list[ProgrammeRelease]:
    """Planned releases that can begin: lessons are recorded, and their phase can be entered."""
    rows = _planned(person).filter(Q(before__isnull=True) | Q(has_lessons=True))
    return [row for row in rows if can_proceed(getattr(row.programme, f"enter_{row.phase}"))]


def releases_to_finish(person: User) -> ProgrammeReleaseQuerySet:
    """Running releases whose cohorts are all over."""
    rows = _releases(person, State.RUNNING).annotate(
        since=Max(Coalesce("cohorts__completed_at", "cohorts__cancelled_at")),
        number=Count("cohorts", distinct=True),
        over=Count("cohorts", filter=Q(cohorts__state__in=OVER), distinct=True),
    )
    return rows.filter(number=F("over"), since__isnull=False).order_by("since", "pk")


def _programme(programme: Any) -> WorkItem:
    href = reverse("training:release_new", args=[programme.slug])
    return WorkItem(str(programme), href, programme.since)


def _lessons(release: Any) -> WorkItem:
    return WorkItem(
        text=str(release),
        href=reverse("training:lesson_new", args=[release.before]),
        since=release.planned_at,
        until=release.last_day_due,
    )


def _start(release: ProgrammeRelease) -> WorkItem:
    href = reverse("training:release_move", args=[release.pk, "start"])
    return WorkItem(str(release), href, release.planned_at, release.last_day_due)


def _finish(release: Any) -> WorkItem:
    href = reverse("training:release_move", args=[release.pk, "finish"])
    return WorkItem(str(release), href, release.since)


def _all_releases(person: User) -> str:
    return reverse("training:workspace")


WORK = (
    WorkQueue(
        "training.plan_release",
        "Plan the next release",
        programmes_without_release,
        _programme,
        order=70,
        whole=_all_releases,
        offices=(StaffGroup.TRAINERS,),
    ),
    WorkQueue(
        "training.lessons",
        "Record what you learnt from the previous release",
        releases_without_lessons,
        _lessons,
        order=71,
        whole=_all_releases,
        offices=(StaffGroup.TRAINERS,),
        kind=WorkKind.RECORD,
    ),
    WorkQueue(
        "training.start_release",
        "Start releases",
        releases_to_start,
        _start,
        order=72,
        whole=_all_releases,
        offices=(StaffGroup.TRAINERS,),
    ),
    WorkQueue(
        "training.finish_release",
        "Finish releases whose cohorts are all over",
        releases_to_finish,
        _finish,
        order=73,
        whole=_all_releases,
        offices=(StaffGroup.TRAINERS,),
    ),
)
