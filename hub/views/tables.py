"""The tables of the hub's own pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from hub.dates import datetime_gb
from hub.models import Need, PhaseEvent, Service, Upload
from hub.tables import Column, Link, Table, Tag


def _need_link(need: Need) -> Link:
    return Link(need.reference, need.get_absolute_url(), is_nowrap=True)


def _role(need: Need) -> Any:
    return need.level or need.role or "Not said"


def _state(record: Any) -> Tag:
    return Tag(record.get_state_display(), record.state_facts.colour)


NEEDS = Table(
    "Needs, newest first",
    (
        Column("Reference", _need_link),
        Column("Organisation", lambda need: need.organisation.display_code),
        Column("Role", _role),
        Column("People", lambda need: need.headcount, is_numeric=True),
        Column("Service", lambda need: need.service or ""),
        Column("State", _state),
        Column("Raised", lambda need: need.raised_at.date()),
    ),
    caption_is_hidden=True,
    empty="There are no needs to show.",
)

NEEDS_FOR_A_SERVICE = Table(
    "Needs for this service",
    (
        Column("Reference", _need_link),
        Column("Role", _role),
        Column("People", lambda need: need.headcount, is_numeric=True),
        Column("State", _state),
    ),
    empty="There are no needs for this service that you may see.",
)


def _phase(service: Service) -> Any:
    if not service.phase_as_at:
        return "Not recorded"
    parts = ", in parts" if service.partial_as_at else ""
    return Tag(f"{PhaseEvent.Phase(service.phase_as_at).label}{parts}", "blue")


SERVICES = Table(
    "Services, exemplars first",
    (
        Column("Service", lambda service: Link(service.name, service.get_absolute_url())),
        Column("Organisation", lambda service: service.organisation.display_code),
        Column("Exemplar", lambda service: service.exemplar_number or "", is_numeric=True),
        Column("Transactions a year", lambda service: service.transactions, is_numeric=True),
        Column("Phase", _phase),
        Column("Since", lambda service: service.since_as_at, is_nowrap=True),
    ),
    caption_is_hidden=True,
    empty="No service is recorded yet.",
)


def _phase_entered(event: PhaseEvent) -> Any:
    return format_html(
        "{}{}{}",
        event.get_phase_display(),
        ", in parts" if event.is_partial else "",
        format_html(' <span class="hub-demo-mark">(demonstration data)</span>')
        if event.is_demo
        else "",
    )


PHASES = Table(
    "Phases entered",
    (
        Column("Phase", _phase_entered),
        Column("On", lambda event: event.on, is_nowrap=True),
        Column("Note", lambda event: event.note),
    ),
    empty="No phase is recorded.",
)


def _handed_in_with(upload: Any) -> Any:
    return Link(upload.about, upload.href) if upload.href else upload.about


def _download(upload: Upload) -> Any:
    if not (upload.can_be_opened and upload.file):
        return ""
    about = f"the {upload.description} of {datetime_gb(upload.received_at)}"
    return Link("Download", reverse("upload", args=[upload.reference]), about=about)


UPLOADS = Table(
    "Your files",
    (
        Column("File", lambda upload: upload.description),
        Column("Uploaded", lambda upload: upload.received_at),
        Column("Handed in with", _handed_in_with),
        Column("State", _state),
        Column("Download", _download, heading_is_hidden=True),
    ),
    caption_is_hidden=True,
    empty="You have not uploaded any files.",
)

MAILBOX = Table(
    "Mail, newest first",
    (
        Column(
            "Subject", lambda mail: Link(mail[1]["Subject"], reverse("demo_mail", args=[mail[0]]))
        ),
        Column("To", lambda mail: mail[1]["To"]),
        Column("Sent", lambda mail: mail[1]["Date"].datetime),
    ),
    caption_is_hidden=True,
    empty="No mail has been sent yet.",
)

COOKIES = Table(
    "Cookies that the service cannot work without",
    (
        Column("Name", lambda cookie: cookie["name"]),
        Column("Purpose", lambda cookie: cookie["purpose"]),
        Column("Expires", lambda cookie: cookie["expires"]),
    ),
)
