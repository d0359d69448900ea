"""One-line bridges from what Wagtail announces to the services."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, post_page_move

from roles.pages import VacancyPage
from roles.services.listings import refresh_listing


@receiver(page_published, sender=VacancyPage, dispatch_uid="roles.published")
@receiver(page_unpublished, sender=VacancyPage, dispatch_uid="roles.unpublished")
def list_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The list follows what is published."""
    refresh_listing(campaign=instance.campaign)


@receiver(post_delete, sender=VacancyPage, dispatch_uid="roles.deleted")
def unlist_deleted_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The list lets go of an advert that is deleted."""
    refresh_listing(campaign=instance.campaign)


@receiver(post_page_move, dispatch_uid="roles.moved")
def list_moved_advert(instance: Any, **kwargs: Any) -> None:
    """The list follows an advert to its new address."""
    moved = VacancyPage.objects.descendant_of(instance, inclusive=True)
    for page in moved.select_related("campaign"):
        refresh_listing(campaign=page.campaign)
