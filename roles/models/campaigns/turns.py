"""Whose turn it is: who is offered a post next, and who is passed over where (R13, S38, S41)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from roles.models.campaigns.campaign import Campaign

# Where a campaign has its recommended applications, and those on its reserve list, when those of
# several were read at once.
RECOMMENDED_FIRST, ON_RESERVE = "recommended_read", "reserve_read"


def places_left(application: Any) -> set[int] | None:
    """Where somebody would take a post and is not passed over (S38); empty for anywhere.

    None for who is passed over wherever they would take one.
    """
    wanted = {place.pk for place in application.places_wanted.all()}
    passed = {row.place_id for row in application.passed_over.all()}
    if not passed:
        return wanted
    if None in passed:
        return None
    return (wanted or {place.pk for place in application.campaign.places.all()}) - passed or None


def next_in_order(campaign: Campaign) -> Any | None:
    """Who is offered the next post of a campaign: the first in order who is not passed over (S41).

    The one place that says so. The recommended come before the reserve list; None for nobody.
    """
    rows = campaign.applications_shown.waiting_for_offers(timezone.now())
    return next((row for row in rows if places_left(row) is not None), None)


def before(application: Any) -> list[Any]:
    """Who comes before somebody in the order of offers, passed over or not (R13, S38).

    Whoever is recommended, for the reserve list; and of their own those whose place in the merit
    list is a better one. Equal places are in no order.
    """
    campaign, rank = application.campaign, application.merit_rank
    if application.state == "reserve":
        found = list(recommended_of(campaign))
        return found + (_better(_on_reserve(campaign), rank) if rank else [])
    return _better(recommended_of(campaign), rank) if rank else []


def _better(rows: Iterable[Any], rank: int) -> list[Any]:
    return [row for row in rows if row.merit_rank and row.merit_rank < rank]


def recommended_of(campaign: Campaign) -> Iterable[Any]:
    """Those of a campaign who are recommended, as its reader may see them."""
    read = getattr(campaign, RECOMMENDED_FIRST, None)
    rows = campaign.applications_shown.recommended_first()
    return rows if read is None else _shown(campaign, read)


def _on_reserve(campaign: Campaign) -> Iterable[Any]:
    read = getattr(campaign, ON_RESERVE, None)
    rows = campaign.applications_shown.on_live_reserve(timezone.now()).with_turns()
    return rows if read is None else _shown(campaign, read)


def _shown(campaign: Campaign, read: Iterable[Any]) -> list[Any]:
    hidden = campaign.hidden_applications
    return [other for other in read if other.pk not in hidden]
