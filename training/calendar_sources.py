"""The days of cohorts, in the calendars of who takes part and of trainers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from hub.calendars import CalendarSource, Happening
from hub.models import User
from training.models import Cohort, Place, Session


def sessions(person: User, first: date, last: date) -> Iterator[Happening]:
    """Those of the cohorts in which a person has a place; a trainer's, of all that go on."""
    days = Session.objects.filter(on__gte=first, on__lte=last).select_related("cohort")
    places = {
        place.cohort_id: place
        for place in Place.objects.holding().filter(person=person, cohort__isnull=False)
    }
    mine = Q(cohort__in=places)
    if person.has_perm("training.manage_cohort"):
        mine |= Q(cohort__in=Cohort.objects.going_on().values("pk"))
    for session in days.filter(mine):
        place = places.get(session.cohort_id)
        yield Happening(
            f"session-{session.pk}",
            f"{session.cohort.name}: {session.title}",
            place.get_absolute_url() if place else session.cohort.get_absolute_url(),
            session.on,
        )


TRAINING_CALENDAR = (CalendarSource("training.sessions", "Sessions of training", sessions),)
