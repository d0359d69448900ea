"""What must never be so of places and of the room in a cohort."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from hub.invariants import Invariant
from training.models import Cohort, Place
from training.models.places.place_state import HOLDING


def _beyond_capacity() -> Iterable[str]:
    """The places themselves are counted, so that a wrong count does not hide it (I3)."""
    held = Count("places", filter=Q(places__state__in=HOLDING))
    broken = Cohort.objects.annotate(held=held).filter(held__gt=F("capacity"))
    return [f"cohort {slug}" for slug in broken.values_list("slug", flat=True)]


def _miscounted() -> Iterable[str]:
    held = Count("places", filter=Q(places__state__in=HOLDING))
    broken = Cohort.objects.annotate(held=held).exclude(held=F("places_taken"))
    return [f"cohort {slug}" for slug in broken.values_list("slug", flat=True)]


def _offers_overdue() -> Iterable[Place]:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    return Place.objects.offers_ended(an_hour_ago)


INVARIANTS = (
    Invariant("training.beyond_capacity", "A cohort has more people than room", _beyond_capacity),
    Invariant("training.miscounted", "A cohort's count of places is wrong", _miscounted),
    Invariant(
        "training.offer_overdue",
        "An offer of a place has run out but is still open",
        _offers_overdue,
    ),
)
