"""Pairings, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import QuerySet

from hub.models import User
from hub.search import Found, SearchSource, names_of
from mentoring.models import Pairing


def pairings(person: User) -> QuerySet[Pairing]:
    """The pairings that a person may see."""
    return Pairing.objects.visible_to(person).select_related("mentor", "need__organisation")


def _found(pairing: Pairing) -> Found:
    return Found(
        text=str(pairing),
        href=pairing.get_absolute_url(),
        about=f"{pairing.get_state_display()}, {pairing.need.organisation.name}",
    )


MENTORING_SEARCH = (
    SearchSource(
        slug="mentoring.pairings",
        label="Mentoring",
        rows=pairings,
        found=_found,
        order=80,
        prefix="M",
        model=Pairing,
        fields=("reference", *names_of("mentor"), "need__organisation__name"),
    ),
)
