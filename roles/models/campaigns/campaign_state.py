"""The states of a campaign, each declared once, and the sets of them that have a meaning."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from hub.states import Stage, StateFacts, States, Step


@dataclass(frozen=True, kw_only=True)
class CampaignFacts(StateFacts):
    """What is so in one state of a campaign.

    ``steps`` are what may be next, from the campaign's own moves or pages to who else acts.
    """

    steps: tuple[Step, ...]
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
        steps=(
            Step("Complete the terms, then ask for approval.", move="terms"),
            Step("The department completes the terms, then asks for approval."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_editable=True,
        waits_on_people=True,
    )
    APPROVAL_REQUESTED = CampaignFacts(
        "approval_requested",
        "Awaiting approval",
        "purple",
        steps=(Step("An approver of the department decides."),),
        is_ended=False,
        is_unfinished=True,
        waits_on_people=True,
    )
    APPROVED = CampaignFacts(
        "approved",
        "Approved",
        "green",
        steps=(
            Step("Publish the advert now. People can apply from then on.", move="publish"),
            Step(
                "Write the advert, then send it to the hub team, which publishes it.", page="advert"
            ),
            Step("The hub team publishes the advert. People can apply from then on."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_ready=True,
        waits_on_people=True,
    )
    RETURNED = CampaignFacts(
        "returned",
        "Returned",
        "yellow",
        steps=(
            Step(
                "Complete the terms as the approver asked, then ask for approval again.",
                move="terms",
            ),
            Step("The department changes what the approver asked for, and asks again."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_editable=True,
        waits_on_people=True,
    )
    REFUSED = CampaignFacts(
        "refused",
        "Refused",
        "red",
        steps=(Step("There is nothing more to do: there will be no advert."),),
        is_ended=True,
    )
    SCHEDULED = CampaignFacts(
        "scheduled",
        "Scheduled",
        "yellow",
        steps=(Step("The advert will be published automatically at the time that is set."),),
        is_ended=False,
        is_unfinished=True,
        is_ready=True,
    )
    OPEN = CampaignFacts(
        "open",
        "Open",
        "blue",
        steps=(Step("Candidates apply until the closing time."),),
        is_ended=False,
        is_unfinished=True,
        is_live=True,
        is_advertised=True,
    )
    PAUSED = CampaignFacts(
        "paused",
        "Paused",
        "yellow",
        steps=(
            Step("Resume the campaign when people can apply again.", move="resume"),
            Step("Nobody can apply until the department resumes it."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_live=True,
        is_advertised=True,
        waits_on_people=True,
    )
    CLOSED = CampaignFacts(
        "closed",
        "Closed",
        "grey",
        steps=(
            Step("Start the sift.", move="sift"),
            Step("The department starts the sift."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
        waits_on_people=True,
    )
    SIFTING = CampaignFacts(
        "sifting",
        "Sifting",
        "blue",
        steps=(
            Step("Start interviews.", move="interviews"),
            Step("Read the applications, then start interviews.", page="applications"),
            Step("The department reads the applications, then starts interviews."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
        waits_on_people=True,
    )
    INTERVIEWING = CampaignFacts(
        "interviewing",
        "Interviewing",
        "blue",
        steps=(
            Step("Agree the order of merit.", move="merit"),
            Step(
                "Read the applications, meet the candidates and decide on each, then agree the "
                "order of merit.",
                page="applications",
            ),
            Step("The department meets the candidates, then agrees the order of merit."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
        waits_on_people=True,
    )
    MERIT_AGREED = CampaignFacts(
        "merit_agreed",
        "Order of merit agreed",
        "blue",
        steps=(
            Step("Start offers, in the order of merit.", move="offers"),
            Step("The department starts to make offers, in the order of merit."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
        waits_on_people=True,
    )
    OFFERING = CampaignFacts(
        "offering",
        "Making offers",
        "blue",
        steps=(
            Step(
                "Read the applications and make offers until every post is filled.",
                page="applications",
            ),
            Step("The department makes offers until every post is filled."),
        ),
        is_ended=False,
        is_unfinished=True,
        is_advertised=True,
        is_assessing=True,
        waits_on_people=True,
    )
    FILLED = CampaignFacts(
        "filled",
        "Filled",
        "green",
        steps=(Step("There is nothing more to do: every post is filled."),),
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    PART_FILLED = CampaignFacts(
        "part_filled",
        "Part filled",
        "green",
        steps=(Step("There is nothing more to do: the other posts will not be filled."),),
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    UNFILLED = CampaignFacts(
        "unfilled",
        "Unfilled",
        "grey",
        steps=(Step("There is nothing more to do: no post is filled."),),
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    CANCELLED = CampaignFacts(
        "cancelled",
        "Cancelled",
        "grey",
        steps=(Step("There is nothing more to do: it was cancelled."),),
        is_ended=True,
        is_advertised=True,
        awaits_feedback=True,
    )
    READVERTISED = CampaignFacts(
        "readvertised",
        "Advertised again",
        "grey",
        steps=(Step("There is nothing more to do: it is being advertised again."),),
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
# Everybody was decided on, so that posts can be offered.
JUDGED = (CampaignState.MERIT_AGREED, CampaignState.OFFERING)
# Candidates are met and judged, the last of them after the order of merit was agreed.
MEETING = frozenset({CampaignState.INTERVIEWING, *JUDGED})
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


# What a campaign's page draws.
OPENING = Stage("Open", (CampaignState.OPEN, CampaignState.PAUSED), "opened_at", "opens_at")
STAGES = (
    Stage("Terms", (CampaignState.DRAFT, CampaignState.RETURNED), "draft_at"),
    Stage("Approval", (CampaignState.APPROVAL_REQUESTED,), "approval_requested_at"),
    Stage("Advert", (CampaignState.APPROVED, CampaignState.SCHEDULED), "approved_at"),
    OPENING,
    Stage("Sift", (CampaignState.CLOSED, CampaignState.SIFTING), "sifting_at", "sift_on"),
    Stage(
        "Interviews",
        (CampaignState.INTERVIEWING,),
        "interviewing_at",
        "interviews_from",
    ),
    Stage("Offers", (CampaignState.MERIT_AGREED, CampaignState.OFFERING), "offering_at"),
    Stage(
        "Ended",
        (CampaignState.FILLED, CampaignState.PART_FILLED, CampaignState.UNFILLED),
        "ended_at",
    ),
)
