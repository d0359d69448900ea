"""The tables of programmes: their releases, and the cohorts of each."""

from __future__ import annotations

from django.urls import reverse

from hub.tables import Column, Empty, Link, Table, state_tag
from training.models import Cohort, ProgrammeRelease


def cohort_link(cohort: Cohort) -> Link:
    """The way to a cohort's workspace."""
    return Link(cohort.name, reverse("training:cohort_manage", args=[cohort.slug]))


def places_taken(cohort: Cohort) -> str:
    """How many of the places are taken."""
    return f"{cohort.places_taken} of {cohort.capacity}"


def _release_link(release: ProgrammeRelease) -> Link:
    text = f"{release.get_phase_display()}, version {release.version}"
    return Link(text, reverse("training:release_detail", args=[release.pk]))


RELEASES = Table(
    "Releases",
    (
        Column("Release", _release_link),
        Column("State", state_tag),
        Column("Due", lambda item: item.due),
        Column("Started", lambda item: item.started_on),
        Column("Finished", lambda item: item.finished_on),
    ),
    empty=Empty(
        "No release of this programme is planned yet.",
        "Plan one with the link below. It says what is taught, and cohorts are planned from it.",
    ),
)
COHORTS_OF_A_RELEASE = Table(
    "Cohorts",
    (
        Column("Cohort", cohort_link),
        Column("Dates", lambda cohort: cohort.dates_in_words),
        Column("State", state_tag),
        Column("Places taken", places_taken, is_numeric=True),
    ),
    empty=Empty(
        "No cohort of this release is planned.",
        "You can plan one while the release is under way.",
    ),
)
# For the public: rows are a cohort and the address of its page.
COHORTS_TO_COME = Table(
    "Upcoming cohorts",
    (
        Column("Cohort", lambda row: Link(row[0].name, row[1])),
        Column("Dates", lambda row: row[0].dates_in_words),
        Column("Where", lambda row: row[0].location),
        Column("Places", lambda row: row[0].room_in_words),
    ),
    empty=Empty(
        "No cohort is open at the moment.",
        "We publish new dates here. Ask your department’s nominator to put you forward.",
    ),
)
