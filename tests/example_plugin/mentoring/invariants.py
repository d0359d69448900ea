"""What must never be so; the hub's daily check asks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from hub.invariants import Invariant
from mentoring.models import Pairing


def _own_mentors() -> Iterable[Pairing]:
    return Pairing.objects.filter(mentor=F("mentee"))


INVARIANTS = [
    Invariant("mentoring.own_mentor_found", "Somebody is their own mentor", _own_mentors),
]
