"""Terms copied from an earlier campaign, section by section, so that nobody types them again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.campaigns.services.drafting import change_terms
from roles.campaigns.term_sections import SECTIONS, TermsSection
from roles.models.campaigns.campaign import Campaign, CampaignQuerySet
from roles.models.campaigns.stage_plan import StagePlan

COPIED = tuple(section for section in SECTIONS if section.is_copied)
# So many are offered, the latest first.
MOST_OFFERED = 100


def campaigns_to_copy(campaign: Campaign, person: User) -> CampaignQuerySet:
    """The other campaigns of the organisation that the person may see, the latest first."""
    rows = Campaign.objects.visible_to(person).filter(organisation=campaign.organisation_id)
    rows = rows.exclude(pk=campaign.pk).order_by("-draft_at", "-pk")
    return rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST_OFFERED]))


def has_none_to_copy(campaign: Campaign) -> bool:
    """Whether the organisation has no other campaign."""
    others = Campaign.objects.filter(organisation=campaign.organisation_id)
    return not others.exclude(pk=campaign.pk).exists()


def is_untouched(campaign: Campaign, section: TermsSection) -> bool:
    """Whether every answer of a section is still as it was when the campaign was made."""
    begun = Campaign()
    return all(
        not campaign.places.exists()
        if name == "places"
        else getattr(campaign, name) == getattr(begun, name)
        for name in section.fields
    )


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def copy_terms(
    *,
    campaign: Campaign,
    earlier: Campaign,
    sections: Collection[str],
    actor: User,
    at: datetime | None = None,
) -> Campaign:
    """Put the terms of an earlier campaign in the place of these, of the sections named.

    Its title, its audience and its dates are never copied, and how candidates are assessed is not
    where the stage plan says it. Raises ``PermissionDenied`` for a campaign that the actor may not
    see or of another organisation, and what ``change_terms`` raises.
    """
    moment = at or timezone.now()
    if not campaigns_to_copy(campaign, actor).filter(pk=earlier.pk).exists():
        raise PermissionDenied("Only what somebody may see is copied.")
    names = {name for each in COPIED if each.slug in sections for name in each.fields}
    if StagePlan.objects.filter(campaign=campaign).exists():
        names.discard("assessment")
    places = list(earlier.places.all()) if "places" in names else None
    changed = change_terms(
        campaign=campaign,
        actor=actor,
        places=places,
        at=moment,
        **{name: getattr(earlier, name) for name in names - {"places"}},
    )
    log(
        changed,
        "roles.terms_copied",
        actor=actor,
        at=moment,
        data={"detail": f"From campaign {earlier.reference}"},
    )
    return changed
