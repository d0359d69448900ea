"""One-line bridges from what Wagtail and the areas below announce to the services."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from hub.authorisation import as_system
from hub.page_cache import invalidate
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import follow_published, follow_unpublished
from roles.applications.services.claims import claim_applications
from roles.models import AdvertQuestion, Campaign, Place, Post
from roles.search.services.listings import refresh_listing, refresh_listings_under
from roles.selection.services.referrals import release_referrals
from roles.signals import advert_changed, request_ended


@receiver(advert_changed, dispatch_uid="roles.advert_changed")
@as_system()
def list_changed_advert(campaign: Campaign, **kwargs: Any) -> None:
    """The list follows the campaign, in the same transaction."""
    refresh_listing(campaign=campaign)


@receiver(request_ended, dispatch_uid="roles.request_ended")
@as_system()
def release_people_put_forward(request: Any, actor: Any, at: Any, **kwargs: Any) -> None:
    """Whoever was put forward for a request waits no longer than it lives."""
    release_referrals(request=request, actor=actor, at=at)


@receiver(page_published, sender=VacancyPage, dispatch_uid="roles.published")
@as_system()
def act_on_published_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The campaign and the list follow what is published."""
    follow_published(page=instance)


@receiver(page_unpublished, sender=VacancyPage, dispatch_uid="roles.unpublished")
@as_system()
def act_on_unpublished_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The campaign and the list follow what is taken down."""
    follow_unpublished(page=instance)


@receiver(post_delete, sender=VacancyPage, dispatch_uid="roles.deleted")
@as_system()
def unlist_deleted_advert(instance: VacancyPage, **kwargs: Any) -> None:
    """The list lets go of an advert that is deleted."""
    refresh_listing(campaign=instance.campaign)


@receiver(page_slug_changed, dispatch_uid="roles.renamed")
@receiver(post_page_move, dispatch_uid="roles.moved")
@as_system()
def list_moved_adverts(instance: Any, **kwargs: Any) -> None:
    """The list follows adverts to their new addresses."""
    refresh_listings_under(page=instance)


@receiver(user_logged_in, dispatch_uid="roles.signed_in")
@as_system()
def claim_what_was_entered(user: Any, **kwargs: Any) -> None:
    """Signing in proves the address: what was entered under it is theirs."""
    claim_applications(person=user)


@receiver([post_save, post_delete], sender=Campaign, dispatch_uid="roles.campaign_shown")
@receiver([post_save, post_delete], sender=Post, dispatch_uid="roles.post_shown")
@receiver([post_save, post_delete], sender=Place, dispatch_uid="roles.place_shown")
@receiver([post_save, post_delete], sender=AdvertQuestion, dispatch_uid="roles.question_shown")
def invalidate_adverts(**kwargs: Any) -> None:
    """Stored pages that show a record are let go of with it."""
    invalidate()
