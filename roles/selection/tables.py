"""The tables of selection: applications to sift, and who looked at people on reserve lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hub.dates import as_known, date_gb, datetime_gb, day_of
from hub.models import User
from hub.moves import Move, offered, possible
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, Tag, lines, small, state_tag
from roles.models.applications.application import Application
from roles.models.applications.application_state import DECIDED
from roles.models.applications.check_progress import CheckProgress
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.check_kinds import CheckKind, checks_needed, last_checks
from roles.models.campaigns.selection_order import own_obstacle_to
from roles.selection.services.duplicates import Alike


def sift_link(campaign: Campaign, reference: str) -> Link:
    """An application, by its reference alone."""
    return Link(reference, reverse("roles:sift_detail", args=[campaign.reference, reference]))


ALIKE = Table(
    "May be the same person",
    (
        Column("Application", lambda pair: sift_link(pair[0], pair[1].reference)),
        Column("Why", lambda pair: pair[1].why),
    ),
    empty=NEVER_EMPTY,
)


def entered(campaign: Campaign) -> Table:
    """What the reader typed in for somebody, whose course others follow (R11)."""
    return Table(
        "Applications you entered",
        (
            Column("Reference", lambda row: sift_link(campaign, row.reference)),
            Column("Sent", lambda row: as_known(row.submitted_at, is_known=False)),
        ),
        empty=NEVER_EMPTY,
    )


def passed_over(campaign: Campaign) -> Table:
    """Who was passed over in the order of merit, where and why (S38)."""
    return Table(
        "People passed over in the order of merit",
        (
            Column("Application", lambda row: sift_link(campaign, row.application.reference)),
            Column("For", lambda row: row.place.name if row.place else "Every location"),
            Column("Reason", lambda row: row.get_reason_display()),
            Column("What happened", lambda row: row.words),
            Column("By", lambda row: row.by or ""),
            Column("When", lambda row: day_of(row.at)),
        ),
        empty=NEVER_EMPTY,
    )


def set_aside(campaign: Campaign) -> Table:
    """What was set aside because the same person has another application."""
    return Table(
        "Set aside as a duplicate",
        (
            Column("Reference", lambda row: sift_link(campaign, row.reference)),
            Column("Application we kept", lambda row: _kept(campaign, row)),
        ),
        empty=NEVER_EMPTY,
    )


def _kept(campaign: Campaign, row: Application) -> Any:
    kept = row.kept_in_its_place
    return sift_link(campaign, kept.reference) if kept else "Shown if they are invited to interview"


CHECKS = Table(
    "Pre-employment checks",
    (
        Column("Check", lambda line: line[0].label),
        Column("Result", lambda line: line[1].get_result_display() if line[1] else "Not recorded"),
        Column("Checked on", lambda line: line[1].checked_on if line[1] else ""),
        Column("Recorded by", lambda line: line[1].recorded_by or "" if line[1] else ""),
        Column("Recorded", lambda line: line[1].recorded_at if line[1] else ""),
        Column("What has changed", lambda line: line[1].reason if line[1] else ""),
    ),
    empty=NEVER_EMPTY,
)


def checks_of(application: Application) -> list[tuple[Any, PreEmploymentCheck | None]]:
    """Each check that is needed, with all that was recorded of it, the last first."""
    recorded: dict[str, list[PreEmploymentCheck]] = {}
    for check in application.checks.select_related("recorded_by"):
        recorded.setdefault(check.kind, []).insert(0, check)
    return [
        (kind, check)
        for kind in checks_needed(application.campaign)
        for check in recorded.get(kind, [None])
    ]


def _days(row: CheckProgress) -> int | str:
    days = row.days(timezone.localdate())
    return "" if days is None else days


def _asked(row: CheckProgress) -> Any:
    received = f"Received {date_gb(row.received_on)}" if row.received_on else ""
    return lines(date_gb(row.asked_on), received and small(received))


def _decided(row: CheckProgress) -> Any:
    return lines(date_gb(row.decided_at), small(row.decided_by) if row.decided_by else "")


def _doubt(row: CheckProgress) -> Any:
    """When the candidate was asked about a doubt, and answered."""
    if row.doubt_at is None:
        return ""
    answered = f"Answered {date_gb(row.answered_at)}" if row.answered_at else "Not answered yet"
    return lines(f"Asked {date_gb(row.doubt_at)}", small(answered))


def _stands(row: CheckProgress) -> Tag:
    """How far a check is, in a word."""
    if row.decided_at:
        last = last_checks(row.application).get(row.kind)
        passed = last is not None and last.is_passed
        return Tag("Passed", "green") if passed else Tag("Not passed", "red")
    if row.doubt_at:
        waits = row.is_left_unanswered(timezone.localdate()) or row.answered_at
        return Tag("Doubt to decide on", "red") if waits else Tag("Asked the candidate", "yellow")
    if row.received_on:
        return Tag("Received", "blue")
    return Tag("Asked for", "blue") if row.asked_on else Tag("Not asked for", "grey")


PROGRESS = Table(
    "How far each check is",
    (
        Column("Check", lambda row: row.get_kind_display()),
        Column("State", _stands),
        Column("Responsible", lambda row: row.owner or ""),
        Column("Asked for, received", _asked),
        Column("Doubt", _doubt),
        Column("Decided", _decided),
        Column("Days", _days, is_numeric=True),
    ),
    empty=NEVER_EMPTY,
)


def progress_of(application: Application) -> list[CheckProgress]:
    """How far each check is, in the order in which they are needed."""
    rows = list(application.checks_in_hand.select_related("owner", "decided_by"))
    order = {kind.value: number for number, kind in enumerate(CheckKind)}
    for row in rows:
        row.application = application
    return sorted(rows, key=lambda row: order[row.kind])


NOT_YET = Empty(
    "No applications have been sent yet.",
    "Applications will appear here as candidates send them. You can decide on them once the role "
    "has closed.",
)
NO_LONGER = Empty(
    "No applications were sent.",
    "The role has closed, so no more will come.",
)


def applications(
    campaign: Campaign, moves: Iterable[Move], twice: Mapping[int, list[Alike]], person: User
) -> Table:
    """The applications for a campaign, what this person can do with each, and who applied twice.

    What can be done is asked as the page of each asks it.
    """

    def link(application: Application) -> Any:
        found = twice.get(application.pk)
        note = f"May be the same person as {found[0].reference}" if found else ""
        return lines(sift_link(campaign, application.reference), note and small(note))

    def when_sent(application: Application) -> date | datetime | None:
        # Before the interview only the day, which names nobody (R11).
        return as_known(application.submitted_at, is_known=application.shows_identity)

    def what_can_be_done(application: Application) -> Any:
        slot = application.interview_slot
        if slot and slot.is_off:
            return f"The interview on {datetime_gb(slot.starts_at)} will not take place"
        if application.offered_for:
            department = application.organisation.name
            return f"You do not need to do anything. {department} has offered them a post"
        if application.is_answer_late:
            return "The candidate’s answer is late: give more time, or withdraw the offer"
        if application.awaits_answer:
            return "Waiting for the candidate’s answer"
        offers = [offer for offer in offered(moves, application, person) if not offer.is_barred]
        now = [offer.label for offer in offers if not offer.obstacle]
        nothing = "Nothing more" if application.state in DECIDED else "Nothing for you now"
        done = ", ".join(now) or ("Nothing yet" if offers else nothing)
        kept: dict[str, list[str]] = {}
        for offer in offers:
            if why := own_obstacle_to(application, offer.slug):
                kept.setdefault(why, []).append(offer.label)
        return lines(done, *(small(f"{', '.join(what)}: {why}") for why, what in kept.items()))

    return Table(
        "Applications, in the order of merit"
        if campaign.merit_agreed_at
        else "Applications, by reference",
        (
            # By the day of sending it cannot be sorted: within a day that is the order in which
            # applications came (R11). References are drawn at random.
            Column("Reference", link, sort=("reference",)),
            Column("Sent", when_sent),
            Column("State", state_tag, sort=("state",)),
            Column("What you can do", what_can_be_done),
        ),
        caption_is_hidden=True,
        empty=NO_LONGER if campaign.closed_at or campaign.is_ended else NOT_YET,
    )


def waits(shown: Iterable[Application], moves: Iterable[Move]) -> list[str]:
    """Why moves of all the applications shown in a state have to wait, each reason once.

    What one application waits for by itself stands in its row.
    """
    found = (
        move.obstacle(application)
        for application in shown
        for move in possible(moves, application)
        if not own_obstacle_to(application, move.slug)
    )
    return list(dict.fromkeys(filter(None, found)))


LOOKS = Table(
    "Who looked, and why",
    (
        Column("When", lambda look: look.at),
        Column("Who", lambda look: look.person or "Somebody who left"),
        Column("Why", lambda look: look.why),
    ),
    empty=NEVER_EMPTY,
)
