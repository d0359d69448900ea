"""What is next for a cohort, for who runs it: what their To do says of it, or what it waits for."""

from __future__ import annotations

from django.utils import timezone

from hub.dates import date_gb
from hub.models import User
from hub.states import Step
from training.cohorts import work
from training.delivery.work import sessions_to_record
from training.models import Cohort, CohortState

# The steps, and the label and address of the page on which one is done, by the name of the step.
Steps = tuple[tuple[Step, ...], dict[str, tuple[str, str]]]
CANCEL = Step("The first day has come and nobody has accepted a place. Cancel the cohort.")


def next_step_of(cohort: Cohort, reader: User) -> Steps:
    """What may be next: the attendance of a day, a move, and what the cohort waits for."""
    if cohort.state == CohortState.RUNNING:
        return _running(cohort, reader)
    steps = CohortState(cohort.state).facts.steps
    if cohort.state == CohortState.CONFIRMED:
        return (*steps, Step(f"The cohort begins on {date_gb(cohort.first_day)}.")), {}
    if cohort.state not in work.BEFORE_CONFIRMED:
        return steps, {}
    today = timezone.localdate()
    if cohort.state == CohortState.PLANNED and cohort.starts_on > today:
        return steps, {}
    if work.cohorts_to_confirm(reader).filter(pk=cohort.pk).exists():
        return steps, {}
    if cohort.starts_on <= today:
        return (CANCEL,), {}
    return (Step("Wait until people have accepted places. Then you can confirm the cohort."),), {}


def _running(cohort: Cohort, reader: User) -> Steps:
    steps = CohortState(cohort.state).facts.steps
    if session := sessions_to_record(reader).filter(cohort=cohort).first():
        label = f"Record attendance for day {session.number}"
        page = {"attendance": (label, session.get_absolute_url())}
        return (Step(f"{label}, {date_gb(session.on)}.", page="attendance"),), page
    return (*steps, Step(f"The last day of the cohort is {date_gb(cohort.last_day)}.")), {}
