"""The states of a capability review, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from hub.states import Stage, StateFacts, States, Step


@dataclass(frozen=True, kw_only=True)
class ReviewFacts(StateFacts):
    """What is so in one state of a review; ``steps`` are what may be next for who takes part."""

    steps: tuple[Step, ...]

    # Ratings and findings may be written: nobody has signed it.
    is_written: bool = False
    # Something is still to be done.
    is_unfinished: bool = False


class ReviewState(States):
    """The states of a capability review."""

    facts: ReviewFacts

    PLANNED = ReviewFacts(
        "planned",
        "Planned",
        "grey",
        steps=(
            Step("Start scoping.", move="start_scoping"),
            Step("The hub team or the department starts the review."),
        ),
        is_written=True,
        is_unfinished=True,
    )
    SCOPING = ReviewFacts(
        "scoping",
        "Scoping",
        "grey",
        steps=(
            Step("Start the self-assessment.", move="start_self_assessment"),
            Step("The hub team or the department says what is in scope."),
        ),
        is_written=True,
        is_unfinished=True,
    )
    SELF_ASSESSMENT = ReviewFacts(
        "self_assessment",
        "Self-assessment",
        "grey",
        steps=(
            Step("Go on to evidence: every theme is rated.", move="gather_evidence"),
            Step("The department rates itself on each theme."),
        ),
        is_written=True,
        is_unfinished=True,
    )
    EVIDENCE = ReviewFacts(
        "evidence",
        "Evidence",
        "grey",
        steps=(
            Step("Go on to challenge when the evidence is gathered.", move="start_challenge"),
            Step("The reviewers gather evidence."),
        ),
        is_written=True,
        is_unfinished=True,
    )
    CHALLENGE = ReviewFacts(
        "challenge",
        "Challenge",
        "grey",
        steps=(
            Step("Go on to the draft: every theme has an assured rating.", move="write_draft"),
            Step("The reviewers challenge the ratings."),
        ),
        is_written=True,
        is_unfinished=True,
    )
    DRAFT = ReviewFacts(
        "draft",
        "Draft",
        "grey",
        steps=(
            Step(
                "Send for factual check when the draft is written.", move="send_for_factual_check"
            ),
            Step("The reviewers write the draft."),
        ),
        is_written=True,
        is_unfinished=True,
    )
    FACTUAL_CHECK = ReviewFacts(
        "factual_check",
        "Factual check",
        "grey",
        steps=(
            Step("Sign as agreed when the facts are checked.", move="agree"),
            Step("The department checks the facts, then its Digital Leader signs the review."),
        ),
        is_written=True,
        is_unfinished=True,
    )
    AGREED = ReviewFacts(
        "agreed",
        "Agreed",
        "grey",
        steps=(
            Step("Publish the review.", move="publish"),
            Step("The hub team publishes the review."),
        ),
        is_unfinished=True,
    )
    PUBLISHED = ReviewFacts(
        "published",
        "Published",
        "blue",
        steps=(
            Step("Start the follow-up.", move="start_follow_up"),
            Step("The hub team starts the follow-up."),
        ),
        is_unfinished=True,
    )
    FOLLOW_UP = ReviewFacts(
        "follow_up",
        "Follow-up",
        "grey",
        steps=(
            Step("Close the review: every theme is rated again.", move="close"),
            Step("The reviewers rate the themes again."),
        ),
        is_unfinished=True,
    )
    CLOSED = ReviewFacts("closed", "Closed", "grey", steps=())


BEFORE_AGREED = ReviewState.where("is_written")
UNFINISHED = ReviewState.where("is_unfinished")

# What the page of a review draws.
STAGES = (
    Stage("Planned", (ReviewState.PLANNED, ReviewState.SCOPING), "planned_at"),
    Stage("Self-assessment", (ReviewState.SELF_ASSESSMENT,), "self_assessment_at"),
    Stage("Evidence", (ReviewState.EVIDENCE,), "evidence_at"),
    Stage("Challenge", (ReviewState.CHALLENGE,), "challenge_at"),
    Stage("Report", (ReviewState.DRAFT, ReviewState.FACTUAL_CHECK), "draft_at"),
    Stage("Agreed", (ReviewState.AGREED,), "agreed_at"),
    Stage("Published", (ReviewState.PUBLISHED,), "published_at"),
    Stage("Follow-up", (ReviewState.FOLLOW_UP, ReviewState.CLOSED), "follow_up_at"),
)
