"""Whose turn it is: who is offered a post next, and who is passed over where (R13, S38, S41)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from roles.models.campaigns.campaign import Campaign


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
