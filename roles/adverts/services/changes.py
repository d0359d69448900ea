"""Changes of a public advert: published, and the department hears of them; or returned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from wagtail.models import PageLogEntry, Revision

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.models import User
from roles.adverts.pages import VacancyPage
from roles.adverts.services.moderation import held_advert, refuse_own_words
from roles.adverts.words import lines_of
from roles.campaigns.differences import Change, differences
from roles.models.adverts.advert_review import AdvertReview
from roles.models.campaigns.campaign import Campaign
from roles.notifying import handlers_of, notify_people


@internal
def tell_of_change(
    *, page: VacancyPage, campaign: Campaign, revision: Revision, actor: User | None
) -> None:
    """Log that a public advert has other words, and tell the department's people which."""
    before = _public_before(page, campaign)
    if before is None:
        return
    changes = differences(lines_of(before.content), lines_of(revision.content))
    if not changes:
        return
    moment = timezone.now()
    log(campaign, "roles.advert_change_published", actor=actor, at=moment)
    notify_people(
        "roles.advert_change_published",
        [person for person in handlers_of(campaign) if person != actor],
        campaign,
        at=moment,
        occasion=moment.isoformat(),
        reference=campaign.reference,
        role=campaign.title,
        changes=[_in_words(change) for change in changes],
    )


@internal
def take_title(*, page: VacancyPage, campaign: Campaign, actor: User | None) -> None:
    """Call the campaign what the public advert calls the role: candidates know it by that alone."""
    title = page.title.strip()[: Campaign._meta.get_field("title").max_length]
    if title == campaign.title:
        return
    before, campaign.title = campaign.title, title
    campaign.save(update_fields=["title"])
    log(
        campaign,
        "roles.campaign_title_changed",
        actor=actor,
        at=timezone.now(),
        data={"detail": f"“{before}” is now “{title}”, as in the public advert"},
    )


def changes_waiting(page: VacancyPage) -> list[str]:
    """What the public would read otherwise if the version that was saved last were published."""
    if not page.has_unpublished_words or page.live_revision is None:
        return []
    latest = page.get_latest_revision()
    found = differences(lines_of(page.live_revision.content), lines_of(latest.content))
    return [_in_words(change) for change in found]


def last_published(page: VacancyPage) -> PageLogEntry | None:
    """When the advert was published last, and by whom."""
    rows = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish")
    return rows.select_related("user").order_by("timestamp", "pk").last()


def may_be_returned(campaign: Campaign) -> bool:
    """Whether a change of the public advert waits for somebody to publish it or to return it."""
    page = VacancyPage.objects.filter(campaign=campaign, live=True).first()
    return page is not None and page.has_unpublished_words and page.returned_change is None


def why_returned(page: VacancyPage, actor: Any) -> list[str]:
    """Why nobody publishes words that a colleague returned meanwhile; none where nobody did."""
    public = VacancyPage.objects.get(pk=page.pk)
    review = public.returned_change
    if review is None or review.answered_by is None or review.answered_by == actor:
        return []
    returned = f"{review.answered_by} returned this change on {datetime_gb(review.answered_at)}"
    return [f"{returned}, so it has to be changed first. Why: “{review.comment.strip()}”"]


@requires("roles.publish_campaign", "campaign")
def return_change(
    *, campaign: Campaign, reason: str, actor: User, at: datetime | None = None
) -> AdvertReview:
    """Return a change of a public advert to those who wrote it, with what has to be otherwise.

    The public goes on reading what it reads. It waits for a second person again when other words
    are saved. Raises ``TransitionNotAllowed`` where no change waits, and ``OwnAdvertError``, which
    stays on record, for who wrote some of it.
    """
    page = VacancyPage.objects.filter(campaign=campaign).first()
    if page is not None:
        refuse_own_words(page=page, actor=actor, at=at)
    return _return_change(campaign, reason, actor, at or timezone.now())


@transaction.atomic
def _return_change(campaign: Campaign, reason: str, actor: User, moment: datetime) -> AdvertReview:
    page = held_advert(campaign)
    if not may_be_returned(campaign):
        raise TransitionNotAllowed("No change of it waits.", object=campaign)
    latest = page.get_latest_revision()
    review = AdvertReview(
        campaign=campaign,
        revision=latest.pk,
        version=page.version,
        sent_by=latest.user,
        sent_at=latest.created_at,
        answered_by=actor,
        comment=reason,
    )
    review.send_back(moment)
    review.save()
    log(campaign, "roles.advert_change_returned", actor=actor, at=moment, data={"detail": reason})
    notify_people(
        "roles.advert_change_returned",
        [*User.objects.filter(pk__in=page.writers())],
        campaign,
        at=moment,
        occasion=moment.isoformat(),
        reference=campaign.reference,
        role=page.title,
        reason=reason,
        page=page.pk,
    )
    return review


def _public_before(page: VacancyPage, campaign: Campaign) -> Revision | None:
    """The version that was public until now: Wagtail logs the new one after it is published."""
    rows = PageLogEntry.objects.filter(
        page=page.pk, action="wagtail.publish", timestamp__gte=campaign.opened_at
    )
    latest = rows.select_related("revision").order_by("-timestamp", "-pk").first()
    return latest.revision if latest else None


def _in_words(change: Change) -> str:
    if change.kind == "Changed":
        return f"“{change.before}” is now “{change.after}”"
    return f"{change.kind}: “{change.before or change.after}”"
