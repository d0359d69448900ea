"""What is next for an application, for those who handle it."""

from __future__ import annotations

from hub.states import Step
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState as State
from roles.models.campaigns.selection_order import is_anybody_recommended, obstacle_to

# Where there are several, none of which comes before the other, no move is the next step.
STEPS: dict[State, tuple[Step, ...]] = {
    State.SUBMITTED: (Step("Decide whether it passes the sift."),),
    State.SIFT_PASS: (
        Step("Invite to interview.", move="invite"),
        Step("The department invites the candidate to an interview."),
    ),
    State.INTERVIEW_INVITED: (Step("Book the interview.", move="book"),),
    State.INTERVIEW_BOOKED: (
        Step("Record that the interview was held.", move="record_interview"),
        Step("Meet the candidate."),
    ),
    State.INTERVIEWED: (Step("Decide: recommend, reserve list, or not appointable."),),
    State.RECOMMENDED: (
        Step("Make provisional offer.", move="offer"),
        Step("Offers follow the order of merit."),
    ),
    State.PROVISIONAL_OFFER: (Step("Wait for the candidate to answer the offer."),),
    State.ACCEPTED: (Step("Start checks.", move="start_checks"),),
    State.CHECKS: (
        Step("Make formal offer: every check is passed.", move="offer_formally"),
        Step("Record checks. You need them for the formal offer.", move="record_checks"),
    ),
    State.FORMAL_OFFER: (
        Step("Record start.", move="start"),
        Step("The person starts on the day that was offered."),
    ),
}
# The move that each of these waits for: what stands in its way is said instead of it.
WAITS_FOR = {
    State.SUBMITTED: "pass_sift",
    State.SIFT_PASS: "invite",
    State.INTERVIEWED: "judge",
    State.RECOMMENDED: "offer",
}
SIFTED = "Every application is decided."
FOUND = {
    "recommend": "Recommend, as the merit list says.",
    "put_on_reserve": "Put on the reserve list, as the merit list says.",
    "not_appoint": "Record as not appointable, as the merit list says.",
}
BELOW = (
    Step("The panel’s marks are below the minimum: do not pass the sift.", move="fail_sift"),
    Step("The panel’s marks are below the minimum. The candidate does not pass the sift."),
)
LATE = (Step("The answer is late: give more time to answer, or withdraw the offer."),)


def steps_of_application(application: Application) -> tuple[Step, ...]:
    """What may be next for those who handle it; () once it is decided or set aside."""
    if application.is_set_aside:
        return ()
    if application.is_answer_late:
        return LATE
    if application.state == State.RESERVE:
        return (Step("Make provisional offer.", move="offer"), Step(_on_reserve(application)))
    state = State(application.state)
    if state == State.SUBMITTED and is_below(application):
        return BELOW
    if state in WAITS_FOR and (why := obstacle_to(application, WAITS_FOR[state])):
        campaign = application.campaign
        if state == State.SIFT_PASS and campaign.is_before_interviews:
            started = obstacle_to(campaign, "start_interviews")
            own = () if started else (Step(f"{SIFTED} Start interviews.", page="interviews"),)
            return (*own, Step(why))
        return (Step(why),)
    if state == State.INTERVIEWED:
        return _found_by_list(application) or STEPS[state]
    return STEPS.get(state, ())


def _found_by_list(application: Application) -> tuple[Step, ...]:
    """What the signed merit list finds; () where each finding can be made."""
    able = [move for move in FOUND if not obstacle_to(application, move)]
    return (Step(FOUND[able[0]], move=able[0]),) if len(able) == 1 else ()


def is_below(application: Application) -> bool:
    """Whether the sift can be decided, and the panel's marks leave one decision."""
    return bool(obstacle_to(application, "pass_sift")) and not obstacle_to(application, "fail_sift")


def _on_reserve(application: Application) -> str:
    """What somebody on the reserve list waits for (R13, R14)."""
    campaign = application.campaign
    if campaign.is_ended:
        return (
            "You do not need to do anything. The candidate stays on the reserve list, and can be "
            "put forward for similar roles if they agree."
        )
    if campaign.merit_agreed_at is None:
        return "Agree the order of merit on the campaign’s page."
    if is_anybody_recommended(campaign):
        return "Make the offers to everyone who is recommended first."
    if application.awaits_release:
        return "Wait until the candidate has been told that they are on the reserve list."
    return "Wait until a post is free."
