"""What happens when moderation has approved a page. Wagtail reads it before any model is there."""

from __future__ import annotations

from typing import Any

from wagtail.workflows import publish_workflow_state


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the page, unless its class says ``is_published_by_service``: that acts by itself."""
    page = workflow_state.content_object.specific
    if not getattr(page, "is_published_by_service", False):
        publish_workflow_state(workflow_state, user=user)
