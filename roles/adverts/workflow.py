"""Wagtail's moderation of an advert, moved on by what is done in the hub."""

from __future__ import annotations

from wagtail.models import WorkflowState

from hub.authorisation import internal
from hub.models import User
from roles.adverts.pages import VacancyPage

# A workflow has few steps; words that were saved while it waited begin each of them again.
MOST_STEPS = 10


@internal
def begin_workflow(page: VacancyPage, actor: User | None) -> None:
    """Start the moderation, or go on after changes were asked for; nothing where it has begun."""
    found, workflow = page.current_workflow_state, page.get_workflow()
    if found is not None and found.status == WorkflowState.STATUS_NEEDS_CHANGES:
        found.resume(user=actor)
    elif found is None and workflow is not None:
        workflow.start(page, actor)


@internal
def approve_workflow(page: VacancyPage, actor: User | None, comment: str = "") -> None:
    """Approve each step that waits, for the words as they were last saved."""
    if (begun := _in_progress(page)) is not None:
        begun.task_states.update(revision=page.get_latest_revision())
    for _ in range(MOST_STEPS):
        found = _in_progress(page)
        if found is None:
            return
        found.current_task_state.approve(user=actor, comment=comment)


@internal
def reject_workflow(page: VacancyPage, actor: User | None, comment: str = "") -> None:
    """Ask for changes."""
    found = _in_progress(page)
    if found is not None:
        found.current_task_state.reject(user=actor, comment=comment)


@internal
def cancel_workflow(page: VacancyPage, actor: User | None) -> None:
    """End the moderation without an answer."""
    found = page.current_workflow_state
    if found is not None:
        found.cancel(user=actor)


def _in_progress(page: VacancyPage) -> WorkflowState | None:
    found = WorkflowState.objects.for_instance(page).active().first()
    if found is None or found.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    return found
