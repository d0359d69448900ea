"""The life of a campaign: its declared transitions, with a timestamp for each state reached."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django_fsm import transition

from hub.models.actor_field import actor_field
from hub.states import StateField
from roles.models.campaigns.campaign_state import ASSESSING
from roles.models.campaigns.campaign_state import CampaignState as State
from roles.models.campaigns.selection_order import in_order

# In the order in which they are declared, so that charts and messages come out the same each time.
ASSESSING_STATES = [state for state in State if state in ASSESSING]


class CampaignLife(models.Model):
    """The states of a campaign, and when each was reached."""

    state = StateField(default=State.DRAFT)
    end_reason = models.TextField(
        "why it was cancelled or ended", blank=True, help_text="Fit to be disclosed."
    )
    made_by = actor_field(editable=False)
    approval_requested_by = actor_field(editable=False)
    job_description_agreed_by = actor_field(blank=True, editable=False)
    job_description_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)

    draft_at = models.DateTimeField("made", default=timezone.now)
    approval_requested_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField("set to open", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("first opened", null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    sifting_at = models.DateTimeField(null=True, blank=True)
    interviewing_at = models.DateTimeField(null=True, blank=True)
    merit_agreed_at = models.DateTimeField(null=True, blank=True)
    offering_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField("filled, part filled or unfilled", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    readvertised_at = models.DateTimeField("advertised again", null=True, blank=True)

    class Meta:
        abstract = True

    # --- Before the advert -----------------------------------------------------------------------

    @transition(field=state, source=[State.DRAFT, State.RETURNED], target=State.APPROVAL_REQUESTED)
    def request_approval(self, at: datetime) -> None:
        """Somebody is asked to approve the advert and its terms (R1)."""
        self.approval_requested_at = at

    @transition(field=state, source=State.APPROVAL_REQUESTED, target=State.APPROVED)
    def approve(self, at: datetime) -> None:
        """Approved, for the scope that the approval record names (R1)."""
        self.approved_at = at

    @transition(field=state, source=State.APPROVAL_REQUESTED, target=State.RETURNED)
    def send_back(self, at: datetime) -> None:
        """Something has to be changed first."""
        self.returned_at = at

    @transition(field=state, source=State.APPROVAL_REQUESTED, target=State.REFUSED)
    def refuse(self, at: datetime) -> None:
        """There will be no advert."""
        self.refused_at = at

    @transition(field=state, source=[State.APPROVED, State.SCHEDULED], target=State.SCHEDULED)
    def schedule(self, at: datetime) -> None:
        """The advert is set to be published later."""
        self.scheduled_at = at

    @transition(field=state, source=State.SCHEDULED, target=State.APPROVED)
    def unschedule(self, at: datetime) -> None:
        """The advert is not to be published by itself any more."""
        self.scheduled_at = self.opens_at = None

    # --- While candidates apply ------------------------------------------------------------------

    @transition(field=state, source=[State.APPROVED, State.SCHEDULED], target=State.OPEN)
    def open(self, at: datetime) -> None:
        """The advert is published and applications are taken."""
        self.opened_at = at

    @transition(field=state, source=State.OPEN, target=State.PAUSED)
    def pause(self, at: datetime) -> None:
        """No applications are taken for now."""
        self.paused_at = at

    @transition(field=state, source=State.PAUSED, target=State.OPEN)
    def resume(self, at: datetime) -> None:
        """Applications are taken again, until the closing time."""
        self.paused_at = None

    @transition(field=state, source=[State.OPEN, State.PAUSED], target=State.CLOSED)
    def close(self, at: datetime) -> None:
        """The closing time has passed (R7)."""
        self.closed_at = at

    # --- Selection -------------------------------------------------------------------------------

    @transition(
        field=state, source=State.CLOSED, target=State.SIFTING, conditions=[in_order("start_sift")]
    )
    def start_sift(self, at: datetime) -> None:
        """Applications are read."""
        self.sifting_at = at

    @transition(
        field=state,
        source=State.SIFTING,
        target=State.INTERVIEWING,
        conditions=[in_order("start_interviews")],
    )
    def start_interviews(self, at: datetime) -> None:
        """Candidates are met."""
        self.interviewing_at = at

    @transition(
        field=state,
        source=State.INTERVIEWING,
        target=State.MERIT_AGREED,
        conditions=[in_order("agree_merit")],
    )
    def agree_merit(self, at: datetime) -> None:
        """The panel has agreed the order of merit."""
        self.merit_agreed_at = at

    @transition(
        field=state,
        source=State.MERIT_AGREED,
        target=State.OFFERING,
        conditions=[in_order("start_offers")],
    )
    def start_offers(self, at: datetime) -> None:
        """Offers are made in the order of merit."""
        self.offering_at = at

    # --- The end ---------------------------------------------------------------------------------

    @transition(field=state, source=ASSESSING_STATES, target=State.FILLED)
    def fill(self, at: datetime) -> None:
        """Every post is filled (R17)."""
        self.ended_at = at

    @transition(field=state, source=ASSESSING_STATES, target=State.PART_FILLED)
    def part_fill(self, at: datetime) -> None:
        """Some posts are filled and the rest will not be."""
        self.ended_at = at

    @transition(field=state, source=ASSESSING_STATES, target=State.UNFILLED)
    def leave_unfilled(self, at: datetime) -> None:
        """No post is filled and none will be."""
        self.ended_at = at

    @transition(
        field=state,
        source=[State.FILLED, State.PART_FILLED, State.READVERTISED],
        target=State.OFFERING,
    )
    def reoffer(self, at: datetime) -> None:
        """An accepted offer fell through, so a post is to be offered again (R17)."""
        self.ended_at = None

    @transition(
        field=state,
        source=[
            State.DRAFT,
            State.APPROVAL_REQUESTED,
            State.APPROVED,
            State.RETURNED,
            State.SCHEDULED,
            State.OPEN,
            State.PAUSED,
            *ASSESSING_STATES,
        ],
        target=State.CANCELLED,
    )
    def cancel(self, at: datetime) -> None:
        """Stopped, with a reason; candidates are told."""
        self.cancelled_at = at

    @transition(
        field=state,
        source=[State.PART_FILLED, State.UNFILLED, State.CANCELLED],
        target=State.READVERTISED,
    )
    def readvertise(self, at: datetime) -> None:
        """A new round, linked to this one, is drafted for the posts that are left."""
        self.readvertised_at = at
