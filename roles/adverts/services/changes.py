"""Changes of a public advert: the department that it speaks for hears of them."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from hub.audit import log
from hub.authorisation import internal
from hub.models import User
from roles.adverts.pages import VacancyPage
from roles.adverts.words import lines_of
from roles.campaigns.differences import Change, differences
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
