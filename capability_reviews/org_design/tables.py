"""The tables of engagements: the list, and the meetings of one."""

from __future__ import annotations

from hub.dates import date_gb
from hub.tables import Column, Link, Table, state_tag

ENGAGEMENTS = Table(
    "Engagements, newest first",
    (
        Column("Reference", lambda item: Link(item.reference, item.get_absolute_url())),
        Column("Organisation", lambda item: item.organisation.name),
        Column("State", state_tag),
        Column("Requested", lambda item: date_gb(item.requested_at)),
        Column("Advice given", lambda item: date_gb(item.advice_given_at) or "Not yet"),
    ),
    caption_is_hidden=True,
    empty="Nobody has asked for advice yet.",
)
MEETINGS = Table(
    "Advice meetings",
    (
        Column("Date", lambda meeting: meeting.on),
        Column("What it was about", lambda meeting: meeting.note),
    ),
    empty="No meeting has been logged.",
)
