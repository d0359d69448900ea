"""When the personal data of mentoring goes, and how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from hub.models import User
from hub.retention import RetentionPolicy
from mentoring.models import Pairing
from mentoring.services import forget_pairing

KEPT = timedelta(days=730)


def pairings_due(now: datetime) -> QuerySet[Pairing]:
    """Pairings offered more than two years ago."""
    return Pairing.objects.filter(offered_at__lt=now - KEPT)


def pairings_of(person: User) -> QuerySet[Pairing]:
    """The pairings a person is in, on either side."""
    return Pairing.objects.filter(Q(mentor=person) | Q(mentee=person))


def export_pairing(pairing: Pairing) -> Mapping[str, Any]:
    """A pairing as either of the two may read it."""
    return {
        "reference": pairing.reference,
        "state": pairing.get_state_display(),
        "offered": pairing.offered_at.isoformat(),
    }


MENTORING_POLICIES = [
    RetentionPolicy(
        slug="mentoring.pairings",
        label="Your mentors, and people you mentor",
        covers={"mentoring.Pairing": ("mentor", "mentee")},
        purpose="To bring a mentor and a person together.",
        basis="Public task",
        period="Two years after the mentor was offered.",
        who_sees="The two, members of the organisation, and hub staff.",
        due=pairings_due,
        erase=forget_pairing,
        held_on=pairings_of,
        export=export_pairing,
    )
]
