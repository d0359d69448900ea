"""An advert that the public was told of keeps its page and its address, whatever becomes of it.

The campaign takes it back, by a pause or by being cancelled: with a reason, and everyone is told.
"""

from __future__ import annotations

from wagtail.models import Page, Revision

from hub.removals import is_removing
from hub.standing_pages import StandingPageError, keep_live, waits
from roles.adverts.pages import VacancyPage


class PermanentAdvertError(StandingPageError):
    """The advert was public: it is neither taken down nor moved nor deleted."""


def permanent_adverts(page: Page) -> list[VacancyPage]:
    """The adverts at or under a page that the public was told of."""
    rows = VacancyPage.objects.descendant_of(page, inclusive=True).filter(
        campaign__opened_at__isnull=False
    )
    return list(rows.select_related("campaign"))


def refuse_taking_down(page: Page) -> None:
    """Raise ``PermanentAdvertError`` for one about to be stored as not live, or elsewhere.

    To the clock, which found an old time to expire, the page is given back as it was, without it.
    """
    if not page.pk:
        return
    known = VacancyPage.objects.filter(pk=page.pk, campaign__opened_at__isnull=False)
    before = known.values("live", "slug").first()
    if before is None:
        return
    if before["live"] and not page.live:
        keep_live(page, PermanentAdvertError("Pause or cancel the campaign instead."))
    if page.slug != before["slug"]:
        raise PermanentAdvertError("You cannot change the address of an advert.")


def refuse_waiting(page: VacancyPage, revision: Revision) -> None:
    """Raise ``PermanentAdvertError`` for a version that would lock it until a later day."""
    if page.is_permanent and waits(revision):
        raise PermanentAdvertError("Publish your changes now. The advert is already public.")


def refuse_moving(page: Page) -> None:
    """Raise ``PermanentAdvertError`` when an address that the public knows would change."""
    if permanent_adverts(page):
        raise PermanentAdvertError("You cannot change the address of an advert.")


def refuse_deleting(page: VacancyPage) -> None:
    """Raise ``PermanentAdvertError``; with the demonstration goes what it made."""
    if page.is_permanent and not is_removing():
        raise PermanentAdvertError("Cancel the campaign instead.")
