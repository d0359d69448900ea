"""The sections of the record of decision: one function each, in the order in which they are read.

A function gives its section, or None where there is nothing to say. Marks and how they were
moderated are in ``evidence``; ``whole`` puts them before the decisions that they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.timezone import localdate

from hub.dates import date_gb, datetime_gb, day_of
from hub.numbers import plural
from hub.pdf import Section
from hub.tables import NEVER_EMPTY, Column, ShownTable, Table
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState as State
from roles.models.campaigns.check_kinds import checks_missing
from roles.models.campaigns.post import FILLED
from roles.models.policy import RecruitmentPolicy
from roles.selection import complaint_tables
from roles.selection.decision_record.passing_over import passed_over
from roles.selection.decision_record.reading import Act, Reading

SIFT = frozenset({State.SIFT_PASS.facts.action, State.SIFT_FAIL.facts.action})
UNDONE = "roles.rejection_undone"
CANCELLED = "roles.interview_cancelled"
PANEL = frozenset(
    state.facts.action
    for state in (State.NO_SHOW, State.RECOMMENDED, State.RESERVE, State.NOT_APPOINTABLE)
)
# The decisions that were made with words: the reason stands with the application.
WITH_REASON = SIFT | PANEL
INTERVIEWS = frozenset(
    {
        State.INTERVIEW_INVITED.facts.action,
        State.INTERVIEWED.facts.action,
        *("roles.interview_disturbed", "roles.interview_failed"),
    }
)
# Whose name is theirs who decided, and says nothing of whose application it is.
DECIDED_BY = WITH_REASON | INTERVIEWS | {UNDONE}
OFFERS = frozenset(
    {
        *("roles.offer_made", "roles.offer_changed", "roles.offer_extended"),
        *("roles.offer_withdrawn", "roles.offer_accepted", "roles.offer_declined"),
        *("roles.offer_fell_through", "roles.appointee_started", "roles.passed_over"),
        *("roles.late_answer_asked", "roles.late_answer_agreed", "roles.late_answer_refused"),
        *("roles.amount_approved", "roles.amount_refused"),
        State.FORMAL_OFFER.facts.action,
    }
)
ENDINGS = frozenset(
    {
        *("roles.application_withdrawn", "roles.withdrawal_recorded"),
        *("roles.application_not_pursued", "roles.application_set_aside"),
        "roles.application_taken_up_again",
    }
)
NOT_YET = (
    "Decisions on applications appear here when the sift is over, so that nobody reads the "
    "decisions of others before making their own."
)

Line = tuple[Application, Act, Any, str]


def _by(line: Line) -> str:
    """Who did it; before the invitation not who knows the candidate, as by phoning them (R11)."""
    application, act, _, _ = line
    return act.by if application.shows_identity or act.action in DECIDED_BY else ""


ACTS = Table(
    "Decisions",
    (
        Column("Application", lambda line: line[0].reference),
        Column("Decision", lambda line: line[1].label),
        Column("When", lambda line: line[2]),
        Column("By", _by),
        Column("Why", lambda line: line[3]),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
APPROVALS = Table(
    "Approvals",
    (
        Column("Decision", lambda row: row.get_decision_display()),
        Column("When", lambda row: row.decided_at),
        Column("By", lambda row: row.approver or "Somebody who left"),
        Column("As", lambda row: row.approver_role),
        Column("On what authority", lambda row: row.get_authority_display()),
        Column(
            "Reference and reason",
            lambda row: ". ".join(filter(None, (row.evidence, row.reason))),
        ),
    ),
    empty=NEVER_EMPTY,
)
MEMBERS = Table(
    "Who was on the panels",
    (
        Column("Stage", lambda row: row.panel.stage.name),
        Column("Who", lambda row: row.name_and_where),
        Column("As", lambda row: row.get_role_display()),
        Column("On the panel from", lambda row: day_of(row.accepted_at) or "Has not answered"),
        Column("Declared conflicts on", lambda row: day_of(row.declared_at) or "Not yet"),
        Column("Until", lambda row: day_of(row.left_at or row.removed_at) or ""),
    ),
    empty=NEVER_EMPTY,
)
HELD = Table(
    "Interviews",
    (
        Column("Application", lambda row: row.reference),
        Column(
            "Interview",
            lambda row: datetime_gb(row.interview_slot.starts_at),
            written=lambda row: row.interview_slot.starts_at,
        ),
        Column("How", lambda row: row.interview_slot.get_medium_display()),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
MERIT = Table(
    "Order of merit",
    (
        Column("Application", lambda row: row[0]),
        Column("Found", lambda row: row[1]),
        Column("When", lambda row: row[2]),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
RESERVES = Table(
    "Reserve list",
    (
        Column("Application", lambda row: row[0].reference),
        Column("Placed on", lambda row: row[1]),
        Column("Last day", lambda row: row[2]),
        Column("State now", lambda row: row[0].get_state_display()),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)


def _last_recorded(row: Application) -> Any:
    return day_of(max(each.recorded_at for each in row.checks.all()))


CHECKED = Table(
    "Checks",
    (
        Column("Application", lambda row: row.reference),
        Column(
            "All the checks that the role needs",
            lambda row: "Not all passed" if checks_missing(row) else "Passed",
        ),
        Column("Last recorded on", _last_recorded),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)
FACTS = Table(
    "The role",
    (Column("What", lambda row: row[0]), Column("In this campaign", lambda row: row[1])),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)


def the_role(reading: Reading) -> Section:
    """What was advertised, and who approved it."""
    approvals = list(reading.campaign.approvals.select_related("approver").order_by("decided_at"))
    tables = [facts_of(reading)]
    if approvals:
        tables.append(APPROVALS.of(approvals))
    return Section("The role and its approval", tables=tuple(tables))


def facts_of(reading: Reading) -> ShownTable:
    """What was advertised, and what became of it."""
    campaign = reading.campaign
    posts = list(campaign.posts.values_list("state", flat=True))
    filled = sum(state in FILLED for state in posts)
    rows = [
        ("Department", campaign.organisation.name),
        ("Campaign", campaign.reference),
        ("Grade", str(campaign.grade)),
        ("Who could apply", campaign.get_audience_display()),
        ("Posts", f"{filled} of {plural(len(posts), 'post')} filled"),
        ("Opened on", date_gb(day_of(campaign.opened_at))),
        ("Closed on", date_gb(day_of(campaign.closed_at))),
        ("State", campaign.get_state_display()),
        ("Why it ended", campaign.end_reason),
    ]
    return FACTS.of([row for row in rows if row[1]])


def panels(reading: Reading) -> Section:
    """Who assessed: that each declared, not what or of whom (R9)."""
    words = ["Each person on a panel declares whom they know before they see an application."]
    words += [
        f"{panel.commissioner}, a Civil Service Commissioner, chaired the panel for "
        f"{panel.stage_words}."
        for panel in reading.campaign.selection_panels.exclude(commissioner="").order_by("number")
    ]
    tables = (MEMBERS.of(reading.members),) if reading.members else ()
    if not tables:
        words = ["No panel was recorded in this service."]
    return Section("Panels", words=tuple(words), tables=tables)


def sift(reading: Reading) -> Section:
    """Each decision of the sift, also those undone."""
    return _decisions(reading, "Sift", SIFT | {UNDONE}, "No application was decided at the sift.")


def interviews(reading: Reading) -> Section:
    """Who was invited, met, and found what."""
    if not reading.shows_decisions:
        return Section("Interviews", words=(NOT_YET,))
    slots = [(row, row.interview_slot) for row in reading.applications]
    met = [row for row, slot in slots if slot is not None and not slot.is_off]
    acts = INTERVIEWS | PANEL | {CANCELLED}
    found = _decisions(reading, "Interviews", acts, "Nobody was invited.")
    tables = (*((HELD.of(met),) if met else ()), *found.tables)
    return Section("Interviews", words=found.words, tables=tables)


def order_of_merit(reading: Reading) -> Section | None:
    """What was agreed, by whom; and those it is of (R13)."""
    agreed = reading.last("roles.campaign_merit_agreed")
    if agreed is None:
        return None
    rows = [
        (row.reference, label, day_of(at))
        for moment, label in (("recommended_at", "Recommended"), ("reserve_at", "Reserve list"))
        for row in reading.applications
        if (at := getattr(row, moment))
    ]
    words = (
        f"Agreed on {datetime_gb(agreed.at)} by {agreed.by}. From then on it was not changed.",
        "Offers go to everybody who is recommended first, then to the reserve list.",
        "Within each of the two, the applications stand here by reference.",
    )
    return Section("Order of merit", words=words, tables=(MERIT.of(rows),) if rows else ())


def offers(reading: Reading) -> Section | None:
    """Each offer and what became of it; who was passed over for one, and why."""
    found = _decisions(reading, "Offers", OFFERS, "No offer was made.")
    return Section(found.heading, words=(*found.words, *passed_over(reading)), tables=found.tables)


def reserve_list(reading: Reading) -> Section | None:
    """Who was placed on it, and to which day (R14)."""
    placed = [row for row in reading.applications if row.reserve_at]
    if not placed:
        return None
    lasts = RecruitmentPolicy.load().reserve_list_lasts
    days = [(row, localdate(row.reserve_at)) for row in placed]
    table = RESERVES.of((row, day, day + lasts) for row, day in days)
    return Section("Reserve list", tables=(table,))


def checks(reading: Reading) -> Section | None:
    """Whether the checks were passed, never what was found (R16)."""
    checked = [row for row in reading.applications if row.checks.all()]
    return Section("Pre-employment checks", tables=(CHECKED.of(checked),)) if checked else None


def complaints(reading: Reading) -> Section | None:
    """Each complaint, what was found and changed; for who may know of them (R19)."""
    rows = reading.complaints
    if not rows:
        return None
    return Section("Complaints", tables=(complaint_tables.OF_CAMPAIGN.of(rows),))


def endings(reading: Reading) -> Section | None:
    """Who withdrew, was set aside, or was not decided on."""
    found = _decisions(reading, "Withdrawals and other endings", ENDINGS, "")
    return found if found.tables else None


def _decisions(reading: Reading, heading: str, actions: Iterable[str], none: str) -> Section:
    if not reading.shows_decisions:
        return Section(heading, words=(NOT_YET,))
    lines = lines_of(reading, actions)
    if not lines:
        return Section(heading, words=(none,))
    return Section(heading, tables=(ACTS.of(lines),))


def lines_of(reading: Reading, actions: Iterable[str]) -> list[Line]:
    """These acts of each application, by reference, oldest first."""
    wanted = frozenset(actions)
    return [
        (row, act, reading.when(row, act.at), why(row, act, reading.acts[row.pk]))
        for row in reading.applications
        for act in reading.acts[row.pk]
        if act.action in wanted
    ]


def why(application: Application, act: Act, acts: list[Act]) -> str:
    """The words that a decision was made with: the reason, and which criteria were not met."""
    undone = application.undone
    if act.action == UNDONE:
        return str(undone[act.number]["reason"]) if act.number < len(undone) else ""
    if act.action not in WITH_REASON:
        return act.detail
    undoing = undone_by(act, acts)
    if undoing is not None:
        return str(undone[undoing.number]["words"]) if undoing.number < len(undone) else ""
    last = [each for each in acts if each.action in WITH_REASON][-1]
    return application.feedback if act is last else ""


def undone_by(act: Act, acts: list[Act]) -> Act | None:
    """What took a decision back: the next of the decisions, if it is that; None where it stands."""
    decided = [each for each in acts if each.action in WITH_REASON or each.action == UNDONE]
    place = next(number for number, each in enumerate(decided) if each is act)
    following = decided[place + 1] if place + 1 < len(decided) else None
    return following if following is not None and following.action == UNDONE else None


Maker = Callable[[Reading], Section | None]
