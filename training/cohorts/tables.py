"""The tables of cohorts: all of them, and the places and days of one."""

from __future__ import annotations

from typing import Any

from hub.dates import day_of
from hub.tables import Column, Empty, Link, Table, state_tag
from training.models import Place, Session
from training.places.tables import holder, person_link, service_name
from training.programmes.tables import cohort_link, places_taken


def _day_link(row: tuple[Session, bool]) -> Any:
    session, is_open = row
    text = f"Day {session.number}"
    return Link(text, session.get_absolute_url()) if is_open else text


def _attendance(row: tuple[Any, bool]) -> str:
    return f"{row[0].present} present" if row[0].recorded_at else "Not recorded"


def _days_attended(place: Place) -> int | None:
    """Nothing before the first day, which is none yet."""
    began = place.attending_at or place.no_show_at
    # Counted by the query of the list.
    return place.attended if began else None  # type: ignore[attr-defined]


COHORTS = Table(
    "Cohorts",
    (
        Column("Cohort", cohort_link),
        Column("Release", lambda cohort: cohort.release.version),
        Column("Starts", lambda cohort: cohort.starts_on, sort=("starts_on",)),
        Column("State", state_tag, sort=("state",)),
        Column("Places taken", places_taken, is_numeric=True),
        Column("Waiting", lambda cohort: cohort.waiting, is_numeric=True, sort=("waiting",)),
    ),
    bulk=("open",),
    empty=Empty(
        "There are no cohorts yet.",
        "Plan a release of the programme below, then plan a cohort on the page of the release.",
    ),
)
# What somebody reads of each before they do the same for several.
FOR_SEVERAL = (
    COHORTS.columns[0],
    Column("Release", lambda cohort: cohort.release.version),
    Column("Starts", lambda cohort: cohort.starts_on),
)
PLACES = Table(
    "Places",
    (
        Column("Person", person_link),
        Column("Organisation", lambda place: place.organisation.display_code),
        Column("Service", service_name),
        Column("State", state_tag),
        Column("Days attended", _days_attended, is_numeric=True),
    ),
    empty=Empty(
        "Nobody has been offered a place yet.",
        "Places will appear here when the cohort is open and nominators or trainers put people "
        "forward.",
    ),
)
COHORT_PLACES = Table(
    "Places",
    (
        Column(
            "Person",
            person_link,
            sort=("person__last_name", "person__first_name"),
            written=lambda place: str(holder(place)),
        ),
        Column("Reference", lambda place: place.reference, is_nowrap=True),
        Column(
            "Organisation",
            lambda place: place.organisation.display_code,
            sort=("organisation__name",),
        ),
        Column("Service", service_name, sort=("service__name",)),
        Column("State", state_tag, sort=("state",)),
        Column("Asked for on", lambda place: day_of(place.requested_at), sort=("requested_at",)),
        Column("Days attended", _days_attended, is_numeric=True, sort=("attended",)),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "Nobody has a place in this cohort, and nobody is waiting for one.",
        "Places will appear here when the cohort is open and people are put forward.",
    ),
)
# Rows are a position, from 1, and the place.
WAITING_LIST = Table(
    "Waiting list for this cohort",
    (
        Column("Position", lambda row: row[0]),
        Column("Person", lambda row: person_link(row[1])),
        Column("Organisation", lambda row: row[1].organisation.display_code),
        Column("Service", lambda row: service_name(row[1])),
        Column("Priority", lambda row: row[1].get_priority_display()),
        Column("Since", lambda row: day_of(row[1].requested_at)),
    ),
    empty=Empty(
        "Nobody is waiting for this cohort.",
        "We start a waiting list when every place is taken. The first person on it is offered the "
        "next free place.",
    ),
)
# Rows are a session, and whether its register is open.
DAYS = Table(
    "Days and attendance",
    (
        Column("Day", _day_link),
        Column("Date", lambda row: row[0].on),
        Column("What it is about", lambda row: row[0].title),
        Column("Attendance", _attendance),
    ),
    empty=Empty(
        "This cohort has no days.",
        "Days are set when a cohort is planned. Attendance is recorded for each here.",
    ),
)
DAYS_FOR_THE_PUBLIC = Table(
    "Day by day",
    (
        Column("Day", lambda session: f"Day {session.number}"),
        Column("Date", lambda session: session.on),
        Column("What it is about", lambda session: session.title),
    ),
    empty=Empty(
        "The days have not been set yet.",
        "We publish them here before the first one.",
    ),
)
