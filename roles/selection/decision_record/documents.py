"""The three editions as documents: on a page, in print and as a PDF they are the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hub.dates import date_gb, datetime_gb
from hub.models import User
from hub.pdf import Document, Section
from hub.tables import NEVER_EMPTY, Column, Table
from roles.applications.status import status_of
from roles.models.applications.application import Application
from roles.models.applications.application_state import UNDECIDED, ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.selection.decision_record.disclosed import DISCLOSED
from roles.selection.decision_record.evidence import last_day_of, own_marks
from roles.selection.decision_record.reading import Act, Reading
from roles.selection.decision_record.rules_in_force import rules_in_force
from roles.selection.decision_record.sections import (
    ENDINGS,
    INTERVIEWS,
    OFFERS,
    PANEL,
    SIFT,
    WITH_REASON,
    Maker,
    lines_of,
    undone_by,
)
from roles.selection.decision_record.whole import WHOLE

RECORD = "Record of decision"
DISCLOSURE = "Record of decision, to disclose"
EXPLANATION = "Explanation of the decision"
OWN = Table(
    "Decisions",
    (
        Column("Decision", lambda line: line[1].label),
        Column("When", lambda line: line[2]),
        Column("By", lambda line: line[1].part),
        Column("Why", lambda line: line[3]),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
# Undoing is between those who decide: their candidate was not told of what was undone (R19).
RECOMMENDED = ApplicationState.RECOMMENDED.facts.action
ASIDE = ("roles.application_set_aside", "roles.application_taken_up_again")
OF_THE_CANDIDATE = SIFT | PANEL | INTERVIEWS | OFFERS | ENDINGS


def decision_record(campaign: Campaign, reader: User) -> Document:
    """The whole record, for those who select: staff by name, candidates by reference alone.

    The queries do not grow with the applications.
    """
    reading = Reading(campaign, reader)
    words = (
        "Made from the log and the records of this service.",
        "It gives candidates by the reference of their application, never by name.",
        "It leaves out candidates with whom the reader has a conflict of interest.",
    )
    last = last_day_of(reading)
    day = max(reading.day, last) if last else reading.day
    return _document(RECORD, reading, words, WHOLE, day)


def disclosed_record(campaign: Campaign, reader: User) -> Document:
    """The edition for a freedom of information request: no row about a candidate, staff by part.

    Numbers of people are those that are printed of the campaign, which everybody may read.
    """
    words = (
        "Made from the log and the records of this service.",
        "It says nothing about any one candidate. It gives officials by office, not by name.",
    )
    reading = Reading(campaign, reader)
    # Not the day of the last act on an application: somebody sent one then, or withdrew it.
    return _document(DISCLOSURE, reading, words, DISCLOSED, reading.day_of_campaign)


def explanation(application: Application, reader: User) -> Document:
    """What was decided on one application and why, in a form that its candidate can be given.

    It has their own data and nobody else's, and officials by their part. What the candidate has not
    been told of yet is left out.
    """
    reading = Reading(application.campaign, reader, only=application)
    name = application.full_name if application.shows_identity else ""
    campaign = application.campaign
    return Document(
        title=f"{EXPLANATION}: {application.reference}",
        of=reading.day,
        caption=", ".join(filter(None, (name, campaign.title, campaign.organisation.name))),
        words=_told_so_far(application),
        sections=tuple(_of_one(reading)),
    )


def _document(
    title: str, reading: Reading, words: tuple[str, ...], makers: Iterable[Maker], day: date
) -> Document:
    campaign = reading.campaign
    found = [section for maker in makers if (section := maker(reading)) is not None]
    return Document(
        title=f"{title}: campaign {campaign.reference}",
        of=day,
        caption=f"{campaign.title}, {campaign.organisation.name}",
        words=(*words, f"Last event: {date_gb(day)}."),
        sections=tuple(found),
    )


def _told_so_far(application: Application) -> tuple[str, ...]:
    stands = f"Status of the application: {status_of(application).label.lower()}."
    if application.awaits_release and application.release_at:
        told = datetime_gb(application.release_at)
        return stands, f"A later decision is not included. We will tell the candidate on {told}."
    return (stands,)


def _of_one(reading: Reading) -> list[Section]:
    [application] = reading.applications
    heading = "What was decided, and why"
    lines = [
        line
        for line in lines_of(reading, OF_THE_CANDIDATE)
        if reading.shows_decisions
        and _is_theirs_to_know(application, line[1], reading.acts[application.pk])
    ]
    if lines:
        decided = Section(heading, tables=(OWN.of(lines),))
    else:
        decided = Section(heading, words=("There is no decision yet that the candidate knows of.",))
    campaign = reading.campaign
    contact = ", ".join(filter(None, (campaign.contact_name, campaign.contact_email)))
    complaint = (RecruitmentPolicy.load().complaints_route, f"Contact: {contact}")
    marks = own_marks(reading)
    return [
        decided,
        *([marks] if marks else []),
        Section("Essential criteria", words=tuple(reading.campaign.criteria)),
        rules_in_force(reading),
        Section("If the candidate does not agree", words=complaint),
    ]


def _is_theirs_to_know(application: Application, act: Act, acts: list[Act]) -> bool:
    """Whether the candidate was told of it: not what rests or was undone (R19).

    Nor that they are recommended, before that leads to an offer or to another end.
    """
    if act.action in WITH_REASON:
        decided = application.released_decision
        rests = decided is not None and act.action == decided.facts.action
        if undone_by(act, acts) is not None or (rests and not application.is_told):
            return False
    if act.action == RECOMMENDED:
        return application.shown_state not in UNDECIDED and bool(application.provisional_offer_at)
    if act.action in ASIDE:
        return application.shows_set_aside
    return True
