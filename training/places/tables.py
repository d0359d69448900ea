"""The tables of places: one's own, and a department's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.dates import datetime_gb
from hub.tables import Column, Empty, Link, Table, state_tag
from training.models import Place


def holder(place: Place) -> Any:
    """Whose place it is."""
    return place.person or "Name removed"


def person_link(place: Place) -> Link:
    """The way to a place, by whose it is."""
    return Link(holder(place), place.get_absolute_url(), about=f"({place.reference})")


def service_name(place: Place) -> Any:
    """The service of the place's holder."""
    return place.service or "Not named"


def _cohort_link(row: tuple[Place, datetime]) -> Link:
    place = row[0]
    text = place.cohort.name if place.cohort else "Waiting list"
    return Link(text, place.get_absolute_url(), about=f"({place.reference})")


def _to_do(row: tuple[Place, datetime]) -> str:
    place, now = row
    return f"Answer by {datetime_gb(place.offer_expires_at)}" if place.is_open_offer_at(now) else ""


# Rows are a place and the moment at which it is shown.
YOUR_PLACES = Table(
    "Your induction places",
    (
        Column("Cohort", _cohort_link),
        Column("Dates", lambda row: row[0].cohort.dates_in_words if row[0].cohort else ""),
        Column("Where", lambda row: row[0].cohort.location if row[0].cohort else ""),
        Column("State", lambda row: state_tag(row[0])),
        Column("What to do", _to_do),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "You do not have an induction place.",
        "When you are appointed to a service owner post, we will offer you one.",
    ),
)
PLACES_OF_A_DEPARTMENT = Table(
    "Places of your department, newest first",
    (
        Column("Reference", lambda place: Link(place.reference, place.get_absolute_url())),
        Column("Person", holder, sort=("person__last_name", "person__first_name")),
        Column("Service", service_name, sort=("service__name",)),
        Column("Cohort", lambda place: place.cohort or "Next with room", sort=("cohort__name",)),
        Column(
            "Starts",
            lambda place: place.cohort.starts_on if place.cohort else "",
            sort=("cohort__starts_on",),
        ),
        Column("State", state_tag, sort=("state",)),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "Nobody from your department has a place yet.",
        "When a service owner is appointed, we offer them a place and list it here.",
    ),
)
