"""The states of a question about an advert, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States


@dataclass(frozen=True, kw_only=True)
class QuestionFacts(StateFacts):
    """What is so in one state of a question."""

    # The advert shows it, with its answer.
    is_published: bool = False
    # It can be answered or declined; an answer can be corrected or taken off the advert.
    may_be_answered: bool = False


class QuestionState(States):
    """Asked, and what became of it."""

    facts: QuestionFacts

    ASKED = QuestionFacts("asked", "Waiting for an answer", "yellow", may_be_answered=True)
    ANSWERED = QuestionFacts(
        "answered", "Answered", "green", is_published=True, may_be_answered=True
    )
    DECLINED = QuestionFacts("declined", "Not published", "grey")
    LAPSED = QuestionFacts("lapsed", "Not answered in time", "grey")


PUBLISHED = QuestionState.where("is_published")
ANSWERABLE = QuestionState.where("may_be_answered")

# What the page of a question draws.
STAGES = (
    Stage("Asked", (QuestionState.ASKED,), "asked_at"),
    Stage("Answered", (QuestionState.ANSWERED,), "answered_at"),
)
