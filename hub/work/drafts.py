"""What waits of pages: drafts that a second person checks, and what is published on its day.

Pages that a plugin publishes itself (``is_published_by_service``) have queues of its own.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from wagtail.models import Page, Revision, TaskState
from wagtail.models.pages import get_page_models
from wagtail.permissions import page_permission_policy

from hub.models import StaffGroup, User
from hub.work.queues import HUB_TEAM, WorkItem, WorkKind, WorkQueue, read_once

WRITERS = (*HUB_TEAM, StaffGroup.EDITORS)


def _pages() -> QuerySet[Page]:
    """Pages that editors and the clock publish, and no service of a plugin."""
    kinds = [model for model in get_page_models() if not _has_service(model)]
    types = ContentType.objects.get_for_models(*kinds).values()
    return Page.objects.filter(content_type__in=[kind.pk for kind in types])


def _has_service(model: type[Page]) -> bool:
    return bool(getattr(model, "is_published_by_service", False))


def _key_of_page(name: str) -> Cast:
    return Cast(OuterRef(name), CharField())


def _sent(person: User) -> QuerySet[Page]:
    """Pages in a step of moderation that this person's groups answer, and since when."""
    reviewable = read_once(person, "hub.reviewable", TaskState.objects.reviewable_by)
    steps = reviewable.filter(
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        workflow_state__object_id=_key_of_page("pk"),
    )
    rows = _pages().annotate(sent_at=steps.values("started_at")[:1])
    return rows.filter(sent_at__isnull=False).order_by("sent_at", "pk")


def _written_by(person: User) -> Exists:
    """That a person saved words of a page since it was last published, or sent it."""
    saved = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=_key_of_page("pk"),
        user__in=person.side_keys,
    )
    return Exists(saved.filter(pk__gt=Coalesce(OuterRef("live_revision"), 0)))


def drafts_to_check(person: User) -> QuerySet[Page]:
    """Drafts that this person may approve: of words that somebody else wrote (R1)."""
    return _sent(person).filter(~_written_by(person))


def own_drafts(person: User) -> QuerySet[Page]:
    """Drafts that wait for somebody else, because this person wrote some of the words."""
    return _sent(person).filter(_written_by(person))


def scheduled_pages(person: User) -> QuerySet[Page]:
    """Pages that this person may edit and that the clock publishes, the next first."""
    revision = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=_key_of_page("pk"),
        approved_go_live_at__isnull=False,
    ).order_by("approved_go_live_at")
    mine = page_permission_policy.instances_user_has_permission_for(person, "change")
    rows = (
        _pages()
        .filter(pk__in=mine.values("pk"))
        .annotate(
            goes_live_at=revision.values("approved_go_live_at")[:1],
            scheduled_at=Coalesce(
                revision.values("created_at")[:1],
                F("latest_revision_created_at"),
                output_field=DateTimeField(),
            ),
        )
    )
    return rows.filter(goes_live_at__isnull=False).order_by("goes_live_at", "pk")


def _edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _draft(page: Any) -> WorkItem:
    return WorkItem(page.draft_title or page.title, _edit(page), page.sent_at)


def _scheduled(page: Any) -> WorkItem:
    title = page.draft_title or page.title
    return WorkItem(title, _edit(page), page.scheduled_at, page.goes_live_at)


PAGE_WORK = (
    WorkQueue(
        "hub.page_drafts",
        "Check drafts of pages",
        drafts_to_check,
        _draft,
        order=125,
        offices=WRITERS,
        on_front_page=True,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "hub.own_drafts",
        "Somebody else in the hub team checks your drafts",
        own_drafts,
        _draft,
        order=125,
        others_act=True,
        offices=WRITERS,
    ),
    WorkQueue(
        "hub.scheduled_pages",
        "Scheduled pages",
        scheduled_pages,
        _scheduled,
        order=126,
        others_act=True,
        offices=WRITERS,
        on_front_page=True,
    ),
)
