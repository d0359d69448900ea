"""Programmes and their releases: create, plan, start, finish, learn (I9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from training.models import Module, Programme, ProgrammeRelease, ReleaseLesson
from training.models.programmes.release import lessons_are_applied


class LessonsMissingError(RefusedError):
    """The lessons of the release before are not recorded against this one (I9)."""

    reason = "First record what you learnt from the release before this one"


@requires("training.manage_release")
@transaction.atomic
def create_programme(
    *,
    slug: str,
    name: str,
    kind: str,
    actor: User | None,
    summary: str = "",
    is_demo: bool = False,
    at: datetime | None = None,
) -> Programme:
    """Begin a programme, in discovery; the same slug again gives the one there is."""
    moment = at or timezone.now()
    programme, created = Programme.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "kind": kind,
            "summary": summary,
            "discovery_at": moment,
            "is_demo": is_demo,
        },
    )
    if created:
        log(programme, "training.programme_created", actor=actor, at=moment)
    return programme


@requires("training.manage_release")
@transaction.atomic
def plan_release(
    *,
    programme: Programme,
    version: str,
    phase: str,
    actor: User | None,
    planned_for: date | None = None,
    precision: str = ProgrammeRelease.Precision.DAY,
    what_changed: str = "",
    modules: Iterable[str] = (),
    open_days: Iterable[str] = (),
    at: datetime | None = None,
) -> ProgrammeRelease:
    """Plan a release with its modules and open days; the same version again changes nothing."""
    moment = at or timezone.now()
    release, created = ProgrammeRelease.objects.get_or_create(
        programme=programme,
        version=version,
        defaults={
            "phase": phase,
            "planned_for": planned_for,
            "precision": precision,
            "what_changed": what_changed,
            "planned_at": moment,
        },
    )
    if not created:
        return release
    named = [(name, True) for name in modules] + [(name, False) for name in open_days]
    Module.objects.bulk_create(
        Module(release=release, name=name, order=order, is_core=is_core)
        for order, (name, is_core) in enumerate(named)
    )
    log(release, "training.release_planned", actor=actor, at=moment)
    return release


@requires("training.manage_release", "release")
@transaction.atomic
def start_release(
    *, release: ProgrammeRelease, actor: User | None, at: datetime | None = None
) -> ProgrammeRelease:
    """Start a release; the programme enters its phase (alpha, beta, live).

    Raises ``LessonsMissingError`` when what the release before taught is not recorded against this
    one (I9), ``TransitionNotAllowed`` when the programme is not at the phase before.
    """
    moment = at or timezone.now()
    programme = Programme.objects.select_for_update().get(pk=release.programme_id)
    locked = _locked(release)
    if locked.state == locked.State.PLANNED and not lessons_are_applied(locked):
        raise LessonsMissingError
    entered = programme.phase
    getattr(programme, f"enter_{locked.phase}")(moment)
    locked.start(moment)
    programme.save()
    locked.save()
    log(locked, "training.release_started", actor=actor, at=moment)
    if programme.phase != entered:
        log(
            programme,
            "training.phase_entered",
            actor=actor,
            at=moment,
            data={"detail": programme.get_phase_display()},
        )
    return locked


@requires("training.manage_release", "release")
@transaction.atomic
def finish_release(
    *, release: ProgrammeRelease, actor: User | None, at: datetime | None = None
) -> ProgrammeRelease:
    """Finish a release. Raises ``TransitionNotAllowed`` when it is not running."""
    moment = at or timezone.now()
    locked = _locked(release)
    locked.finish(moment)
    locked.save()
    log(locked, "training.release_finished", actor=actor, at=moment)
    return locked


@requires("training.manage_release")
@transaction.atomic
def record_lessons(
    *,
    learnt_from: ProgrammeRelease,
    applied_to: ProgrammeRelease,
    lessons: Sequence[tuple[str, str]],
    actor: User | None,
    at: datetime | None = None,
) -> list[ReleaseLesson]:
    """Record what a release taught, with what changes for it, against the next one (I9).

    ``lessons`` are pairs of lesson and change. Raises ``ValueError`` when the releases are of two
    programmes or are the same.
    """
    moment = at or timezone.now()
    if learnt_from.programme_id != applied_to.programme_id or learnt_from.pk == applied_to.pk:
        raise ValueError("Lessons pass from one release of a programme to another.")
    made = [
        ReleaseLesson.objects.create(
            learnt_from=learnt_from,
            applied_to=applied_to,
            lesson=lesson,
            change=change,
            recorded_at=moment,
        )
        for lesson, change in lessons
    ]
    if made:
        log(learnt_from, "training.lessons_recorded", actor=actor, at=moment)
    return made


def _locked(release: ProgrammeRelease) -> ProgrammeRelease:
    return (
        ProgrammeRelease.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=release.pk)
    )
