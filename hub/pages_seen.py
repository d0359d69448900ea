"""Which pages a person finds in Wagtail's lists, searches, reports, panels and histories.

Whoever competes for a role reads nowhere how its advert stands (R25). A kind of page says by
``kept_from`` of its rows from which of them a person is kept; everything of Wagtail's that lists
pages asks one policy, so that what a later Wagtail adds is closed as well. What takes a page by its
number (``hub/admin_doors.py``), and Wagtail's bar on the page itself, ask ``found_by``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import AbstractPage, Page, get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy


def without_kept(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Of these pages, those from which the person is not kept."""
    kept = Q()
    for model in get_page_models():
        rows: Any = model._default_manager.all()
        if hasattr(rows, "kept_from"):
            kept |= Q(pk__in=rows.kept_from(user).values("pk"))
    return pages.exclude(kept) if kept else pages


def found_by(pages: Iterable[Any], user: Any) -> set[int]:
    """The numbers of those of these pages that the person may find, in one query."""
    numbers = {page.pk for page in pages if isinstance(page, Page)}
    seen = without_kept(Page.objects.filter(pk__in=numbers), user)
    return set(seen.values_list("pk", flat=True))


def has_bar(page: Any, user: Any) -> bool:
    """Whether a public page has Wagtail's bar for this person: never one kept from them."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    # One that is not saved yet is previewed by who writes it.
    return page.pk is None or bool(found_by([page], user))


class SeenPagesPolicy(PagePermissionPolicy):
    """Wagtail's own rule of who does what to which page, for those that a person may find."""

    def explorable_instances(self, user: Any) -> QuerySet[Any]:
        return without_kept(super().explorable_instances(user), user)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        found = super().instances_user_has_any_permission_for(user, actions)
        return without_kept(found, user)


def use_seen_pages() -> None:
    """Let Wagtail's screens ask this policy in place of its own."""
    register_permission_policy(AbstractPage, SeenPagesPolicy(Page))


class SeenRecentEditsPanel(RecentEditsPanel):
    """What the person wrote lately."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        edits = context["last_edits"]
        seen = found_by([page for _, page in edits], parent_context["request"].user)
        return {**context, "last_edits": [edit for edit in edits if edit[1].pk in seen]}


class SeenLockedPagesPanel(LockedPagesPanel):
    """What the person has locked."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        locked = without_kept(context["locked_pages"], parent_context["request"].user)
        return {**context, "locked_pages": locked}


class SeenOwnModerationPanel(UserObjectsInWorkflowModerationPanel):
    """What the person sent to be looked at."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        states = [
            state for state in context["workflow_states"] if isinstance(state.content_object, Page)
        ]
        seen = found_by([state.content_object for state in states], parent_context["request"].user)
        found = [state for state in states if state.content_object.pk in seen]
        return {**context, "workflow_states": found}


class SeenModerationPanel(WorkflowObjectsToModeratePanel):
    """What waits for the person to look at it."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        states = [state for state in context["states"] if isinstance(state["obj"], Page)]
        seen = found_by([state["obj"] for state in states], parent_context["request"].user)
        return {**context, "states": [state for state in states if state["obj"].pk in seen]}


PANELS = (
    SeenRecentEditsPanel,
    SeenLockedPagesPanel,
    SeenOwnModerationPanel,
    SeenModerationPanel,
)


def seen_panels(panels: list[Any]) -> list[Any]:
    """The same panels of the front page, each showing what the person may find."""
    seen = {panel.__base__: panel for panel in PANELS}
    return [seen[type(panel)]() if type(panel) in seen else panel for panel in panels]
