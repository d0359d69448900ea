"""What is open with somebody in training: their own place in an induction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub.models import Organisation, User
from hub.open_work import OpenWork, within
from training.models import Place


def _places(person: User, organisation: Organisation | None) -> Iterable[Any]:
    return Place.objects.unfinished().filter(within(organisation), person=person)


TRAINING_OPEN_WORK = (OpenWork("training.places", _places),)
