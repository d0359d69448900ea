"""Wagtail's mail about moderation: not for pages about which a service writes by the outbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.admin import signal_handlers as wagtails
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

# By the names under which Wagtail connects them; of two with one name the first stays.
NOTIFIERS = (
    (
        task_submitted,
        TaskState,
        wagtails.task_submission_email_notifier,
        "group_approval_task_submitted_email_notification",
    ),
    (
        workflow_submitted,
        WorkflowState,
        wagtails.workflow_submission_email_notifier,
        "workflow_state_submitted_email_notification",
    ),
    (
        workflow_rejected,
        WorkflowState,
        wagtails.workflow_rejection_email_notifier,
        "workflow_state_rejected_email_notification",
    ),
    (
        workflow_approved,
        WorkflowState,
        wagtails.workflow_approval_email_notifier,
        "workflow_state_approved_email_notification",
    ),
)


def connect() -> None:
    """Put ours in the place of Wagtail's, whichever app is made ready first."""
    for signal, sender, notifier, name in NOTIFIERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(_unless_notified(notifier), sender=sender, dispatch_uid=name, weak=False)


def _unless_notified(notifier: Callable[..., Any]) -> Callable[..., None]:
    def notify(instance: Any, **kwargs: Any) -> None:
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        page = getattr(state.content_object, "specific", None)
        if not getattr(page, "is_published_by_service", False):
            notifier(instance=instance, **kwargs)

    return notify
