"""An advert before the public in few statements: what saving and publishing a page comes to.

Wagtail validates a page four times and reads it as often on its way, which most tests are not
about. ``tests/roles/adverts/test_published_at_once.py`` holds it to the rows of the product's way.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, get_default_page_content_type

from hub.authorisation import as_system
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import index_page
from roles.models import Campaign
from roles.signals import advert_changed


def publish(page: VacancyPage) -> None:
    """Save a page, its one revision, its two log entries and its listing."""
    with as_system():
        parent = index_page()
    last = parent.get_last_child()
    page.path = last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)
    page.depth, page.numchild = parent.depth + 1, 0
    page.locale_id, page.draft_title = parent.locale_id, page.title
    page.set_url_path(parent)
    models.Model.save(page, force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    now = timezone.now()
    revision = Revision(
        content_type_id=page.content_type_id,
        base_content_type=get_default_page_content_type(),
        object_id=str(page.pk),
        object_str=str(page),
        content=page.serializable_data(),
        created_at=now,
    )
    Revision.objects.bulk_create([revision])
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision,
        live_revision=revision,
        latest_revision_created_at=now,
        first_published_at=now,
        last_published_at=now,
        has_unpublished_changes=False,
    )
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type_id=page.content_type_id,
            label=page.title,
            action=action,
            timestamp=now,
            page_id=page.pk,
            revision=found,
            content_changed=is_change,
        )
        for action, found, is_change in (
            ("wagtail.create", None, True),
            ("wagtail.publish", revision, True),
        )
    )
    with as_system():
        advert_changed.send(sender=None, campaign=Campaign.objects.get(pk=page.campaign_id))
