"""When the personal data of training goes, and how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.models import User
from hub.retention import RetentionPolicy
from training.models import Place, TrainingPolicy
from training.models.delivery.progress import Progress
from training.places.services.erasure import erase_place

DATES = {
    "Requested": "requested_at",
    "Offered": "offered_at",
    "Accepted": "accepted_at",
    "Declined": "declined_at",
    "Offer ended": "expired_at",
    "Confirmed": "confirmed_at",
    "Completed": "completed_at",
    "Withdrawn": "withdrawn_at",
}


def due_places(at: datetime) -> QuerySet[Place]:
    """Places whose cohort ended, or which never had one, longer ago than the policy keeps them."""
    before = at - timedelta(days=TrainingPolicy.load().record_months * 30.44)
    return Place.objects.filter(
        Q(cohort__ends_on__lt=timezone.localdate(before))
        | Q(cohort__isnull=True, requested_at__lt=before),
        person__isnull=False,
    )


def places_of(person: User) -> QuerySet[Place]:
    """The places a person has or had."""
    return (
        Place.objects.filter(person=person)
        .select_related("cohort", "organisation", "service")
        .prefetch_related("attendances")
    )


def export_place(place: Place) -> Mapping[str, Any]:
    """A place and the attendance, as the person it is about may read it."""
    progress = Progress.of(place) if place.cohort_id else None
    corrected = [mark.correction_reason for mark in place.attendances.all()]
    return {
        "Reference": place.reference,
        "State": place.get_state_display(),
        "Cohort": place.cohort.name if place.cohort else "",
        "Organisation": place.organisation.name,
        "Service": place.service.name if place.service else "",
        "Sessions attended": f"{progress.attended} of {progress.sessions}" if progress else "",
        "Why your attendance was corrected": list(filter(None, corrected)),
        **{
            label: timezone.localtime(moment).isoformat(timespec="minutes")
            for label, name in DATES.items()
            if (moment := getattr(place, name))
        },
    }


def erase(place: Place) -> None:
    """Remove the person from a place."""
    erase_place(place=place)


def ends(place: Place) -> str:
    """The place that somebody gives up."""
    if not place.is_unfinished:
        return ""
    if place.cohort is None:
        return "your turn on the waiting list for the induction"
    return f"your induction place: {place.cohort.name}, {place.cohort.dates_in_words}"


RETENTION = [
    RetentionPolicy(
        slug="training.places",
        label="Induction places and attendance",
        covers={
            "training.Place": ("person",),
            "training.Attendance": ("place", "correction_reason"),
        },
        purpose="To offer places fairly, to run the induction, and to know who completed it.",
        basis="Public task",
        period="36 months after the cohort ends. The place then stays, without your name.",
        who_sees="Trainers, hub staff and your department's nominators.",
        due=due_places,
        erase=erase,
        held_on=places_of,
        export=export_place,
        ends=ends,
    ),
]
