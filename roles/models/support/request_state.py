"""The states of a support request, what departments may ask for, and how it may end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db import models

from hub.states import Stage, StateFacts, States, Step


@dataclass(frozen=True, kw_only=True)
class RequestFacts(StateFacts):
    """What is so in one state of a request: what may be next, and who has to do it."""

    steps: tuple[Step, ...]
    waits_for: Literal["hub", "department", "nobody"]

    # The hub works on it, so activities are logged and posts advised on.
    is_worked_on: bool = False
    # The department can still take it back.
    may_be_withdrawn: bool = False
    # It has an adviser who can be changed.
    is_assignable: bool = False
    # Something is still to be done.
    is_unfinished: bool = False
    # Looking at it again on its day is what is next: in the others that is something of its own.
    is_followed_up: bool = False


class RequestState(States):
    """From submitted to closed, or withdrawn on the way."""

    facts: RequestFacts

    SUBMITTED = RequestFacts(
        "submitted",
        "Submitted",
        "yellow",
        steps=(
            Step("Triage the request: set how urgent it is and choose an adviser.", move="triage"),
            Step("An adviser from the hub team looks at it and says how urgent it is."),
        ),
        waits_for="hub",
        may_be_withdrawn=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    TRIAGED = RequestFacts(
        "triaged",
        "Triaged",
        "yellow",
        steps=(
            Step("Accept the request, or say why not.", move="accept"),
            Step("The hub team answers: it accepts the request, or says why not."),
        ),
        waits_for="hub",
        may_be_withdrawn=True,
        is_assignable=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    ACCEPTED = RequestFacts(
        "accepted",
        "Accepted",
        "blue",
        steps=(
            Step("Log an activity to start the work.", move="log"),
            Step("The hub team begins the work."),
        ),
        waits_for="hub",
        is_worked_on=True,
        may_be_withdrawn=True,
        is_assignable=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    REDIRECTED = RequestFacts(
        "redirected",
        "Redirected",
        "grey",
        steps=(
            Step("Close the request: the department has your answer.", move="close"),
            Step("Read the hub team’s answer: somebody else can help better."),
        ),
        waits_for="hub",
        is_assignable=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    DECLINED = RequestFacts(
        "declined",
        "Declined",
        "grey",
        steps=(
            Step("Close the request: the department has your answer.", move="close"),
            Step("Read the hub team’s answer. You can go on without its help."),
        ),
        waits_for="hub",
        is_assignable=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    # An adviser works on it from day to day: it is in To do when something of it is due. That it
    # has an adviser is looked at each day.
    IN_PROGRESS = RequestFacts(
        "in_progress",
        "In progress",
        "blue",
        steps=(
            Step("Log an activity for each thing the hub team does.", move="log"),
            Step("The hub team works on it and logs what it does."),
        ),
        waits_for="hub",
        is_worked_on=True,
        may_be_withdrawn=True,
        is_assignable=True,
        is_unfinished=True,
        is_followed_up=True,
    )
    WAITING_ON_DEPARTMENT = RequestFacts(
        "waiting_on_department",
        "Waiting for the department",
        "purple",
        steps=(Step("The department answers the hub team’s questions."),),
        waits_for="department",
        is_worked_on=True,
        may_be_withdrawn=True,
        is_assignable=True,
        is_unfinished=True,
        is_followed_up=True,
        waits_on_people=True,
    )
    OUTCOME_RECORDED = RequestFacts(
        "outcome_recorded",
        "Outcome recorded",
        "green",
        steps=(Step("Close the request.", move="close"), Step("The hub team closes the request.")),
        waits_for="hub",
        is_assignable=True,
        is_unfinished=True,
        waits_on_people=True,
    )
    CLOSED = RequestFacts(
        "closed",
        "Closed",
        "grey",
        steps=(Step("There is nothing more to do."),),
        waits_for="nobody",
    )

    WITHDRAWN = RequestFacts(
        "withdrawn",
        "Withdrawn",
        "grey",
        steps=(Step("There is nothing more to do: the department withdrew the request."),),
        waits_for="nobody",
    )


WORKED_ON = RequestState.where("is_worked_on")
WITH_THE_HUB = frozenset(each for each in RequestState if each.facts.waits_for == "hub")
BEFORE_OUTCOME = RequestState.where("may_be_withdrawn")
ASSIGNABLE = RequestState.where("is_assignable")
# Somebody of the hub has looked at it, and it has not ended.
TRIAGED_AND_GOING_ON = BEFORE_OUTCOME & ASSIGNABLE
UNFINISHED = RequestState.where("is_unfinished")
FOLLOWED_UP = RequestState.where("is_followed_up")


class SupportKind(models.TextChoices):
    """The hub's catalogue of support."""

    JOB_DESCRIPTION_TEMPLATE = "job_description_template", "Template job description"
    JOB_DESCRIPTION_FEEDBACK = "job_description_feedback", "Feedback on a job description"
    JOB_DESCRIPTION_AGREEMENT = "job_description_agreement", "Agreement of a job description"
    ORGANISATION_DESIGN = "organisation_design", "Advice on organisation design"
    SALARY = "salary", "Salary guidance"
    ATTRACTION = "attraction", "Attraction and campaign"
    ROUTE_TO_MARKET = "route_to_market", "Route to market"
    HEADHUNT = "headhunt", "Headhunting"
    SIFT = "sift", "Help with the sift"
    SHORTLIST = "shortlist", "Help with the shortlist"
    PANEL = "panel", "A panel member"
    INTERVIEW = "interview", "Help with interviews"
    OFFER = "offer", "Advice on offers"
    RESERVE_LIST = "reserve_list", "Match from a reserve list"
    INDUCTION = "induction", "Induction place for the person appointed"


