"""The sections of the record to disclose: no row about any candidate, nobody's name."""

from __future__ import annotations

from collections import Counter

from hub.dates import day_of
from hub.pdf import Section
from hub.tables import NEVER_EMPTY, Column, Table
from roles.campaigns.funnel import funnel_of
from roles.models.selection.panel import PanelMember
from roles.selection.complaint_tables import COUNTED
from roles.selection.decision_record.reading import Reading
from roles.selection.decision_record.redactions import redactions_disclosed
from roles.selection.decision_record.rules_in_force import rules_in_force
from roles.selection.decision_record.sections import APPROVALS, Maker, facts_of

OUTSIDE = "From outside the department and the hub team"
SAID_OF_APPROVALS = ("Decision", "When", "As", "On what authority")
STEPS = Table(
    "Campaign history",
    (
        Column("What", lambda act: act.label),
        Column("When", lambda act: day_of(act.at)),
        Column("By", lambda act: act.part),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
PARTS = Table(
    "Who was on the panels",
    (
        Column("Stage", lambda row: row[0].panel.stage.name),
        Column("As", lambda row: row[0].get_role_display()),
        Column("Office", lambda row: row[1]),
        Column("Declared conflicts", lambda row: "Yes" if row[0].declared_at else "Not yet"),
    ),
    empty=NEVER_EMPTY,
)
APPROVED = Table(
    "Approvals",
    tuple(column for column in APPROVALS.columns if column.heading in SAID_OF_APPROVALS),
    empty=NEVER_EMPTY,
)


def the_role_disclosed(reading: Reading) -> Section:
    """What was advertised; approvals by office."""
    approvals = list(reading.campaign.approvals.order_by("decided_at"))
    tables = [facts_of(reading), *([APPROVED.of(approvals)] if approvals else [])]
    return Section("The role and its approval", tables=tuple(tables))


def panels_disclosed(reading: Reading) -> Section:
    """Who assessed, by their part."""

    def office(row: PanelMember) -> tuple[PanelMember, str]:
        return row, OUTSIDE if row.is_from_outside else reading.part_of(row.person)

    words = ("Each person on a panel declares whom they know before they see an application.",)
    if not reading.members:
        return Section("Panels", words=("No panel was recorded in this service.",))
    return Section("Panels", words=words, tables=(PARTS.of(map(office, reading.members)),))


def steps_disclosed(reading: Reading) -> Section:
    """What was decided on the campaign as a whole."""
    return Section("Decisions on the campaign", tables=(STEPS.of(reading.campaign_acts),))


def numbers_disclosed(reading: Reading) -> Section:
    """How many people came how far: what is printed of the campaign, and nothing else."""
    heading = "How many people were at each stage"
    funnel = funnel_of(reading.campaign)
    if funnel is None:
        return Section(heading, words=("Numbers are printed once the campaign has ended.",))
    if funnel.picture is None:
        words = "Numbers of people are not shown, because somebody could be recognised from them."
        return Section(heading, words=(words, funnel.posts))
    return Section(heading, words=(funnel.words,), pictures=(funnel.picture,))


def complaints_disclosed(reading: Reading) -> Section | None:
    """How many complaints there were and what came of them; by whom is in none of it (R19)."""
    counts = Counter(row.final_outcome or row.standing for row in reading.complaints)
    if not counts:
        return None
    return Section("Complaints", tables=(COUNTED.of(sorted(counts.items())),))


DISCLOSED: tuple[Maker, ...] = (
    the_role_disclosed,
    rules_in_force,
    panels_disclosed,
    redactions_disclosed,
    steps_disclosed,
    numbers_disclosed,
    complaints_disclosed,
)
