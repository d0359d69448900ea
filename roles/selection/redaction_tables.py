"""The table of applications in which personal details are hidden, and how far that is."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.numbers import plural
from hub.tables import Column, Empty, Link, Table
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.redaction import Redaction
from roles.selection.services.redacting import to_redact


def progress_words(campaign: Campaign) -> str:
    """How far it is, such as "2 of 12 applications done", as its reader may know it."""
    total = to_redact(campaign.applications_shown).order_by().count()
    left = Redaction.objects.waiting_in(campaign).order_by().count()
    return f"{total - left} of {plural(total, 'application')} done"


def _open(application: Application) -> Link:
    names = [application.campaign.reference, application.reference]
    return Link(application.reference, reverse("roles:redact", args=names))


def _redaction(application: Application) -> Any:
    found = getattr(application, "redaction", None)
    return found if found is not None and found.checked_at else None


def _done(application: Application) -> Any:
    found = _redaction(application)
    return found.checked_at if found else "Not yet"


def _by(application: Application) -> str:
    found = _redaction(application)
    return str(found.checked_by or "Somebody who left") if found else ""


REDACTED = Table(
    "Applications",
    (
        Column("Application", _open),
        Column("Done", _done),
        Column("By", _by),
    ),
    empty=Empty(
        "There are no applications to go through.",
        "Applications appear here once the role has closed, until the sift of each is decided.",
    ),
)
