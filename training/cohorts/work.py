"""What waits for trainers in cohorts: to plan one, and the next step of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from hub.models import HomePage, StaffGroup, User
from hub.numbers import plural
from hub.work import WorkItem, WorkQueue
from training.delivery.work import sessions_to_record
from training.models import Cohort, CohortState, Place, PlaceState, Programme, ProgrammeRelease
from training.models.cohorts.cohort import CohortQuerySet
from training.models.cohorts.cohort_state import UPCOMING
from training.programmes.pages import ProgrammeIndexPage

BEFORE_CONFIRMED = (CohortState.PLANNED, CohortState.OPEN, CohortState.FULL)


class Wanted(NamedTuple):
    """A cohort that the waiting list calls for: of which release, for how many, since when."""

    release: ProgrammeRelease
    number: int
    since: Any


def _cohorts(person: User) -> CohortQuerySet:
    """The cohorts that a person runs."""
    if not person.has_perm("training.manage_cohort"):
        return Cohort.objects.none()
    return Cohort.objects.select_related("release__programme")


def _running_releases(person: User) -> QuerySet[ProgrammeRelease]:
    if not person.has_perm("training.manage_cohort"):
        return ProgrammeRelease.objects.none()
    rows = ProgrammeRelease.objects.filter(state=ProgrammeRelease.State.RUNNING)
    return rows.select_related("programme")


def releases_without_cohort(person: User) -> QuerySet[ProgrammeRelease]:
    """Releases that have begun and that nobody takes."""
    return _running_releases(person).filter(cohorts=None).order_by("running_at", "pk")


def cohorts_wanted(person: User) -> list[Wanted]:
    """The newest induction, while people wait for any cohort and none is planned for them."""
    inductions = _running_releases(person).filter(programme__kind=Programme.Kind.INDUCTION)
    release = inductions.order_by("-running_at", "-pk").first()
    if release is None:
        return []
    waiting = Place.objects.waiting().filter(cohort__isnull=True, person__isnull=False)
    found = waiting.aggregate(number=Count("pk"), since=Min("requested_at"))
    planned = Cohort.objects.of_inductions().filter(state=CohortState.PLANNED)
    if not found["number"] or planned.starting_after(timezone.localdate()).exists():
        return []
    return [Wanted(release, found["number"], found["since"])]


def cohorts_to_open(person: User) -> CohortQuerySet:
    """Planned cohorts still to begin, in which nobody can be offered a place yet."""
    rows = _cohorts(person).filter(state=CohortState.PLANNED)
    return rows.filter(starts_on__gt=timezone.localdate()).order_by("planned_at", "pk")


def cohorts_to_confirm(person: User) -> CohortQuerySet:
    """Cohorts in which people have accepted a place, and that are not certain yet."""
    rows = _cohorts(person).filter(_accepted(), state__in=(CohortState.OPEN, CohortState.FULL))
    return rows.annotate(since=Coalesce("full_at", "opened_at")).order_by("since", "pk")


def cohorts_to_cancel(person: User) -> CohortQuerySet:
    """Cohorts whose first day has come, and in which nobody has accepted a place."""
    rows = _cohorts(person).filter(~_accepted(), state__in=BEFORE_CONFIRMED)
    today = timezone.localdate()
    return rows.filter(starts_on__lte=today).order_by("starts_on", "pk")


def cohorts_to_start(person: User) -> CohortQuerySet:
    """Confirmed cohorts whose first day has come."""
    rows = _cohorts(person).filter(state=CohortState.CONFIRMED)
    return rows.first_day_by(timezone.localdate())


def cohorts_to_complete(person: User) -> CohortQuerySet:
    """Running cohorts whose last day has come, and whose attendance is recorded."""
    rows = _cohorts(person).filter(state=CohortState.RUNNING)
    rows = rows.exclude(pk__in=sessions_to_record(person).values("cohort"))
    return rows.last_day_by(timezone.localdate())


def cohorts_without_page(person: User) -> CohortQuerySet:
    """Cohorts in which people are offered places, and of which the public can read nothing."""
    if not person.has_perm("training.write_cohort_page"):
        return Cohort.objects.none()
    indexes = ProgrammeIndexPage.objects.filter(programme=OuterRef("release__programme"))
    rows = Cohort.objects.filter(page__isnull=True, state__in=UPCOMING).annotate(
        index=Subquery(indexes.order_by("pk").values("pk")[:1]),
        home=Subquery(HomePage.objects.order_by("pk").values("pk")[:1]),
    )
    return rows.order_by("opened_at", "pk")


def _page_to_make(cohort: Any) -> WorkItem:
    """Straight to the form: of the cohort's page, or first of the programme's above it."""
    kind = "cohortpage" if cohort.index else "programmeindexpage"
    return WorkItem(
        text=f"{cohort}, {cohort.dates_in_words}",
        href=reverse(
            "wagtailadmin_pages:add", args=["training", kind, cohort.index or cohort.home]
        ),
        since=cohort.opened_at,
        until=cohort.starts_on,
    )


def _accepted() -> Exists:
    accepted = Place.objects.filter(cohort=OuterRef("pk"), state=PlaceState.ACCEPTED)
    return Exists(accepted)


def _cohort(cohort: Any, *, move: str, since: str, until: str = "") -> WorkItem:
    """A cohort with the address of its move, and the names of what says since and until when."""
    return WorkItem(
        text=f"{cohort}, {cohort.dates_in_words}",
        href=reverse("training:cohort_move", args=[cohort.slug, move]),
        since=getattr(cohort, since),
        until=getattr(cohort, until) if until else None,
    )


def _new_cohort(release: ProgrammeRelease) -> WorkItem:
    assert release.running_at is not None, "a release that runs has begun"
    href = reverse("training:cohort_new", args=[release.pk])
    return WorkItem(str(release), href, since=release.running_at)


def _wanted(wanted: Wanted) -> WorkItem:
    number = plural(wanted.number, "person", "people")
    return WorkItem(
        text=f"{wanted.release} ({number} waiting)",
        href=reverse("training:cohort_new", args=[wanted.release.pk]),
        since=wanted.since,
    )


def _all_cohorts(person: User) -> str:
    return reverse("training:workspace")


def _queue(
    move: str, label: str, rows: Callable[[User], CohortQuerySet], order: int, **dates: str
) -> WorkQueue:
    """The queue of cohorts that wait for a move."""
    item = partial(_cohort, move=move, **dates)
    return WorkQueue(
        f"training.{move}",
        label,
        rows,
        item,
        order,
        whole=_all_cohorts,
        offices=(StaffGroup.TRAINERS,),
    )


WORK = (
    WorkQueue(
        "training.plan_first_cohort",
        "Plan the first cohort of a release",
        releases_without_cohort,
        _new_cohort,
        order=64,
        whole=_all_cohorts,
        offices=(StaffGroup.TRAINERS,),
    ),
    WorkQueue(
        "training.plan_cohort",
        "Plan a cohort for the waiting list",
        cohorts_wanted,
        _wanted,
        order=64,
        offices=(StaffGroup.TRAINERS,),
    ),
    _queue(
        "open",
        "Make places available",
        cohorts_to_open,
        65,
        since="planned_at",
        until="starts_on",
    ),
    _queue("confirm", "Confirm cohorts", cohorts_to_confirm, 66, since="since", until="starts_on"),
    _queue(
        "cancel",
        "Cancel cohorts in which nobody has accepted a place",
        cohorts_to_cancel,
        67,
        since="starts_on",
    ),
    _queue("start", "Start cohorts", cohorts_to_start, 68, since="since", until="since"),
    _queue("complete", "Complete cohorts", cohorts_to_complete, 69, since="since"),
    WorkQueue(
        "training.make_page",
        "Make the public page of a cohort",
        cohorts_without_page,
        _page_to_make,
        order=69,
        offices=(StaffGroup.EDITORS,),
        on_front_page=True,
    ),
)
