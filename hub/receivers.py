"""Bridges from other applications' signals to the hub's services."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.signals import authenticator_added
from anymail.signals import EventType, tracking
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.audit_log import BaseLogEntry
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from hub.accounts.sessions import start
from hub.audit import mirror
from hub.models import FrameworkRole, Grade, Organisation, RoleFamily, RoleLevel
from hub.notifications.returned import record_returned
from hub.page_cache import invalidate

# Of the provider's events, those that say that a message was not read.
CAME_BACK = (EventType.BOUNCED, EventType.REJECTED, EventType.COMPLAINED)


@receiver(user_logged_in)
def signed_in(request: Any, user: Any, **kwargs: Any) -> None:
    """A session begins."""
    start(request, user)


@receiver(post_save)
def say_what_was_logged(sender: type, instance: Any, created: bool, **kwargs: Any) -> None:
    """Each entry of the audit trail stands on stdout, too: it is only said again, not acted on."""
    if created and issubclass(sender, BaseLogEntry):
        mirror(instance)


@receiver(tracking, dispatch_uid="hub.mail_returned")
def mail_returned(event: Any, **kwargs: Any) -> None:
    """The mail provider says what became of a message."""
    if event.event_type in CAME_BACK:
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
