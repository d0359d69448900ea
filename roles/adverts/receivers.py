"""One-line bridges from what Wagtail announces of an advert's page to the services."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    pre_page_move,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)

from hub.authorisation import as_system
from roles.adverts.pages import VacancyPage
from roles.adverts.permanence import (
    refuse_deleting,
    refuse_moving,
    refuse_taking_down,
    refuse_waiting,
)
from roles.adverts.services.adverts import (
    follow_approved,
    follow_published,
    follow_unpublished,
    unschedule_advert,
)
from roles.adverts.services.moderation import (
    follow_cancelled,
    follow_rejected,
    follow_saved,
    follow_submitted,
)
from roles.models import Campaign


@receiver(page_published, sender=VacancyPage, dispatch_uid="roles.published")
@as_system()
def act_on_published_advert(instance: VacancyPage, revision: Revision, **kwargs: Any) -> None:
    """The campaign and the list follow what is published."""
    actor = get_active_log_context().user
    follow_published(page=instance, revision=revision, actor=actor)


@receiver(page_unpublished, sender=VacancyPage, dispatch_uid="roles.unpublished")
@as_system()
def act_on_unpublished_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The campaign and the list follow what is taken down."""
    follow_unpublished(page=instance)


@receiver(pre_save, sender=VacancyPage, dispatch_uid="roles.taking_down")
@receiver(pre_save, sender=Page, dispatch_uid="roles.taking_down_as_a_page")
def protect_live_advert(instance: Page, raw: bool = False, **kwargs: Any) -> None:
    """The last guard, whichever way an advert is taken down."""
    if not raw:
        refuse_taking_down(instance)


@receiver(pre_save, sender=Revision, dispatch_uid="roles.waiting")
def keep_advert_open_to_change(instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """The last guard, whichever way a version of a public advert is set to a later day."""
    if not raw and instance.approved_go_live_at and _is_of_advert(instance):
        refuse_waiting(instance.content_object, instance)


@receiver(pre_page_move, dispatch_uid="roles.moving")
def keep_advert_in_its_place(instance: Any, **kwargs: Any) -> None:
    """The last guard, whichever way an advert, or a page above it, is moved."""
    if kwargs["parent_page_before"].pk != kwargs["parent_page_after"].pk:
        refuse_moving(instance)


@receiver(pre_delete, sender=VacancyPage, dispatch_uid="roles.deleting")
def keep_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The last guard, whichever way an advert, or a page above it, is deleted."""
    refuse_deleting(instance)


# What the hub's check and Wagtail's moderation say of an advert is the same, wherever it is said.
CHECKS = (
    (workflow_approved, follow_approved),
    (workflow_rejected, follow_rejected),
    (workflow_cancelled, follow_cancelled),
)


def follow_moderation(signal: Any, instance: WorkflowState, user: Any = None, **kw: Any) -> None:
    """The check follows what is done in Wagtail's moderation of an advert."""
    page = instance.content_object
    if page is None or not isinstance(page.specific, VacancyPage):
        return
    follow = next(service for known, service in CHECKS if known is signal)
    with as_system():
        follow(page=page.specific, workflow=instance, actor=user)


@receiver(task_submitted, sender=TaskState, dispatch_uid="roles.moderation_begun")
def follow_submission(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """Moderation begins, or goes on after changes were asked for."""
    page = instance.workflow_state.content_object
    if page is not None and isinstance(page.specific, VacancyPage):
        with as_system():
            follow_submitted(page=page.specific, actor=user)


for _signal, _ in CHECKS:
    _signal.connect(follow_moderation, sender=WorkflowState, dispatch_uid="roles.moderation")


@receiver(post_save, sender=Revision, dispatch_uid="roles.unscheduled")
@as_system()
def follow_unscheduled(instance: Revision, created: bool, **kwargs: Any) -> None:
    """Whoever takes an advert off schedule in Wagtail takes its campaign off, too."""
    if created or instance.approved_go_live_at or not _is_of_advert(instance):
        return
    page = instance.content_object
    campaign = page.campaign
    waits = page.revisions.filter(approved_go_live_at__isnull=False).exists()
    if campaign.state == Campaign.State.SCHEDULED and not waits:
        unschedule_advert(
            campaign=campaign,
            reason="No reason was given. It was taken off the schedule in the page editor",
            actor=get_active_log_context().user,
        )


@receiver(post_save, sender=Revision, dispatch_uid="roles.saved")
@as_system()
def follow_new_words(instance: Revision, update_fields: Any = None, **kwargs: Any) -> None:
    """The campaign knows who wrote its advert, and that the hub has not read what is new."""
    if (update_fields and "content" not in update_fields) or not _is_of_advert(instance):
        return
    page = VacancyPage.objects.select_related("campaign").get(pk=instance.object_id)
    earlier = page.revisions.exclude(pk=instance.pk).order_by("-created_at", "-pk").first()
    follow_saved(
        page=page,
        version=page.version_of(instance.content),
        before=page.version_of(earlier.content) if earlier else "",
        actor=instance.user,
    )


def _is_of_advert(revision: Revision) -> bool:
    kind = ContentType.objects.get_for_id(revision.content_type_id)
    return kind.model_class() is VacancyPage
