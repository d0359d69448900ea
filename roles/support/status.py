"""Who has a support request and what is next, in words."""

from __future__ import annotations

from hub.states import Step
from roles.models.support.request_state import RequestState
from roles.models.support.support_request import SupportRequest


def who_has_it(request: SupportRequest) -> str:
    """Who has to act next."""
    waits_for = RequestState(request.state).facts.waits_for
    if waits_for == "nobody":
        return "Nobody: it is closed"
    if waits_for == "department":
        return f"{request.organisation.name}"
    return (
        str(request.adviser) if request.adviser else "The hub team. It does not have an adviser yet"
    )


def steps_of(request: SupportRequest) -> tuple[Step, ...]:
    """What may be next, from the request's own moves to who else acts."""
    if request.awaits_outcome:
        return (
            Step("Record the outcome: every post is filled.", move="outcome"),
            Step("Every post is filled: the hub team records the outcome."),
        )
    if request.awaits_feedback:
        return (
            Step("Tell the hub team how this request ended.", page="feedback"),
            Step("The department tells the hub team how it ended."),
        )
    return RequestState(request.state).facts.steps
