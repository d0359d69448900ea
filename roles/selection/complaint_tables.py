"""Complaints as tables: the list with its files, those of a campaign, the record of decision."""

from __future__ import annotations

from django.utils import timezone

from hub.dates import date_gb, day_of
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, Tag, lines, small
from roles.models.selection.complaint import (
    ANSWERED,
    DECIDED_ABOVE,
    TAKEN_BACK,
    TO_ACKNOWLEDGE,
    TO_ANSWER,
    WITH_COMMISSION,
    Complaint,
)

COLOURS = {
    TO_ACKNOWLEDGE: "red",
    TO_ANSWER: "yellow",
    ANSWERED: "green",
    WITH_COMMISSION: "purple",
    DECIDED_ABOVE: "green",
    TAKEN_BACK: "grey",
}


def _day(complaint: Complaint) -> str:
    day = complaint.next_day
    if day is None:
        return ""
    return f"{date_gb(day)}, late" if day < timezone.localdate() else date_gb(day)


def _application(complaint: Complaint) -> str:
    return complaint.application.reference if complaint.application else ""


LISTED = Table(
    "Complaints, latest first",
    (
        Column(
            "Complaint",
            lambda row: Link(row.reference, row.get_absolute_url()),
            written=lambda row: row.reference,
        ),
        Column(
            "Role",
            lambda row: lines(row.campaign.title, small(row.campaign.organisation.display_code)),
            written=lambda row: row.campaign.title,
        ),
        Column("About", lambda row: row.get_about_display()),
        Column("Received", lambda row: row.received_on, sort=("received_on",)),
        Column("State", lambda row: Tag(row.standing, COLOURS[row.standing])),
        Column("Who has it", lambda row: row.who_has_it),
        Column("Due by", _day),
        Column("Outcome", lambda row: row.final_outcome),
    ),
    more_in_files=(
        Column("Department", lambda row: row.campaign.organisation.name),
        Column("Campaign", lambda row: row.campaign.reference),
        Column("Application", _application),
        Column("How it was made", lambda row: row.get_how_display()),
        Column("Acknowledge by", lambda row: row.acknowledge_by),
        Column("Acknowledged", lambda row: day_of(row.acknowledged_at)),
        Column("Answer by", lambda row: row.answer_by),
        Column("Answered", lambda row: day_of(row.answered_at)),
        Column("What was changed", lambda row: row.changed),
        Column("To the Commission", lambda row: row.commission_on),
        Column("Commission’s reference", lambda row: row.commission_reference),
        Column("Answered by the Commission", lambda row: row.commission_answered_on),
        Column("What was changed after that", lambda row: row.commission_changed),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "There are no complaints that you can see.",
        "A complaint is listed here when a candidate complains from their account, or when you "
        "record one on the page of the campaign.",
    ),
)
OF_CAMPAIGN = Table(
    "Complaints",
    (
        Column("Complaint", lambda row: row.reference),
        Column("Application", _application),
        Column("About", lambda row: row.get_about_display()),
        Column("Received", lambda row: row.received_on),
        Column("Answered", lambda row: day_of(row.answered_at)),
        Column("Outcome", lambda row: row.final_outcome or row.standing),
        Column(
            "What was changed",
            lambda row: ". ".join(filter(None, (row.changed, row.commission_changed))),
        ),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
COUNTED = Table(
    "Complaints by outcome",
    (Column("Outcome", lambda row: row[0]), Column("Complaints", lambda row: row[1])),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
