"""What the return to the Civil Service Commission says of each campaign."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hub.dates import day_of
from hub.tables import Column, Empty, ShownTable, Table, reference_link
from roles.models.selection.complaint import ComplaintQuerySet

RETURN = Table(
    "Campaigns that ended in the quarter",
    (
        Column("Campaign", reference_link, written=lambda row: row.reference),
        Column("Department", lambda row: row.organisation.name),
        Column("Role", lambda row: row.title),
        Column("Grade", lambda row: row.grade),
        Column("Open to", lambda row: row.get_audience_display()),
        Column("Opened", lambda row: day_of(row.opened_at)),
        Column("Order of merit agreed", lambda row: day_of(row.merit_agreed_at) or "Not agreed"),
        Column("Ended", lambda row: day_of(row.ended)),
        Column("How it ended", lambda row: row.get_state_display()),
        Column("Posts", lambda row: row.posts_count, is_numeric=True),
        Column("Posts filled", lambda row: row.filled_count, is_numeric=True),
        Column("Commissioner chaired", lambda row: _yes_or_no(row.is_commissioned)),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No campaigns that you can see ended in this quarter.",
        "Campaigns appear here when they end, whether or not their posts were filled.",
    ),
)

COMPLAINTS = Table(
    "Complaints received in the quarter",
    (
        Column("Outcome or state", lambda row: row[0]),
        Column("Complaints", lambda row: row[1], is_numeric=True),
    ),
    empty=Empty(
        "There are no complaints that you can see in this quarter.",
        "They are counted here by outcome.",
    ),
)


def _yes_or_no(value: Any) -> str:
    return "Yes" if value else "No"


def complaints(rows: ComplaintQuerySet) -> ShownTable:
    """How many complaints came in the quarter, and what came of them (R19)."""
    found = rows.select_related("campaign__organisation")
    counts = Counter(row.final_outcome or row.standing for row in found)
    return COMPLAINTS.of(sorted(counts.items()))
