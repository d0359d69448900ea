"""What must never be so of adverts; the hub's daily check looks for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from hub.invariants import Invariant
from roles.adverts.context import is_restricted
from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import LIVE


def _live_without_advert() -> Iterable[Campaign]:
    """Taken down, deleted, or shown to some people only: nobody can read what they apply for."""
    shown = VacancyPage.objects.live().filter(~is_restricted(), campaign=OuterRef("pk"))
    campaigns = Campaign.objects.filter(state__in=LIVE)
    return campaigns.filter(~Exists(shown))


INVARIANTS = [
    Invariant(
        "roles.live_without_advert",
        "An open or paused campaign does not have a public advert",
        _live_without_advert,
    ),
]
