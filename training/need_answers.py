"""What of training stands on the thread of a need: the induction places of who was appointed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from hub.permissions import RAISING_NEEDS
from hub.thread import Stretch, ThreadPart
from training.models import Place


def of_place(place: Place) -> Stretch:
    """From the day it was asked for to the day it was completed, or came to nothing."""
    ended = getattr(place, f"{place.state}_at", None)
    return Stretch.of(place, place.requested_at, None if place.is_unfinished else ended)


def told_to(rows: Any, reader: Any) -> Any:
    """Those whose part in a need a person may know: of the needs of their own department, too."""
    working = reader.organisations(*RAISING_NEEDS)
    return rows.filter(Q(pk__in=rows.visible_to(reader).values("pk")) | Q(organisation__in=working))


TRAINING_THREAD = [
    ThreadPart(
        "training.place",
        "Induction place",
        Place,
        of_place,
        order=60,
        told=told_to,
    )
]
