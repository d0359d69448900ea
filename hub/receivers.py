"""Bridges from other applications' signals to the hub's services."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.signals import authenticator_added
from anymail.signals import EventType, tracking
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Revision, Site
from wagtail.models.audit_log import BaseLogEntry
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    pre_page_move,
)

from hub.accounts.sessions import start
from hub.audit import NAME, mirror
from hub.models import (
    FrameworkRole,
    Grade,
    Organisation,
    RoleFamily,
    RoleLevel,
    SecondPersonMixin,
    User,
)
from hub.models.moderation import refuse_own_publishing
from hub.notifications.provider import may_still_arrive
from hub.notifications.returned import record_returned
from hub.page_cache import invalidate
from hub.posted_pages import forget
from hub.public_documents import refuse_other_file
from hub.removals import RemovalError, is_removing
from hub.standing_pages import refuse_change, refuse_deleting, refuse_moving, refuse_waiting

# Of the provider's events, those that say that an address does not take mail from here.
CAME_BACK = (EventType.BOUNCED, EventType.REJECTED, EventType.COMPLAINED)


@receiver(user_logged_out)
def forget_posted_pages(request: Any, **kwargs: Any) -> None:
    """What was typed in a session and not sent goes with it."""
    if request is not None:
        forget(request)


@receiver(user_logged_in)
def signed_in(request: Any, user: Any, **kwargs: Any) -> None:
    """A session begins."""
    start(request, user)


@receiver(pre_save)
def keep_name_at_the_time(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """An act of office says by which name: whoever takes another later has not done other acts."""
    if raw or not issubclass(sender, BaseLogEntry) or instance.pk or not instance.user_id:
        return
    if instance.user is not None:
        instance.data = {**(instance.data or {}), NAME: str(instance.user)}


@receiver(post_save)
def say_what_was_logged(sender: type, instance: Any, created: bool, **kwargs: Any) -> None:
    """Each entry of the audit trail stands on stdout, too: it is only said again, not acted on."""
    if created and issubclass(sender, BaseLogEntry):
        mirror(instance)


@receiver(tracking, dispatch_uid="hub.mail_returned")
def mail_returned(event: Any, **kwargs: Any) -> None:
    """The mail provider says what became of a message."""
    if event.event_type in CAME_BACK and not may_still_arrive(event.esp_event):
        record_returned(key=str((event.metadata or {}).get("key", "")), reason=event.event_type)


@receiver(authenticator_added)
def second_factor_set_up(request: Any, user: Any, **kwargs: Any) -> None:
    """Somebody who just set up a factor has proved that they hold it."""
    record_authentication(request, user, "mfa")


# What public pages are made of, beside the records of plugins.
PUBLIC = (
    *(AbstractSetting, PageViewRestriction, Site, Redirect),
    *(Organisation, RoleFamily, FrameworkRole, RoleLevel, Grade),
)


@receiver([post_save, post_delete])
def invalidate_pages(sender: type, **kwargs: Any) -> None:
    """Stored pages that show a record are let go of with it."""
    if issubclass(sender, PUBLIC) or (issubclass(sender, Page) and kwargs["signal"] is post_delete):
        invalidate()


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
def invalidate_published(**kwargs: Any) -> None:
    """What is published, taken down or moved is another page from now on."""
    invalidate()


# --- The last guards, whichever screen, address or command it comes from --------------------------


@receiver(pre_save)
def keep_standing_page(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A page that the site cannot be without stays public, at its address."""
    if issubclass(sender, Page) and not raw:
        refuse_change(instance)


@receiver(pre_page_move)
def keep_standing_page_in_its_place(instance: Any, **kwargs: Any) -> None:
    """Nor is it moved to another parent."""
    if kwargs["parent_page_before"].pk != kwargs["parent_page_after"].pk:
        refuse_moving(instance)


@receiver(pre_delete)
def keep_standing_page_at_all(sender: type, instance: Any, **kwargs: Any) -> None:
    """Nor is it deleted."""
    if issubclass(sender, Page):
        refuse_deleting(instance)


@receiver(pre_save)
def publish_by_two(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Nobody publishes words of their own, at once or on a day that is set (R1).

    Nor does a version of a page that the site cannot be without wait for a day.
    """
    if raw or not instance.pk:
        return
    if issubclass(sender, SecondPersonMixin):
        known = Page.objects.filter(pk=instance.pk, live=True)
        if instance.live and not known.filter(live_revision=instance.live_revision_id).exists():
            refuse_own_publishing(instance, instance.live_revision)
    elif sender is Revision and instance.approved_go_live_at:
        page = instance.content_object
        if isinstance(page, SecondPersonMixin):
            refuse_own_publishing(page, instance)
        if isinstance(page, Page):
            refuse_waiting(page, instance)


@receiver(pre_save, sender=Document)
def keep_what_a_page_shows(instance: Document, raw: bool = False, **kwargs: Any) -> None:
    """Nobody puts another file in place of one that is public."""
    if not raw and instance.pk:
        refuse_other_file(instance)


@receiver(pre_save, sender=PageViewRestriction)
def keep_pages_open(raw: bool = False, **kwargs: Any) -> None:
    """No page of the hub is only for some: not behind a password, a sign-in or a group."""
    if not raw:
        raise PermissionDenied("Every page of the public site is for everybody.")


@receiver(pre_delete, sender=User)
def keep_account(**kwargs: Any) -> None:
    """An account ends by erasure, which leaves nothing personal behind and gives a receipt."""
    if not is_removing():
        raise RemovalError("Accounts are switched off, or erased by their owner.")
