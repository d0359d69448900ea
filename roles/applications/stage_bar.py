"""The stages of an application, for those who handle it and, in other words, for its candidate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.utils.timezone import localdate

from hub.states import ShownStage, Stage, stages_of
from roles.applications.dates import clock_of, reached_states
from roles.applications.status import status_of
from roles.models.applications.application import Application
from roles.models.applications.application_state import (
    CANDIDATE_STAGES,
    DECIDED,
    STAGES,
    ApplicationState,
)


def stages_for_handlers(application: Application) -> list[ShownStage]:
    """What is behind an application, where it stands and what comes; days alone (R11)."""
    campaign, terms = application.campaign, application.terms_offered
    due = {
        "Sift": campaign.sift_on,
        "Interview": campaign.interviews_from,
        "Started": terms.starts_on if terms else None,
    }
    label = application.get_state_display()
    return [
        replace(stage, on=due.get(stage.label))
        if stage.place == "next"
        else replace(stage, words=label)
        if stage.place == "now" and stage.label != label
        else stage
        for stage in stages_of(application, STAGES)
    ]


def stages_for_candidate(application: Application) -> list[ShownStage]:
    """The same as far as its candidate may know, in their words.

    A decision shows from its release on, with the day on which they were told of it (R19).
    """
    status = status_of(application).label
    known = {state: localdate(at) for state, at in reached_states(application) if at}
    shown = application.shown_state
    now = next((i for i, stage in enumerate(CANDIDATE_STAGES) if shown in stage.states), None)
    off = application.campaign.cancelled_at if application.ends_with_role else None
    is_aside = application.shows_set_aside and shown not in DECIDED
    if now is None or off or is_aside:
        behind = [
            ShownStage(stage.label, "done", on)
            for stage in CANDIDATE_STAGES
            if (on := _since(stage, known))
        ]
        return [*behind, ShownStage(status, "now", _end(shown, known, off))]
    coming = {"Interview": dict(clock_of(application).dates).get("Interviews start")}
    found = []
    for number, stage in enumerate(CANDIDATE_STAGES):
        on = _since(stage, known)
        if number == now:
            words = "" if status == stage.label else status
            found.append(ShownStage(stage.label, "now", on, words))
        elif number < now and on:
            found.append(ShownStage(stage.label, "done", on))
        elif number > now and not stage.is_optional:
            found.append(ShownStage(stage.label, "next", coming.get(stage.label)))
    return found


def _since(stage: Stage, known: dict[ApplicationState, date]) -> date | None:
    """The day on which the candidate knew of the first of its states that they know of."""
    days = (known.get(ApplicationState(state)) for state in stage.states)
    return next((day for day in days if day), None)


def _end(
    shown: ApplicationState, known: dict[ApplicationState, date], off: datetime | None
) -> date | None:
    """The day on which it came to an end, as the candidate knows it."""
    return localdate(off) if off else known.get(shown)
