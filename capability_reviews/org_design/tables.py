"""The tables of engagements: the list, and the meetings of one."""

from __future__ import annotations

from django.utils.timezone import localdate

from hub.tables import Column, Link, Table, state_tag

ENGAGEMENTS = Table(
    "Requests for advice",
    (
        Column("Reference", lambda item: Link(item.reference, item.get_absolute_url())),
        Column("Organisation", lambda item: item.organisation.name, sort=("organisation__name",)),
        Column("State", state_tag, sort=("state",)),
        Column(
            "Requested",
            lambda item: localdate(item.requested_at),
            sort=("requested_at",),
            is_nowrap=True,
        ),
        Column(
            "Advice given",
            lambda item: localdate(item.advice_given_at) if item.advice_given_at else "Not yet",
            sort=("advice_given_at",),
            is_nowrap=True,
            written=lambda item: localdate(item.advice_given_at) if item.advice_given_at else None,
        ),
    ),
    caption_is_hidden=True,
    empty="Nobody has asked for advice yet.",
    bulk=("start_scoping", "pause"),
)
MEETINGS = Table(
    "Advice meetings",
    (
        Column("Date", lambda meeting: meeting.on),
        Column("What it was about", lambda meeting: meeting.note),
    ),
    empty="No meeting has been logged.",
)
