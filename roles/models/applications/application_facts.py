"""What is declared of each state of an application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hub.states import Colour, StateFacts


@dataclass(frozen=True)
class CandidateStatus:
    """A status in plain words, the colour that repeats it, and what happens next."""

    label: str
    colour: Colour
    next_step: str


@dataclass(frozen=True, kw_only=True)
class ApplicationFacts(StateFacts):
    """What is so in one state of an application, for those who handle it and for its candidate.

    ``event`` says in the candidate's words that it was reached; "" where they never learn of it.
    ``shown_until_release`` is the state that the candidate sees until a decision is released
    (R19).
    """

    candidate: CandidateStatus
    event: str
    shown_until_release: str | None
    # Nothing more is expected to happen.
    is_decided: bool

    may_be_withdrawn: bool = False
    # The department has still to decide: no campaign ends with somebody who is (R19, R21).
    is_undecided: bool = False
    # Ends it against the candidate's wish.
    is_rejected: bool = False
    # No one else can be offered the post meanwhile.
    holds_post: bool = False
    # An accepted offer that stands: what "filled" and "recruited" count (R17).
    is_accepted: bool = False
    # Kept as the record of a fair and open competition when a person asks for erasure.
    is_appointment: bool = False
    # The post can be offered to the candidate.
    is_appointable: bool = False

    # What the audit trail says when those who handle it move it here with one button: a slug and
    # its label; "" for a state that has a service of its own.
    action: str = ""
    logged: str = ""
    # Whether that takes feedback for the candidate: after an interview, after the sift where the
    # campaign offers it (R19).
    feedback: Literal["", "if offered", "always"] = ""
    # The message to the candidate when those who handle it move it here.
    candidate_message: str = ""
    # The dates of the campaign that are still to come, in order.
    dates: tuple[Literal["closes", "sift", "interviews"], ...] = ()
    # The decision that the service aims to give the candidate by a certain day.
    awaits: Literal["sift", "interview"] | None = None
