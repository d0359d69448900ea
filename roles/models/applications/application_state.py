"""The states of an application, each declared once, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hub.states import Colour, StateFacts, States


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
    ``rests_as`` is the state that the candidate is shown until a decision is released (R19).
    """

    candidate: CandidateStatus
    event: str
    rests_as: str | None
    # Nothing more is expected to happen.
    is_decided: bool

    # Those who handle it know whose it is: from the invitation to an interview on (R11).
    shows_identity: bool = False
    may_be_withdrawn: bool = False
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

    # The message to the candidate when those who handle it move it here.
    candidate_message: str = ""
    # The dates of the campaign that are still to come, in order.
    dates: tuple[Literal["closes", "sift", "interviews"], ...] = ()
    # The decision that the service aims to give the candidate by a certain day.
    awaits: Literal["sift", "interview"] | None = None


_CONSIDERED = CandidateStatus(
    "Being considered",
    "blue",
    "People from the department are reading applications. You do not need to do anything.",
)
_UNSUCCESSFUL = CandidateStatus(
    "Unsuccessful",
    "grey",
    "We will not take this application further. You can apply for other roles.",
)
_DECISION = CandidateStatus(
    "Waiting for a decision",
    "blue",
    "You have been interviewed. We will write to you when there is a decision.",
)


