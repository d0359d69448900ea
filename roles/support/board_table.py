"""The table of the hub's board: what each request waits for, and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.timezone import localdate

from hub.dates import date_gb
from hub.numbers import plural
from hub.tables import Column, Empty, Table, Tag, joined, lines, reference_link, small, state_tag
from roles.models.support.request_state import RequestState
from roles.models.support.support_request import SupportRequest

NOT_TRIAGED = "Not triaged"


def _subject(request: SupportRequest) -> Any:
    return request.level or request.role


def _request_of(request: SupportRequest) -> Any:
    organisation = format_html(
        '<span class="govuk-!-font-weight-regular">{}</span>', request.organisation.display_code
    )
    return lines(reference_link(request), organisation)


def _state_and_urgency(request: SupportRequest) -> Any:
    urgency = request.get_urgency_display() or NOT_TRIAGED
    if not request.urgency and request.requested_urgency:
        asked = request.get_requested_urgency_display().lower()
        urgency = f"Not triaged yet. Department’s urgency: {asked}"
    return lines(state_tag(request), urgency)


def _clock(request: SupportRequest, today: date) -> Any:
    if request.state == RequestState.SUBMITTED:
        is_late = request.is_triage_late(today)
        by = f"Triage by {date_gb(request.triage_due_on)}"
        return joined(by, Tag("Triage late", "red") if is_late else "")
    if request.follow_up_on and request.is_unfinished:
        is_due = request.follow_up_on <= today
        on = f"Follow up on {date_gb(request.follow_up_on)}"
        return joined(on, Tag("Due", "red") if is_due else "")
    return ""


def _people_due(number: int) -> Any:
    if not number:
        return ""
    people = plural(number, "person put forward", "people put forward")
    return joined(f"{people} to follow up", Tag("Due", "red"))


# What somebody reads of each request before they do the same for several.
FOR_SEVERAL = (
    Column("Request", reference_link),
    Column("Role", lambda request: str(_subject(request))),
    Column("Organisation", lambda request: request.organisation.name),
)
ADVISER_NOW = Column("Adviser", lambda request: str(request.adviser or "Nobody yet"))
TAKEN_OVER_FROM = replace(
    ADVISER_NOW,
    heading="You take over from",
    cell=lambda request: str(request.adviser or "Nobody"),
)


def board(today: date, people_due: dict[int, int]) -> Table:
    """The hub's board on that day; ``people_due`` counts those to follow up, by request."""
    return Table(
        "Support requests",
        (
            Column(
                "Request",
                _request_of,
                sort=("organisation__name", "reference"),
                written=lambda request: request.reference,
            ),
            Column(
                "Role",
                lambda request: lines(_subject(request), small(request.what_for)),
                sort=("role__name", "level__name"),
                written=lambda request: str(_subject(request)),
            ),
            Column(
                "State",
                _state_and_urgency,
                sort=("state", "urgency"),
                written=lambda request: request.get_state_display(),
            ),
            Column(
                "Due",
                lambda request: lines(
                    _clock(request, today), _people_due(people_due.get(request.pk, 0))
                ),
                sort=("due_on", "submitted_at"),
                written=lambda request: request.due_on,
            ),
            Column(
                "Adviser",
                lambda request: request.adviser or "Nobody yet",
                sort=("adviser__email",),
                written=lambda request: str(request.adviser) if request.adviser else None,
            ),
        ),
        more_in_files=(
            Column("Organisation", lambda request: request.organisation.name),
            Column("Kind of help", lambda request: request.what_for),
            Column("Urgency", lambda request: request.get_urgency_display() or NOT_TRIAGED),
            Column("Submitted", lambda request: localdate(request.submitted_at)),
        ),
        bulk=("take", "become-adviser", "resume"),
        caption_is_hidden=True,
        empty=Empty(
            "No support requests are open.",
            "A request will appear here when a department asks for help. To see closed ones, "
            "filter by the state “All, including closed”.",
        ),
    )
