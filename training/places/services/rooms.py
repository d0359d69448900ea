"""The room in a cohort: taken and given back, never more than there is (I3)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django_fsm import can_proceed

from hub.audit import log
from hub.authorisation import internal
from hub.models import User
from training.models import Cohort
from training.models.cohorts.cohort_state import TAKING


@internal
@transaction.atomic
def take_room(*, cohort: Cohort, actor: User | None, at: datetime) -> bool:
    """Take one place if there is room; of many at once, no more succeed than there are places."""
    taken = Cohort.objects.filter(
        pk=cohort.pk, state__in=TAKING, places_taken__lt=F("capacity")
    ).update(places_taken=F("places_taken") + 1)
    if taken:
        _settle(cohort, actor, at)
    return bool(taken)


@internal
@transaction.atomic
def give_back_room(*, cohort: Cohort, actor: User | None, at: datetime) -> None:
    """Give one place back, so that the next person can be asked."""
    Cohort.objects.filter(pk=cohort.pk, places_taken__gt=0).update(
        places_taken=F("places_taken") - 1
    )
    _settle(cohort, actor, at)


def next_with_room(*, after: date) -> list[Cohort]:
    """The induction cohorts with room that begin after a day, the next first."""
    return list(Cohort.objects.of_inductions().with_room().starting_after(after))


def _settle(cohort: Cohort, actor: User | None, at: datetime) -> None:
    """Say full when full and open when not; the count just changed holds the row's lock."""
    current = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if current.places_left == 0 and can_proceed(current.fill):
        current.fill(at)
        action = "training.cohort_filled"
    elif current.places_left and can_proceed(current.free_up):
        current.free_up(at)
        action = "training.cohort_reopened"
    else:
        return
    current.save()
    log(current, action, actor=actor, at=at)
