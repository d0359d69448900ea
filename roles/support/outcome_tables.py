"""The tables of what departments asked for and what became of it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.dates import day_of
from hub.numbers import printed_words
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, reference_link, state_tag

BY_ORGANISATION = ("organisation__name",)

FILLED_POSTS = Table(
    "Posts, most recently filled first",
    (
        Column("Reference", reference_link),
        Column("Post", lambda post: post.title, sort=("role__name", "level__name")),
        Column("Organisation", lambda post: post.organisation.display_code, sort=BY_ORGANISATION),
        Column("Filled on", lambda post: post.filled_on, sort=("filled_on",)),
        Column("Support request", lambda post: reference_link(post.support_request)),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No posts are counted here.",
        "A post will appear here when it is filled with the hub team’s help.",
    ),
)

ENDED_REQUESTS = Table(
    "Support requests",
    (
        Column("Reference", reference_link),
        Column("Organisation", lambda row: row.organisation.display_code, sort=BY_ORGANISATION),
        Column("Role", lambda row: row.level or row.role, sort=("role__name", "level__name")),
        Column("State", state_tag, sort=("state",)),
        Column(
            "Outcome recorded",
            lambda request: day_of(request.outcome_recorded_at),
            sort=("outcome_recorded_at",),
        ),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No requests are counted here.",
        "A request will appear here when the hub team records its outcome.",
    ),
)

ENDED_CAMPAIGNS = Table(
    "Campaigns",
    (
        Column("Reference", reference_link),
        Column("Organisation", lambda row: row.organisation.display_code, sort=BY_ORGANISATION),
        Column("Role", lambda campaign: campaign.title, sort=("title",)),
        Column(
            "Ended",
            lambda campaign: day_of(campaign.ended_at or campaign.cancelled_at),
            sort=("ended_at", "cancelled_at"),
        ),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No campaigns are counted here.",
        "A campaign without a support request will appear here when it ends.",
    ),
)

DEMAND = Table(
    "Demand by role and level",
    (
        Column("Role and level", lambda line: Link(line.called, line.address), sort=("called",)),
        Column("Requests", lambda line: line.requests, is_numeric=True, sort=("requests",)),
        Column("Posts", lambda line: line.wanted, is_numeric=True, sort=("wanted",)),
        Column(
            "Requests nobody could meet", lambda line: line.unmet, is_numeric=True, sort=("unmet",)
        ),
        Column(
            "Posts nobody could meet",
            lambda line: line.unmet_posts,
            is_numeric=True,
            sort=("unmet_posts",),
        ),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No department has asked for anybody in the last 12 months.",
        "Roles will appear here when departments ask the hub team for people.",
    ),
)

# How many gave each answer: records are (answer, number).
ANSWERS = Table(
    "Answers",
    (
        Column("Answer", lambda line: line[0]),
        Column("Number", lambda line: line[1], is_numeric=True),
    ),
    empty=NEVER_EMPTY,
)


def _number(line: Any) -> Any:
    href = reverse("roles:support_outcome_rows", args=[line.slug])
    return Link(str(line.number), href, about=f"of {line.label}") if line.number else 0


COUNTED = Table(
    "Counted",
    (
        Column("What", lambda line: line.label),
        Column("Number", _number, is_numeric=True),
    ),
    empty=NEVER_EMPTY,
)

SATISFACTION = Table(
    "How satisfied departments are with the hub team",
    (
        Column("Quarter", lambda line: line.quarter.label),
        Column("Answers", lambda line: printed_words(line.answers), is_numeric=True),
        Column(
            "Satisfied or very satisfied",
            lambda line: printed_words(line.satisfied),
            is_numeric=True,
        ),
    ),
    empty=NEVER_EMPTY,
)

DEMANDED = Table(
    "Requests of the last 12 months, newest first",
    (
        Column("Reference", reference_link),
        Column("Organisation", lambda row: row.organisation.display_code, sort=BY_ORGANISATION),
        Column("Role", lambda row: row.level or row.role, sort=("role__name", "level__name")),
        Column("Posts", lambda row: row.posts_wanted, is_numeric=True, sort=("posts_wanted",)),
        Column(
            "People who could meet it",
            lambda row: row.reserve_matches,
            is_numeric=True,
            sort=("reserve_matches",),
        ),
        Column("Asked on", lambda row: day_of(row.submitted_at), sort=("submitted_at",)),
        Column("State", state_tag, sort=("state",)),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No department has asked for anybody in the last 12 months.",
        "A request will appear here when a department asks the hub team for people.",
    ),
)
