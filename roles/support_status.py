"""Where a support request stands, in words: who has it and what happens next."""

from __future__ import annotations

from roles.models.request_state import RequestState as State
from roles.models.support_request import SupportRequest

NEXT_STEPS = {
    State.SUBMITTED: "An adviser of the hub looks at it and says how urgent it is.",
    State.TRIAGED: "The hub answers: it accepts the request, or says why not.",
    State.ACCEPTED: "The hub begins the work.",
    State.REDIRECTED: "Read the hub's answer: somebody else can help better.",
    State.DECLINED: "Read the hub's answer. You can go on without the hub.",
    State.IN_PROGRESS: "The hub works on it and logs what it does.",
    State.WAITING_ON_DEPARTMENT: "The department answers the hub's questions.",
    State.OUTCOME_RECORDED: "The hub closes the request.",
    State.CLOSED: "Nothing more is to be done.",
}
COLOURS = {
    State.SUBMITTED: "yellow",
    State.TRIAGED: "yellow",
    State.ACCEPTED: "blue",
    State.REDIRECTED: "grey",
    State.DECLINED: "grey",
    State.IN_PROGRESS: "blue",
    State.WAITING_ON_DEPARTMENT: "purple",
    State.OUTCOME_RECORDED: "green",
    State.CLOSED: "grey",
}


def who_has_it(request: SupportRequest) -> str:
    """Who has to act next."""
    if request.state == State.CLOSED:
        return "Nobody: it is closed"
    if request.state == State.WAITING_ON_DEPARTMENT:
        return f"{request.organisation.name}"
    return str(request.adviser) if request.adviser else "The hub, not given to an adviser yet"
