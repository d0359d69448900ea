"""The states of a post, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States


@dataclass(frozen=True, kw_only=True)
class PostFacts(StateFacts):
    """What is so in one state of a post."""

    # R17: from the acceptance of the provisional offer, for as long as that stands.
    is_filled: bool = False
    # One of the heads that its campaign and its request are for, filled or not.
    is_wanted: bool = False


class PostState(States):
    """From open to started."""

    facts: PostFacts

    OPEN = PostFacts("open", "Open", "blue", is_wanted=True)
    OFFERED = PostFacts("offered", "Offered", "yellow", is_wanted=True)
    ACCEPTED = PostFacts("accepted", "Offer accepted", "green", is_filled=True, is_wanted=True)
    STARTED = PostFacts("started", "Started", "grey", is_filled=True, is_wanted=True)
    WITHDRAWN = PostFacts("withdrawn", "Withdrawn", "grey")


FILLED = PostState.where("is_filled")
WANTED = PostState.where("is_wanted")

# What the page of a post draws; when it was offered is not for everybody who reads it.
OFFERED = Stage("Offered", (PostState.OFFERED,), "offered_at")
STAGES = (
    Stage("Open", (PostState.OPEN,), "opened_at"),
    OFFERED,
    Stage("Offer accepted", (PostState.ACCEPTED,), "filled_on"),
    Stage("Started", (PostState.STARTED,), "started_at"),
)
