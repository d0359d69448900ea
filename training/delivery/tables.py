"""The register of a day as it is read once the cohort is over."""

from __future__ import annotations

from hub.tables import NEVER_EMPTY, Column, Table

REGISTER = Table(
    "Who was there",
    (
        Column("Person", lambda mark: str(mark.place.person or "Name removed")),
        Column("Organisation", lambda mark: mark.place.organisation.display_code),
        Column("Attendance", lambda mark: "Present" if mark.is_present else "Not present"),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
