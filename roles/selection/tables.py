"""The tables of selection: applications to sift, and who looked at people on reserve lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from hub.moves import Move, possible
from hub.tables import Column, Link, Table, state_tag
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign


def applications(campaign: Campaign, moves: Iterable[Move]) -> Table:
    """The applications for a campaign, and which of the moves the state of each allows."""

    def link(application: Application) -> Any:
        args = [campaign.reference, application.reference]
        return Link(application.reference, reverse("roles:sift_detail", args=args))

    def what_can_be_done(application: Application) -> str:
        if application.awaits_answer:
            return "Waits for the candidate’s answer"
        allowed = possible(moves, application)
        now = [move.label for move in allowed if not move.obstacle(application)]
        return ", ".join(now) or ("Nothing yet" if allowed else "Nothing more")

    return Table(
        "Applications, first sent first",
        (
            Column("Reference", link),
            Column("Sent", lambda application: application.submitted_at),
            Column("State", state_tag),
            Column("What can be done", what_can_be_done),
        ),
        caption_is_hidden=True,
        empty="No applications have been sent yet.",
    )


def waits(shown: Iterable[Application], moves: Iterable[Move]) -> list[str]:
    """Why moves of the applications shown have to wait, each reason once."""
    found = (
        move.obstacle(application) for application in shown for move in possible(moves, application)
    )
    return list(dict.fromkeys(filter(None, found)))


LOOKS = Table(
    "Who looked, and why",
    (
        Column("When", lambda look: look.at),
        Column("Who", lambda look: look.person or "Somebody who left"),
        Column("Why", lambda look: look.why),
    ),
)
