"""Saving roles and searches for later, and the reminder before a saved role closes.

What a person saves is theirs alone, so the audit trail says nothing of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.search.saved import SavedRole, SavedSearch
from roles.notifying import notify_people


class TooManySavedError(RefusedError):
    """More than anybody reads through."""

    reason = "You have saved as many as you can: remove one first"


@requires("roles.save_role")
@transaction.atomic
def save_role(*, campaign: Campaign, actor: User, at: datetime | None = None) -> SavedRole:
    """Keep a role for later; the same again changes nothing. Raises ``TooManySavedError``."""
    own = SavedRole.objects.visible_to(actor)
    if found := own.filter(campaign=campaign).first():
        return found
    if own.count() >= RecruitmentPolicy.load().most_saved:
        raise TooManySavedError
    saved, _ = SavedRole.objects.get_or_create(
        person=actor, campaign=campaign, defaults={"saved_at": at or timezone.now()}
    )
    return saved


@requires("roles.save_role")
@transaction.atomic
def unsave_role(*, campaign: Campaign, actor: User) -> None:
    """Let go of a saved role; the same again changes nothing."""
    SavedRole.objects.visible_to(actor).filter(campaign=campaign).delete()


@requires("roles.save_role")
@transaction.atomic
def save_search(*, name: str, address: str, actor: User, at: datetime | None = None) -> SavedSearch:
    """Keep a search under a name; the same one again is renamed. Raises ``TooManySavedError``."""
    moment = at or timezone.now()
    own = SavedSearch.objects.visible_to(actor)
    is_known = own.filter(address=address).exists()
    if not is_known and own.count() >= RecruitmentPolicy.load().most_saved:
        raise TooManySavedError
    saved, _ = SavedSearch.objects.update_or_create(
        person=actor, address=address, defaults={"name": name, "saved_at": moment}
    )
    return saved


@requires("roles.remove_savedsearch", "search")
@transaction.atomic
def remove_search(*, search: SavedSearch, actor: User) -> None:
    """Let go of a saved search; the same again changes nothing."""
    SavedSearch.objects.visible_to(actor).filter(pk=search.pk).delete()


@internal
def nudge_savers(*, at: datetime | None = None) -> int:
    """Remind each person once of a saved role that closes soon; returns how many were.

    Not those who have begun to apply (a draft has a reminder of its own), nor those who saved it
    when it was about to close: they know.
    """
    moment = at or timezone.now()
    days = timedelta(days=RecruitmentPolicy.load().saved_nudge_days)
    soon = (
        SavedRole.objects.filter(
            nudged_at__isnull=True,
            campaign__in=Campaign.objects.open_at(moment).filter(closes_at__lte=moment + days),
            person__is_active=True,
        )
        .select_related("campaign")
        .order_by("pk")
    )
    return sum(_nudge(row.pk, moment) for row in soon if row.saved_at < _closing(row) - days)


@transaction.atomic
def _nudge(pk: int, moment: datetime) -> bool:
    saved = (
        SavedRole.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .filter(pk=pk, nudged_at__isnull=True)
        .first()
    )
    if saved is None:
        return False
    saved.nudged_at = moment
    saved.save(update_fields=["nudged_at"])
    if Application.objects.filter(candidate=saved.person_id, campaign=saved.campaign_id).exists():
        return False
    campaign = saved.campaign
    notify_people(
        "roles.saved_role_closing",
        [saved.person],
        saved,
        at=moment,
        occasion=str(campaign.closes_on),
        reference=campaign.reference,
    )
    return True


def _closing(saved: SavedRole) -> datetime:
    closes = saved.campaign.closes_at
    return closes if closes else saved.saved_at
