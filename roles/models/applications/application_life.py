"""The life of an application: its declared transitions, with a timestamp for each state reached."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django_fsm import transition

from hub.states import StateField
from roles.models.applications.application_conditions import (
    asked_late,
    has_ended,
    has_interview,
    has_left_reserve,
    has_offer_terms,
    is_selected,
    is_undecided_for_them,
    is_unreleased,
    may_be_withdrawn,
)
from roles.models.applications.application_state import (
    REJECTED,
    UNDECIDED,
    WITHDRAWABLE,
)
from roles.models.applications.application_state import ApplicationState as State
from roles.models.campaigns.selection_order import in_order

if TYPE_CHECKING:
    from roles.models.campaigns.post import Post


# What ``transition(custom=...)`` says of one that takes back somebody's decision.
UNDOES = {"undoes": True}


class ApplicationLife(models.Model):
    """The states of an application, and when each was reached."""

    state = StateField(default=State.DRAFT)

    draft_at = models.DateTimeField("started writing", default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    sift_pass_at = models.DateTimeField(null=True, blank=True)
    sift_fail_at = models.DateTimeField(null=True, blank=True)
    interview_invited_at = models.DateTimeField(null=True, blank=True)
    interview_booked_at = models.DateTimeField(null=True, blank=True)
    interviewed_at = models.DateTimeField(null=True, blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    reserve_at = models.DateTimeField(null=True, blank=True)
    reserve_ended_at = models.DateTimeField(null=True, blank=True)
    not_appointable_at = models.DateTimeField(null=True, blank=True)
    no_show_at = models.DateTimeField("did not attend", null=True, blank=True)
    not_pursued_at = models.DateTimeField("role ended", null=True, blank=True)
    provisional_offer_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    offer_withdrawn_at = models.DateTimeField(null=True, blank=True)
    checks_at = models.DateTimeField(null=True, blank=True)
    formal_offer_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField("started work", null=True, blank=True)
    fell_through_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    # Fields of the application itself.
    post: Post | None

    class Meta:
        abstract = True

    # --- What the candidate does -----------------------------------------------------------------

    @transition(field=state, source=State.DRAFT, target=State.SUBMITTED)
    def submit(self, at: datetime) -> None:
        """Send the application; from here nothing in it changes (R8)."""
        self.submitted_at = at

    @transition(field=state, source=State.PROVISIONAL_OFFER, target=State.ACCEPTED)
    def accept(self, at: datetime) -> None:
        """Accept the provisional offer: the post counts as filled (R17)."""
        self.accepted_at = at

    @transition(field=state, source=State.PROVISIONAL_OFFER, target=State.DECLINED)
    def decline(self, at: datetime) -> None:
        """Decline the provisional offer."""
        self.declined_at = at

    @transition(
        field=state,
        source=[*(WITHDRAWABLE | REJECTED) - {State.DRAFT}],
        target=State.WITHDRAWN,
        conditions=[may_be_withdrawn],
    )
    def withdraw(self, at: datetime) -> None:
        """Take the application back, at any time before the start date."""
        self.withdrawn_at = at

    # --- What those who handle it do -------------------------------------------------------------

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.SIFT_PASS,
        conditions=[in_order("pass_sift")],
    )
    def pass_sift(self, at: datetime) -> None:
        """Meets the criteria on paper."""
        self.sift_pass_at = at

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.SIFT_FAIL,
        conditions=[in_order("fail_sift")],
    )
    def fail_sift(self, at: datetime) -> None:
        """Does not meet the criteria on paper."""
        self.sift_fail_at = at

    @transition(
        field=state,
        source=State.SIFT_PASS,
        target=State.INTERVIEW_INVITED,
        conditions=[in_order("invite")],
    )
    def invite(self, at: datetime) -> None:
        """Asked to an interview."""
        self.interview_invited_at = at

    @transition(
        field=state,
        source=State.INTERVIEW_INVITED,
        target=State.INTERVIEW_BOOKED,
        conditions=[in_order("book"), has_interview],
    )
    def book(self, at: datetime) -> None:
        """Has a time and a place for the interview."""
        self.interview_booked_at = at

    @transition(
        field=state,
        source=State.INTERVIEW_BOOKED,
        target=State.INTERVIEW_BOOKED,
        conditions=[in_order("rebook"), has_interview],
    )
    def rebook(self, at: datetime) -> None:
        """Has another time or place for the interview."""
        self.interview_booked_at = at

    @transition(field=state, source=State.INTERVIEW_BOOKED, target=State.INTERVIEW_INVITED)
    def cancel_interview(self, at: datetime) -> None:
        """Does not come at the time that was arranged, and chooses another."""
        self.interview_booked_at = None

    @transition(
        field=state,
        source=State.INTERVIEW_BOOKED,
        target=State.INTERVIEWED,
        conditions=[in_order("record_interview")],
    )
    def record_interview(self, at: datetime) -> None:
        """Was interviewed."""
        self.interviewed_at = at

    @transition(
        field=state,
        source=State.INTERVIEW_BOOKED,
        target=State.NO_SHOW,
        conditions=[in_order("miss_interview")],
    )
    def miss_interview(self, at: datetime) -> None:
        """Did not come to an interview that they knew of."""
        self.no_show_at = at

    @transition(
        field=state,
        source=State.INTERVIEWED,
        target=State.RECOMMENDED,
        conditions=[in_order("recommend")],
    )
    def recommend(self, at: datetime) -> None:
        """The panel recommends an offer."""
        self.recommended_at = at

    @transition(
        field=state,
        source=State.INTERVIEWED,
        target=State.RESERVE,
        conditions=[in_order("put_on_reserve")],
    )
    def put_on_reserve(self, at: datetime) -> None:
        """Appointable, with no post for them now."""
        self.reserve_at = at

    @transition(
        field=state,
        source=State.INTERVIEWED,
        target=State.NOT_APPOINTABLE,
        conditions=[in_order("not_appoint")],
    )
    def not_appoint(self, at: datetime) -> None:
        """The panel finds them not appointable."""
        self.not_appointable_at = at

    @transition(
        field=state,
        source=State.RECOMMENDED,
        target=State.RESERVE,
        conditions=[has_ended],
    )
    def keep_on_reserve(self, at: datetime) -> None:
        """Recommended, and the campaign ended without a post for them (R14)."""
        self.reserve_at = at

    @transition(
        field=state,
        source=State.RESERVE,
        target=State.RESERVE_ENDED,
        conditions=[has_left_reserve],
    )
    def leave_reserve(self, at: datetime) -> None:
        """Was on the reserve list for as long as it lasts, and is taken off (R14)."""
        self.reserve_ended_at = at

    @transition(
        field=state,
        source=[*UNDECIDED],
        target=State.NOT_PURSUED,
        conditions=[has_ended],
    )
    def leave_undecided(self, at: datetime) -> None:
        """The campaign ended before the department decided."""
        self.not_pursued_at = at

    @transition(
        field=state,
        source=[State.RECOMMENDED, State.RESERVE],
        target=State.PROVISIONAL_OFFER,
        conditions=[in_order("offer"), has_offer_terms],
    )
    def offer(self, post: Post, at: datetime) -> None:
        """Offered a post, subject to checks (R16)."""
        self.post = post
        self.provisional_offer_at = at

    @transition(
        field=state,
        source=State.RESERVE,
        target=State.PROVISIONAL_OFFER,
        conditions=[is_selected],
    )
    def offer_from_reserve(self, post: Post, at: datetime) -> None:
        """Offered a post of the request for which they were put forward and selected (R15, R16).

        The order of merit was kept when they were put forward.
        """
        self.post = post
        self.provisional_offer_at = at

    @transition(
        field=state,
        source=State.PROVISIONAL_OFFER,
        target=State.OFFER_WITHDRAWN,
        conditions=[in_order("withdraw_offer")],
    )
    def withdraw_offer(self, at: datetime) -> None:
        """The day to answer by has passed without an answer, and the offer is taken back (R22)."""
        self.offer_withdrawn_at = at

    @transition(
        field=state,
        source=State.OFFER_WITHDRAWN,
        target=State.PROVISIONAL_OFFER,
        conditions=[asked_late],
    )
    def renew_offer(self, at: datetime) -> None:
        """The candidate would accept it late, and the department agrees (S39)."""
        self.offer_withdrawn_at = None

    @transition(field=state, source=State.ACCEPTED, target=State.CHECKS)
    def start_checks(self, at: datetime) -> None:
        """Pre-employment checks are under way."""
        self.checks_at = at

    @transition(
        field=state,
        source=State.CHECKS,
        target=State.FORMAL_OFFER,
        conditions=[in_order("offer_formally")],
    )
    def offer_formally(self, at: datetime) -> None:
        """The checks are passed; the offer is unconditional (R16)."""
        self.formal_offer_at = at

    @transition(
        field=state,
        source=State.FORMAL_OFFER,
        target=State.STARTED,
        conditions=[in_order("start")],
    )
    def start(self, at: datetime) -> None:
        """Started work."""
        self.started_at = at

    @transition(
        field=state,
        source=[State.ACCEPTED, State.CHECKS, State.FORMAL_OFFER],
        target=State.FELL_THROUGH,
    )
    def fall_through(self, at: datetime) -> None:
        """The accepted offer came to nothing; the post is no longer filled (R17)."""
        self.fell_through_at = at

    @transition(
        field=state,
        source=[State.SIFT_FAIL, State.SIFT_PASS],
        target=State.SUBMITTED,
        conditions=[is_unreleased],
        custom=UNDOES,
    )
    def sift_again(self, at: datetime) -> None:
        """The decision was a mistake that the candidate has not been told of."""
        self.sift_fail_at = self.sift_pass_at = None

    @transition(
        field=state,
        source=[State.NOT_APPOINTABLE, State.RESERVE, State.RECOMMENDED],
        target=State.INTERVIEWED,
        conditions=[is_undecided_for_them],
        custom=UNDOES,
    )
    def decide_again(self, at: datetime) -> None:
        """The decision was a mistake that the candidate has not been told of."""
        self.not_appointable_at = self.reserve_at = self.recommended_at = None

    @transition(
        field=state,
        source=State.NO_SHOW,
        target=State.INTERVIEW_INVITED,
        conditions=[is_unreleased],
        custom=UNDOES,
    )
    def meet_after_all(self, at: datetime) -> None:
        """It was a mistake, or there was a reason: the candidate is invited as before."""
        self.no_show_at = None
