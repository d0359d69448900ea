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
from hub.models import HomePage
from roles.adverts.pages import VacancyIndexPage, VacancyPage
from roles.adverts.services.adverts import INDEX_SLUG
from roles.models import Campaign
from roles.signals import advert_changed


def below(parent: Page, page: Page) -> None:
    """Save a new page as the last one below another."""
    last = parent.get_last_child()
    page.path = last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)
    page.depth, page.numchild = parent.depth + 1, 0
    page.locale_id, page.draft_title = parent.locale_id, page.title
    page.set_url_path(parent)
    models.Model.save(page, force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)


def index_of_adverts() -> VacancyIndexPage:
    """The parent of the adverts, which the first advert of a test makes."""
    found = VacancyIndexPage.objects.first()
    if found is None:
        found = VacancyIndexPage(title="Find a role", slug=INDEX_SLUG, live=True)
        below(HomePage.objects.earliest("pk"), found)
        PageLogEntry.objects.bulk_create([logged(found, "wagtail.create")])
    return found


def logged(page: Page, action: str, revision: Revision | None = None) -> PageLogEntry:
    """What Wagtail's log says of a page just now."""
    return PageLogEntry(
        content_type_id=page.content_type_id,
        label=page.title,
        action=action,
        timestamp=timezone.now(),
        page_id=page.pk,
        revision=revision,
        content_changed=True,
    )


def publish(page: VacancyPage) -> None:
    """Save a page, its one revision, its two log entries and its listing."""
    below(index_of_adverts(), page)
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
        [logged(page, "wagtail.create"), logged(page, "wagtail.publish", revision)]
    )
    with as_system():
        advert_changed.send(sender=None, campaign=Campaign.objects.get(pk=page.campaign_id))
