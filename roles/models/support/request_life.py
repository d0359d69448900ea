"""The life of a support request: its state, the time of each state, what leads to the next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django_fsm import transition

from hub.states import Stage, StateField
from roles.models.support.request_state import (
    BEFORE_OUTCOME,
    BEFORE_THE_END,
    STAGES,
    Outcome,
    RequestState,
)

# In the order in which they are declared, so that charts come out the same each time.
WITHDRAWABLE = [state for state in RequestState if state in BEFORE_OUTCOME]


def is_optional(request: Any) -> bool:
    """Whether the hub may decline: never for senior posts, where its part is mandatory (H2, H4)."""
    return not request.is_senior


def was_accepted(request: Any) -> bool:
    """Whether the hub had said that it would help."""
    return request.accepted_at is not None


def was_withdrawn_before(request: Any) -> bool:
    """Whether the department took it back before the hub had answered."""
    return not was_accepted(request) and request.outcome == Outcome.WITHDRAWN


class RequestLife(models.Model):
    """The states a request goes through; the rest of it stands in ``SupportRequest``."""

    State = RequestState

    state = StateField(default=State.SUBMITTED)

    submitted_at = models.DateTimeField(default=timezone.now)
    triaged_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    redirected_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    in_progress_at = models.DateTimeField(null=True, blank=True)
    waiting_on_department_at = models.DateTimeField(null=True, blank=True)
    outcome_recorded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the department took it back; None where it did not."""
        return self.closed_at if self.state == self.State.WITHDRAWN else None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What its page draws: of one that was withdrawn, what it came to before."""
        return BEFORE_THE_END if self.state == self.State.WITHDRAWN else STAGES

    @transition(field=state, source=State.SUBMITTED, target=State.TRIAGED)
    def triage(self, at: datetime) -> None:
        """Looked at: urgency and adviser are recorded (H2)."""
        self.triaged_at = at

    @transition(field=state, source=State.TRIAGED, target=State.ACCEPTED)
    def accept(self, at: datetime) -> None:
        """The hub will help."""
        self.accepted_at = at

    @transition(
        field=state, source=State.TRIAGED, target=State.REDIRECTED, conditions=[is_optional]
    )
    def redirect(self, at: datetime) -> None:
        """Somebody else can help better."""
        self.redirected_at = at

    @transition(field=state, source=State.TRIAGED, target=State.DECLINED, conditions=[is_optional])
    def decline(self, at: datetime) -> None:
        """The hub cannot help; never for the Senior Civil Service (H2, H4)."""
        self.declined_at = at

    @transition(field=state, source=State.ACCEPTED, target=State.IN_PROGRESS)
    def begin(self, at: datetime) -> None:
        """The first piece of work was done."""
        self.in_progress_at = at

    @transition(
        field=state, source=[State.ACCEPTED, State.IN_PROGRESS], target=State.WAITING_ON_DEPARTMENT
    )
    def wait(self, at: datetime) -> None:
        """The department has to do something first."""
        self.waiting_on_department_at = at

    @transition(field=state, source=State.WAITING_ON_DEPARTMENT, target=State.IN_PROGRESS)
    def resume(self, at: datetime) -> None:
        """The department has done its part."""
        self.in_progress_at = self.in_progress_at or at

    @transition(
        field=state,
        source=[State.IN_PROGRESS, State.WAITING_ON_DEPARTMENT],
        target=State.OUTCOME_RECORDED,
    )
    def record_outcome(self, at: datetime) -> None:
        """It is known how it ended (H7)."""
        self.outcome_recorded_at = at

    @transition(
        field=state,
        source=[State.OUTCOME_RECORDED, State.REDIRECTED, State.DECLINED],
        target=State.CLOSED,
    )
    def close(self, at: datetime) -> None:
        """Nothing more is to be done."""
        self.closed_at = at

    @transition(field=state, source=WITHDRAWABLE, target=State.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """The department does not want the hub's help any more (H7)."""
        self.outcome_recorded_at = at
        self.closed_at = at

    @transition(
        field=state,
        source=[State.CLOSED, State.WITHDRAWN],
        target=State.IN_PROGRESS,
        conditions=[was_accepted],
    )
    def reopen(self, at: datetime) -> None:
        """There is more to do after all."""
        self.closed_at = self.outcome_recorded_at = None
        self.in_progress_at = self.in_progress_at or at
        self.reopened_at = at

    @transition(
        field=state,
        source=State.WITHDRAWN,
        target=State.SUBMITTED,
        conditions=[was_withdrawn_before],
    )
    def submit_again(self, at: datetime) -> None:
        """It was withdrawn before the hub had answered, and is wanted after all."""
        self.closed_at = self.outcome_recorded_at = None
        self.triaged_at = None
        self.reopened_at = at
