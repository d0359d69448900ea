"""The states of a post, and the set of them that counts as filled."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class PostFacts(StateFacts):
    """What is so in one state of a post."""

    # R17: from the acceptance of the provisional offer, for as long as that stands.
    is_filled: bool = False


class PostState(States):
    """From open to started."""

    facts: PostFacts

    OPEN = PostFacts("open", "Open", "blue")
    OFFERED = PostFacts("offered", "Offered", "yellow")
    ACCEPTED = PostFacts("accepted", "Offer accepted", "green", is_filled=True)
    STARTED = PostFacts("started", "Started", "grey", is_filled=True)
    WITHDRAWN = PostFacts("withdrawn", "Withdrawn", "grey")


FILLED = PostState.where("is_filled")
