"""Cohorts and induction places, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import QuerySet

from hub.models import User
from hub.search import Found, SearchSource
from training.models import Cohort, Place


def cohorts(person: User) -> QuerySet[Cohort]:
    """The cohorts that a person may see."""
    if not person.has_perm("training.view_cohort"):
        return Cohort.objects.none()
    return Cohort.objects.visible_to(person)


def _cohort(cohort: Cohort) -> Found:
    return Found(cohort.name, cohort.get_absolute_url(), cohort.get_state_display())


def places(person: User) -> QuerySet[Place]:
    """The induction places that a person may see."""
    return Place.objects.visible_to(person).select_related("cohort")


def _place(place: Place) -> Found:
    about = place.cohort.name if place.cohort else "Waiting list"
    return Found(place.reference, place.get_absolute_url(), about)


TRAINING_SEARCH = (
    SearchSource("training.cohorts", "Cohorts", cohorts, _cohort, order=54, fields=("name",)),
    SearchSource("training.places", "Induction places", places, _place, order=56, prefix="I"),
)
