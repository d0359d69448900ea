"""The tables of engagements: the list, and the meetings of one."""

from __future__ import annotations

from django.utils.text import Truncator
from django.utils.timezone import localdate

from hub.tables import Column, Empty, EmptyLink, Link, Table, state_tag

LONGEST_QUESTION = 100

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
    empty=Empty(
        "Nobody has asked for advice yet.",
        "A request will appear here when a department asks for advice on how it is organised.",
        EmptyLink(
            "Ask for advice",
            "capability_reviews:engagement_ask",
            "capability_reviews.request_advice",
        ),
    ),
    bulk=("start_scoping", "pause", "resume"),
)
# What somebody reads of each before they do the same for several.
FOR_SEVERAL = (
    Column("Reference", lambda item: Link(item.reference, item.get_absolute_url(), is_nowrap=True)),
    Column("Organisation", lambda item: item.organisation.name),
    Column("Question", lambda item: Truncator(item.question).chars(LONGEST_QUESTION)),
)
ADVISER_NOW = Column("Adviser", lambda item: str(item.adviser or "Nobody yet"))
CONTINUES_AT = Column(
    "Continues at",
    lambda item: item.paused_in.label if item.state == item.State.PAUSED else "",
)
MEETINGS = Table(
    "Advice meetings",
    (
        Column("Date", lambda meeting: meeting.on),
        Column("What it was about", lambda meeting: meeting.note),
    ),
    empty=Empty(
        "No meeting has been recorded.",
        "The adviser’s record of each meeting with the department will appear here.",
    ),
)
