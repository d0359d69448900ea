"""Releases of programmes, cohorts and induction places, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Concat

from hub.models import User
from hub.search import Found, SearchSource, names_of
from training.models import Cohort, Place, Programme, ProgrammeRelease
from training.places.tables import holder


def releases(person: User) -> QuerySet[ProgrammeRelease]:
    """The releases of programmes, for who runs them."""
    phases = [When(phase=one.value, then=Value(one.label)) for one in Programme.Phase]
    # As it is called everywhere: "live, version 2.1".
    called = Concat(Case(*phases, default=Value("")), Value(", version "), "version")
    rows = ProgrammeRelease.objects.annotate(called=called).select_related("programme")
    return rows if person.has_perm("training.manage_release") else rows.none()


def _release(release: ProgrammeRelease) -> Found:
    return Found(str(release), release.get_absolute_url(), release.get_state_display())


def cohorts(person: User) -> QuerySet[Cohort]:
    """The cohorts that a person may see."""
    if not person.has_perm("training.view_cohort"):
        return Cohort.objects.none()
    return Cohort.objects.visible_to(person)


def _cohort(cohort: Cohort) -> Found:
    return Found(cohort.name, cohort.get_absolute_url(), cohort.get_state_display())


def places(person: User) -> QuerySet[Place]:
    """The induction places that a person may see."""
    return Place.objects.visible_to(person).select_related("cohort", "person", "organisation")


def _place(place: Place) -> Found:
    cohort = place.cohort.name if place.cohort else "Waiting list"
    return Found(
        text=f"{place.reference}: {holder(place)}",
        href=place.get_absolute_url(),
        about=f"{cohort}, {place.organisation.name}",
    )


TRAINING_SEARCH = (
    SearchSource(
        "training.releases",
        "Programmes",
        releases,
        _release,
        order=53,
        fields=("programme__name", "called"),
    ),
    SearchSource(
        "training.cohorts",
        "Cohorts",
        cohorts,
        _cohort,
        order=54,
        fields=("name", "location", "release__programme__name"),
        title="name",
    ),
    # Whoever may see a place may know whose it is.
    SearchSource(
        "training.places",
        "Induction places",
        places,
        _place,
        order=56,
        prefix="I",
        model=Place,
        fields=("reference", *names_of("person"), "cohort__name"),
    ),
)