class ApplicationState(States):
    """From draft to start; labels are in the words of the people who handle applications."""

    facts: ApplicationFacts

    DRAFT = ApplicationFacts(
        "draft",
        "Draft",
        "grey",
        candidate=CandidateStatus(
            "Not sent yet", "grey", "Finish your application and send it before the closing time."
        ),
        event="You began your application",
        rests_as=None,
        is_decided=False,
        may_be_withdrawn=True,
    )
    SUBMITTED = ApplicationFacts(
        "submitted",
        "Submitted",
        "blue",
        candidate=CandidateStatus(
            "Received",
            "blue",
            "We have your application. We read applications after the role closes.",
        ),
        event="You sent your application",
        rests_as=None,
        is_decided=False,
        may_be_withdrawn=True,
        dates=("closes", "sift", "interviews"),
        awaits="sift",
    )
    SIFT_PASS = ApplicationFacts(
        "sift_pass",
        "Passed sift",
        "blue",
        candidate=_CONSIDERED,
        event="You passed the first stage",
        rests_as="submitted",
        is_decided=False,
        may_be_withdrawn=True,
        candidate_message="roles.application_sifted",
        dates=("interviews",),
    )
    SIFT_FAIL = ApplicationFacts(
        "sift_fail",
        "Failed sift",
        "grey",
        candidate=_UNSUCCESSFUL,
        event="Your application was unsuccessful",
        rests_as="submitted",
        is_decided=True,
        is_rejected=True,
        candidate_message="roles.application_sifted",
    )
    INTERVIEW_INVITED = ApplicationFacts(
        "interview_invited",
        "Invited to interview",
        "yellow",
        candidate=CandidateStatus(
            "Invited to an interview",
            "yellow",
            "The department will contact you to agree a time. "
            "Tell them of any adjustments you need.",
        ),
        event="You were invited to an interview",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        candidate_message="roles.interview_invited",
        dates=("interviews",),
    )
    INTERVIEW_BOOKED = ApplicationFacts(
        "interview_booked",
        "Interview booked",
        "blue",
        candidate=CandidateStatus(
            "Interview arranged", "blue", "Your interview is arranged. Good luck."
        ),
        event="Your interview was arranged",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        dates=("interviews",),
    )
    INTERVIEWED = ApplicationFacts(
        "interviewed",
        "Interviewed",
        "purple",
        candidate=_DECISION,
        event="You were interviewed",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        awaits="interview",
    )
    RECOMMENDED = ApplicationFacts(
        "recommended",
        "Recommended",
        "green",
        candidate=_DECISION,
        event="",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        is_appointable=True,
    )
    RESERVE = ApplicationFacts(
        "reserve",
        "Reserve list",
        "yellow",
        candidate=CandidateStatus(
            "On the reserve list",
            "blue",
            "You met the standard but there is no post for you now. We may offer you one later.",
        ),
        event="You were placed on the reserve list",
        rests_as="interviewed",
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        is_appointable=True,
        candidate_message="roles.application_decided",
    )
    NOT_APPOINTABLE = ApplicationFacts(
        "not_appointable",
        "Not appointable",
        "grey",
        candidate=_UNSUCCESSFUL,
        event="Your application was unsuccessful",
        rests_as="interviewed",
        is_decided=True,
        shows_identity=True,
        is_rejected=True,
        candidate_message="roles.application_decided",
    )
    PROVISIONAL_OFFER = ApplicationFacts(
        "provisional_offer",
        "Provisional offer",
        "yellow",
        candidate=CandidateStatus(
            "You have an offer", "yellow", "Read the offer, then accept or decline it."
        ),
        event="You were made a provisional offer",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        holds_post=True,
    )
    ACCEPTED = ApplicationFacts(
        "accepted",
        "Offer accepted",
        "green",
        candidate=CandidateStatus(
            "Offer accepted",
            "green",
            "The department will make its checks. Do not resign from a job until they are done.",
        ),
        event="You accepted the offer",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        holds_post=True,
        is_accepted=True,
    )
    DECLINED = ApplicationFacts(
        "declined",
        "Offer declined",
        "grey",
        candidate=CandidateStatus(
            "Offer declined", "grey", "You declined the offer. You do not need to do anything."
        ),
        event="You declined the offer",
        rests_as=None,
        is_decided=True,
        shows_identity=True,
    )
    CHECKS = ApplicationFacts(
        "checks",
        "In checks",
        "blue",
        candidate=CandidateStatus(
            "Checks under way",
            "blue",
            "The department is making its checks and may ask you for documents.",
        ),
        event="The department started its checks",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        holds_post=True,
        is_accepted=True,
        is_appointment=True,
    )
    FORMAL_OFFER = ApplicationFacts(
        "formal_offer",
        "Formal offer",
        "green",
        candidate=CandidateStatus(
            "Formal offer made",
            "green",
            "The checks are done. The department will agree when you start.",
        ),
        event="You were made a formal offer",
        rests_as=None,
        is_decided=False,
        shows_identity=True,
        may_be_withdrawn=True,
        holds_post=True,
        is_accepted=True,
        is_appointment=True,
        candidate_message="roles.offer_confirmed",
    )
    STARTED = ApplicationFacts(
        "started",
        "Started",
        "green",
        candidate=CandidateStatus("Started", "green", "You have started in this post."),
        event="You started in the post",
        rests_as=None,
        is_decided=True,
        shows_identity=True,
        holds_post=True,
        is_accepted=True,
        is_appointment=True,
    )
    FELL_THROUGH = ApplicationFacts(
        "fell_through",
        "Offer fell through",
        "red",
        candidate=CandidateStatus(
            "Offer ended",
            "grey",
            "The offer came to an end. Ask the department if you have questions.",
        ),
        event="The offer came to an end",
        rests_as=None,
        is_decided=True,
        shows_identity=True,
    )
    WITHDRAWN = ApplicationFacts(
        "withdrawn",
        "Withdrawn",
        "grey",
        candidate=CandidateStatus(
            "Withdrawn", "grey", "You withdrew this application. You do not need to do anything."
        ),
        event="You withdrew your application",
        rests_as=None,
        is_decided=True,
    )


OFFER_ACCEPTED = ApplicationState.where("is_accepted")
HOLDING_A_POST = ApplicationState.where("holds_post")
APPOINTABLE = ApplicationState.where("is_appointable")
APPOINTED = ApplicationState.where("is_appointment")
DECIDED = ApplicationState.where("is_decided")
REJECTED = ApplicationState.where("is_rejected")
WITHDRAWABLE = ApplicationState.where("may_be_withdrawn")
IDENTITY_SHOWN = ApplicationState.where("shows_identity")
AWAITING_DECISION = ApplicationState.where("awaits")
# Decisions that rest until their release, each with what the candidate knows meanwhile.
SHOWN_UNTIL_RELEASE = {
    state: ApplicationState(state.facts.rests_as)
    for state in ApplicationState
    if state.facts.rests_as
}
