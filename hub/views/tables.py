"""The tables of the hub's own pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from hub.dates import date_gb, datetime_gb, day_of
from hub.indicators import Row
from hub.models import (
    Membership,
    Need,
    PendingOffice,
    PhaseEvent,
    PreElectionPeriod,
    Service,
    Upload,
    User,
)
from hub.second_person import waiting_for_second
from hub.tables import NEVER_EMPTY, Column, Empty, EmptyLink, Link, Table, Tag, joined, state_tag


def _need_link(need: Need) -> Link:
    return Link(need.reference, need.get_absolute_url(), is_nowrap=True)


def _role(need: Need) -> Any:
    return need.level or need.role or "Not said"


NEEDS = Table(
    "Needs",
    (
        Column("Reference", _need_link),
        Column(
            "Organisation",
            lambda need: need.organisation.display_code,
            sort=("organisation__name",),
        ),
        Column("Role", _role, sort=("role__name", "level__name")),
        Column("People", lambda need: need.headcount, is_numeric=True, sort=("headcount",)),
        Column("Service", lambda need: need.service or "", sort=("service__name",)),
        Column("State", state_tag, sort=("state",)),
        Column(
            "Raised", lambda need: localdate(need.raised_at), sort=("raised_at",), is_nowrap=True
        ),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "There are no open needs that you can see.",
        "Needs will appear here when somebody raises one for an organisation. To see closed ones, "
        "select “Show all needs”.",
        EmptyLink("Raise a need", "need_raise", "hub.add_need"),
    ),
)
ALL_NEEDS = replace(
    NEEDS,
    empty=Empty(
        "There are no needs that you can see.",
        "A need will appear here when somebody records that an organisation is short of people.",
        EmptyLink("Raise a need", "need_raise", "hub.add_need"),
    ),
)

NEEDS_FOR_A_SERVICE = Table(
    "Needs for this service",
    (
        Column("Reference", _need_link),
        Column("Role", _role),
        Column("People", lambda need: need.headcount, is_numeric=True),
        Column("State", state_tag),
    ),
    empty=Empty(
        "There are no needs for this service that you can see.",
        "A need will appear here when somebody raises one and names this service.",
    ),
)


def _phase(service: Service) -> Any:
    if not service.phase_as_at:
        return "Not recorded"
    parts = ", in parts" if service.partial_as_at else ""
    return Tag(f"{PhaseEvent.Phase(service.phase_as_at).label}{parts}", "blue")


def pending_offices(user: User) -> Table:
    """What waits for a second person, as this person may answer it."""

    def answer(pending: PendingOffice) -> Any:
        if not user.has_perm("hub.confirm_office", pending):
            words = "Another person has to answer"
            if user.side_keys == user.account_keys:
                return words
            return waiting_for_second("hub.confirm_office", pending, user).said or words
        return Link("Answer", pending.get_absolute_url(), f"{pending}, {pending.user.email}")

    return Table(
        "Waiting for a second person to confirm",
        (
            Column("Email address", lambda pending: pending.user.email),
            Column("Access", str),
            Column("Asked by", lambda pending: pending.given_by),
            Column("Asked on", lambda pending: day_of(pending.given_at)),
            Column("Answer", answer),
        ),
        empty=NEVER_EMPTY,
    )


def _since(membership: Membership) -> str:
    """The days for which the role was given; most have no last one."""
    until = f" to {date_gb(membership.valid_to)}" if membership.valid_to else ""
    return f"{date_gb(membership.valid_from)}{until}"


ROLES = Table(
    "Access, by organisation",
    (
        # The address as it was typed: an account’s name is not found by giving it a role.
        Column("Email address", lambda row: row.user.email, sort=("user__email",)),
        Column("Organisation", lambda row: row.organisation.name, sort=("organisation__name",)),
        Column("Access", lambda row: row.get_role_display(), sort=("role",)),
        Column(
            "From", _since, sort=("valid_from",), written=lambda membership: membership.valid_from
        ),
        Column("Given by", lambda membership: membership.given_by),
        Column(
            "Change",
            lambda membership: Link(
                "End",
                reverse("role_end", args=[membership.pk]),
                f"{membership}, {membership.user.email}",
            ),
            is_action=True,
        ),
    ),
    more_in_files=(Column("Until", lambda membership: membership.valid_to),),
    empty=Empty(
        "Nobody has access for your organisation yet.",
        "Give access to the people who will ask for help, approve roles or read applications.",
        EmptyLink("Give somebody access", "role_give", "hub.add_membership"),
    ),
)

SERVICES = Table(
    "Services, exemplars first",
    (
        Column(
            "Service",
            lambda service: Link(service.name, service.get_absolute_url()),
            sort=("name",),
        ),
        Column(
            "Organisation",
            lambda service: service.organisation.display_code,
            sort=("organisation__name",),
        ),
        Column(
            "Exemplar",
            lambda service: service.exemplar_number or "",
            is_numeric=True,
            sort=("exemplar_number",),
        ),
        Column(
            "Transactions a year",
            lambda service: service.transactions,
            is_numeric=True,
            sort=("transactions_per_year",),
        ),
        Column("Phase", _phase),
        Column("Since", lambda service: service.since_as_at, is_nowrap=True),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No services have been recorded yet.",
        "They will appear here when the hub team adds them.",
    ),
)


def _phase_entered(event: PhaseEvent) -> Any:
    parts = ", in parts" if event.is_partial else ""
    return joined(f"{event.get_phase_display()}{parts}", _demo_mark(event.is_demo))


def _demo_mark(is_demo: bool) -> str:
    mark = '<span class="hub-demo-mark">{}</span>'
    return format_html(mark, "(demonstration data)") if is_demo else ""


PHASES = Table(
    "Phases entered",
    (
        Column("Phase", _phase_entered),
        Column("On", lambda event: event.on, is_nowrap=True),
        Column("Note", lambda event: event.note),
    ),
    empty=Empty(
        "No phase has been recorded.",
        "The hub team records when a service enters discovery, alpha, beta or live.",
    ),
)


def _handed_in_with(upload: Any) -> Any:
    return Link(upload.about, upload.href) if upload.href else upload.about


def _download(upload: Upload) -> Any:
    if not (upload.can_be_opened and upload.file):
        return ""
    about = f"the {upload.description} of {datetime_gb(upload.received_at)}"
    return joined(
        Link("Read", reverse("upload_read", args=[upload.reference]), about=about),
        Link("Download", reverse("upload", args=[upload.reference]), about=about),
    )


def _file(upload: Upload) -> Any:
    return joined(upload.description, f"{upload.was_changed}." if upload.was_changed else "")


UPLOADS = Table(
    "Your files",
    (
        Column("File", _file),
        Column("Uploaded", lambda upload: upload.received_at),
        Column("Uploaded to", _handed_in_with),
        Column("State", state_tag),
        Column("Download", _download, heading_is_hidden=True),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "You have not uploaded any files.",
        "A file will appear here when you add one to an application or a request.",
    ),
)

MAILBOX = Table(
    "Emails, newest first",
    (
        Column(
            "Subject", lambda mail: Link(mail[1]["Subject"], reverse("demo_mail", args=[mail[0]]))
        ),
        Column("To", lambda mail: mail[1]["To"]),
        Column("Sent", lambda mail: mail[1]["Date"].datetime),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No emails have been sent yet.",
        "Do something that sends one, such as asking for a sign-in code, and look here again.",
    ),
)

COOKIES = Table(
    "Cookies that the service cannot work without",
    (
        Column("Name", lambda cookie: cookie["name"]),
        Column("Purpose", lambda cookie: cookie["purpose"]),
        Column("Expires", lambda cookie: cookie["expires"]),
    ),
    empty=NEVER_EMPTY,
)


def _counted_record(row: Row) -> Any:
    return joined(Link(row.label, row.url) if row.url else row.label, _demo_mark(row.is_demo))


COUNTED_ROWS = Table(
    "Records counted",
    (
        Column("Record", _counted_record, sort=("label",)),
        Column("Organisation", lambda row: row.organisation, sort=("organisation",)),
        Column("What", lambda row: row.detail, sort=("detail",)),
        Column(
            "Date",
            lambda row: date_gb(row.on),
            is_nowrap=True,
            sort=("on",),
            written=lambda row: row.on,
        ),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No records were counted.",
        "A record will appear here when this figure counts it. The definition above says when.",
    ),
)

PLANNED_ROWS = Table(
    "Named in the figure, not counted",
    (
        Column("Record", lambda row: row.label),
        Column("Organisation", lambda row: row.organisation),
        Column("What", lambda row: row.detail),
        Column("Date", lambda row: date_gb(row.on), written=lambda row: row.on),
    ),
    empty=NEVER_EMPTY,
)


def _period_link(period: PreElectionPeriod) -> Link:
    return Link(period.title, period.get_absolute_url())


def _period_tag(period: PreElectionPeriod) -> Tag:
    colour = {"In force": "red", "Planned": "yellow"}.get(period.status, "grey")
    return Tag(period.status, colour)


PRE_ELECTION_PERIODS = Table(
    "Pre-election periods, newest first",
    (
        Column("Election", _period_link),
        Column("First day", lambda period: period.starts_on),
        Column("Last day", lambda period: period.ends_on),
        Column("What has to wait", lambda period: ". ".join(period.what_waits)),
        Column("State", _period_tag),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No pre-election period has been set.",
        "The hub team sets one when an election is called. This page will then list what has to "
        "wait.",
    ),
)