# What of it is help with choosing whom to meet, which the hub may decline alone (H4).
SIFT_HELP = (SupportKind.SIFT, SupportKind.SHORTLIST)
# What lets the hub make moves of a department's selection after the sift (H4).
SELECTION_HELP = (SupportKind.PANEL, SupportKind.INTERVIEW, SupportKind.OFFER)


class Urgency(models.TextChoices):
    """How soon the hub must act, as triage sees it (H2)."""

    ROUTINE = "routine", "Routine"
    SOON = "soon", "Soon"
    URGENT = "urgent", "Urgent"


class Outcome(models.TextChoices):
    """How a request ended (H7)."""

    FILLED_BY_CAMPAIGN = "filled_by_campaign", "Filled by a campaign the hub team supported"
    FILLED_FROM_RESERVE = "filled_from_reserve", "Filled from a reserve list"
    FILLED_OTHERWISE = "filled_otherwise", "Filled in another way"
    CONTRACT = "contract", "Contract, not a hire"
    ADVICE_GIVEN = "advice_given", "Advice given, no post to fill"
    WITHDRAWN = "withdrawn", "Withdrawn by the department"
    UNFILLED = "unfilled", "Unfilled"


# What the page of a request draws.
STAGES = (
    Stage("Submitted", (RequestState.SUBMITTED,), "submitted_at"),
    Stage("Triaged", (RequestState.TRIAGED,), "triaged_at", "triage_due_on"),
    Stage("Accepted", (RequestState.ACCEPTED,), "accepted_at"),
    Stage(
        "In progress",
        (RequestState.IN_PROGRESS, RequestState.WAITING_ON_DEPARTMENT),
        "in_progress_at",
    ),
    Stage("Outcome", (RequestState.OUTCOME_RECORDED,), "outcome_recorded_at"),
    Stage("Closed", (RequestState.CLOSED,), "closed_at"),
)
# Of one that the department withdrew, no outcome was recorded and nobody closed it.
BEFORE_THE_END = STAGES[:-2]
