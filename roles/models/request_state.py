"""The states of a support request, what departments may ask for, and how it may end."""

from __future__ import annotations

from django.db import models


class RequestState(models.TextChoices):
    """From submitted to closed."""

    SUBMITTED = "submitted", "Submitted"
    TRIAGED = "triaged", "Triaged"
    ACCEPTED = "accepted", "Accepted"
    REDIRECTED = "redirected", "Redirected"
    DECLINED = "declined", "Declined"
    IN_PROGRESS = "in_progress", "In progress"
    WAITING_ON_DEPARTMENT = "waiting_on_department", "Waiting on department"
    OUTCOME_RECORDED = "outcome_recorded", "Outcome recorded"
    CLOSED = "closed", "Closed"


# The hub works on it, so activities are logged and posts advised on.
WORKED_ON = frozenset(
    {RequestState.ACCEPTED, RequestState.IN_PROGRESS, RequestState.WAITING_ON_DEPARTMENT}
)
# The department can still take it back.
BEFORE_OUTCOME = WORKED_ON | {RequestState.SUBMITTED, RequestState.TRIAGED}
UNFINISHED = frozenset(RequestState) - {RequestState.CLOSED}


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


class Urgency(models.TextChoices):
    """How soon the hub must act, as triage sees it (H2)."""

    ROUTINE = "routine", "Routine"
    SOON = "soon", "Soon"
    URGENT = "urgent", "Urgent"


class Outcome(models.TextChoices):
    """How a request ended (H7)."""

    FILLED_BY_CAMPAIGN = "filled_by_campaign", "Filled by a campaign the hub supported"
    FILLED_FROM_RESERVE = "filled_from_reserve", "Filled from a reserve list"
    FILLED_OTHERWISE = "filled_otherwise", "Filled in another way"
    CONTRACT = "contract", "Contract, not a hire"
    ADVICE_GIVEN = "advice_given", "Advice given, no post to fill"
    WITHDRAWN = "withdrawn", "Withdrawn by the department"
    UNFILLED = "unfilled", "Unfilled"
