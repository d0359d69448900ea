"""Erasure of places: the person goes, what was counted stays without them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from training.models import Place
from training.places.services.answers import withdraw_place


@internal
@transaction.atomic
def erase_place(*, place: Place, at: datetime | None = None) -> None:
    """Remove a person from a place; an unfinished one is withdrawn first. Safe to run twice."""
    moment = at or timezone.now()
    current = Place.objects.filter(pk=place.pk, person__isnull=False).first()
    if current is None:
        return
    if current.is_unfinished:
        withdraw_place(place=current, actor=None, at=moment)
    locked = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    locked.person = None
    locked.attendances.update(correction_reason="")
    locked.erased_at = moment
    locked.save()
    log(locked, "training.place_erased", actor=None, at=moment)
