"""The states of a capability review, and the set of them in which it is written."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class ReviewFacts(StateFacts):
    """What is so in one state of a review."""

    # Ratings and findings may be written: nobody has signed it.
    is_written: bool = False


class ReviewState(States):
    """The states of a capability review."""

    facts: ReviewFacts

    PLANNED = ReviewFacts("planned", "Planned", "grey", is_written=True)
    SCOPING = ReviewFacts("scoping", "Scoping", "grey", is_written=True)
    SELF_ASSESSMENT = ReviewFacts("self_assessment", "Self-assessment", "grey", is_written=True)
    EVIDENCE = ReviewFacts("evidence", "Evidence", "grey", is_written=True)
    CHALLENGE = ReviewFacts("challenge", "Challenge", "grey", is_written=True)
    DRAFT = ReviewFacts("draft", "Draft", "grey", is_written=True)
    FACTUAL_CHECK = ReviewFacts("factual_check", "Factual check", "grey", is_written=True)
    AGREED = ReviewFacts("agreed", "Agreed", "grey")
    PUBLISHED = ReviewFacts("published", "Published", "blue")
    FOLLOW_UP = ReviewFacts("follow_up", "Follow-up", "grey")
    CLOSED = ReviewFacts("closed", "Closed", "grey")


BEFORE_AGREED = ReviewState.where("is_written")
