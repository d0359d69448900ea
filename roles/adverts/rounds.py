"""The rounds of a role: the page of an old advert leads to the new one, and back."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from roles.models.campaigns.campaign import Campaign


def advertised_again(campaign: Campaign, at: datetime) -> Page | None:
    """The public advert of the newest round after this one; None while none may be read (R3)."""
    found, rounds = None, {campaign.pk}
    current: Campaign | None = campaign
    # Only what was advertised again is asked about: the page of any other costs no query for it.
    while current is not None and current.readvertised_at:
        rows = Campaign.objects.filter(round_of=current).exclude(pk__in=rounds)
        current = rows.order_by("-pk").first()
        if current is None:
            break
        rounds.add(current.pk)
        if current.opened_at and not current.is_first_for_movers(at):
            found = _public_page(current.pk) or found
    return found


def advertised_before(campaign: Campaign) -> Page | None:
    """The public advert of the round before, where there was one."""
    return _public_page(campaign.round_of_id) if campaign.round_of_id else None


def _public_page(campaign: int) -> Page | None:
    found = Campaign.objects.filter(pk=campaign, page__live=True).select_related("page").first()
    page = found.page if found else None
    return page if page and not page.get_view_restrictions().exists() else None
