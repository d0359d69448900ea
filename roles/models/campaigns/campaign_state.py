"""The states of a campaign, each declared once, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from hub.states import StateFacts, States


@dataclass(frozen=True, kw_only=True)
class CampaignFacts(StateFacts):
    """What is so in one state of a campaign; ``next_step`` is for the department that runs it."""

    next_step: str
    # Nothing more is expected to happen.
    is_ended: bool

    # Something is still to happen.
    is_unfinished: bool = False
    # Its terms can still be changed: nobody has approved them.
    is_editable: bool = False
    # Approved and not yet open.
    is_ready: bool = False
    # Opened and not yet closed.
    is_live: bool = False
    # Candidates have been told of it.
    is_advertised: bool = False
    # Applications are being handled.
    is_assessing: bool = False
    # The department is asked some time later what became of it.
    awaits_feedback: bool = False


class CampaignState(States):
    """From draft to filled."""

    facts: CampaignFacts

    DRAFT = CampaignFacts(
        "draft",
        "Draft",
        "grey",
        next_step="Complete the terms, then ask for approval.",
        is_ended=False,
        is_unfinished=True,
        is_editable=True,
    )
    APPROVAL_REQUESTED = CampaignFacts(
        "approval_requested",
        "Awaiting approval",
        "purple",
        next_step="An approver of the department decides.",
        is_ended=False,
        is_unfinished=True,
    )
    APPROVED = CampaignFacts(
        "approved",
        "Approved",
        "green",
        next_step="Publish the advert: applications are taken from then on.",
        is_ended=False,
        is_unfinished=True,
        is_ready=True,
    )
    RETURNED = CampaignFacts(
        "returned",
        "Returned",
        "yellow",
        next_step="Change what the approver asked for, then ask for approval again.",
        is_ended=False,
        is_unfinished=True,
        is_editable=True,
    )
    REFUSED = CampaignFacts(
        "refused",
        "Refused",
        "red",
        next_step="There is nothing more to do: there will be no advert.",
        is_ended=True,
    )
    SCHEDULED = CampaignFacts(
        "scheduled",
        "Scheduled",
        "yellow",
        next_step="The advert will be published automatically at the time that is set.",
        is_ended=False,
        is_unfinished=True,
        is_ready=True,
    )
    OPEN = CampaignFacts(
        "open",
        "Open",
        "blue",
        next_step="Candidates apply until the closing time.",
        is_ended=False,
        is_unfinished=True,
        is_live=True,
        is_advertised=True,
    )
    PAUSED = CampaignFacts(
        "paused",
        "Paused",
        "yellow",
        next_step="No applications are taken until somebody resumes it.",
        is_ended=False,
        is_unfinished=True,
        is_live=True,
        is_advertised=True,
    )
    CLOSED = CampaignFacts(
        "closed",
        "Closed",
        "grey",
        next_step="Start the sift.",
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
    )
    SIFTING = CampaignFacts(
        "sifting",
        "Sifting",
        "blue",
        next_step="Read the applications, then start interviews.",
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
    )
    INTERVIEWING = CampaignFacts(
        "interviewing",
        "Interviewing",
        "blue",
        next_step="Meet the candidates, then agree the order of merit.",
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
    )
    MERIT_AGREED = CampaignFacts(
        "merit_agreed",
        "Order of merit agreed",
        "blue",
        next_step="Start making offers, in the order of merit.",
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
    )
    OFFERING = CampaignFacts(
        "offering",
        "Making offers",
        "blue",
        next_step="Make offers until every post is filled.",
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
    )
    FILLED = CampaignFacts(
        "filled",
        "Filled",
        "green",
        next_step="There is nothing more to do: every post is filled.",
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    PART_FILLED = CampaignFacts(
        "part_filled",
        "Part filled",
        "green",
        next_step="There is nothing more to do: the other posts will not be filled.",
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    UNFILLED = CampaignFacts(
        "unfilled",
        "Unfilled",
        "grey",
        next_step="There is nothing more to do: no post is filled.",
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    CANCELLED = CampaignFacts(
        "cancelled",
        "Cancelled",
        "grey",
        next_step="There is nothing more to do: it was cancelled.",
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    READVERTISED = CampaignFacts(
        "readvertised",
        "Advertised again",
        "grey",
        next_step="There is nothing more to do: a new round was made of it.",
        is_ended=True,
        is_advertised=True,
    )


EDITABLE = CampaignState.where("is_editable")
READY = CampaignState.where("is_ready")
LIVE = CampaignState.where("is_live")
ADVERTISED = CampaignState.where("is_advertised")
ENDED = CampaignState.where("is_ended")
UNFINISHED = CampaignState.where("is_unfinished")
ASSESSING = CampaignState.where("is_assessing")
# The sift is over: what came of an application may stand beside a name (R11).
SIFTED = ENDED | {CampaignState.INTERVIEWING, CampaignState.MERIT_AGREED, CampaignState.OFFERING}
ASKED_ABOUT = CampaignState.where("awaits_feedback")


class Audience(models.TextChoices):
    """Who may apply; widens only in this order (R2)."""

    INTERNAL = "internal", "Internal: this department only"
    ACROSS_GOVERNMENT = "across_government", "Across government"
    EXTERNAL = "external", "External: anyone"

    @property
    def reach(self) -> int:
        """How wide it is, from 0."""
        return list(Audience).index(self)

    def covers(self, other: str) -> bool:
        """Whether it is at least as wide as another."""
        return self.reach >= Audience(other).reach
