"""Who has a part in a campaign: made it, or wrote its terms, its job description or its advert."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

from hub.models import User
from hub.models.actor_field import actor_field
from hub.refusals import RefusedError
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import RivalError, competes_in


class ExemptedError(RefusedError, PermissionDenied):
    """Whoever let a campaign pass before an election takes no part in it afterwards (R23)."""

    reason = (
        "You cannot do this because you gave this campaign its exemption before an election. Ask "
        "a colleague"
    )


class CampaignPartQuerySet(models.QuerySet["CampaignPart"]):
    """Parts that people have in campaigns, each kept once with the last time it was played."""

    def play(self, campaign: Campaign, person: User | None, part: str, at: datetime) -> None:
        """Record that somebody has this part; nothing for what the hub did by itself.

        Raises ``ExemptedError`` for who gave the campaign an exemption, ``RivalError`` for who
        applies for it.
        """
        if person is not None and person.pk is not None:
            if campaign.exemptions.given_by(person).exists():
                raise ExemptedError
            if competes_in(person, campaign):
                raise RivalError
            self.update_or_create(campaign=campaign, person=person, part=part, defaults={"at": at})

    def copy(self, source: Campaign, target: Campaign) -> None:
        """Whoever has a part in a campaign has it in the copy of its words; so has its maker."""
        for row in self.filter(campaign=source).exclude(person=None).select_related("person"):
            self.play(target, row.person, row.part, row.at)
        self.play(target, source.made_by, CampaignPart.Part.MADE, source.draft_at)


class CampaignPart(models.Model):
    """One person's part in a campaign. Nobody approves, agrees or exempts what they have one in."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Part(models.TextChoices):
        MADE = "made", "Made the round before"
        TERMS = "terms", "Wrote terms"
        # The terms without dates and contacts as well: what the hub agrees of a senior post (R4).
        JOB_DESCRIPTION = "job_description", "Wrote the job description"
        ASKED = "asked", "Asked for approval"
        ADVERT = "advert", "Wrote the advert"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="parts")
    person = actor_field(editable=False)
    part = models.CharField(max_length=20, choices=Part.choices)
    at = models.DateTimeField("last time", default=timezone.now)

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "part"], name="roles_campaign_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.campaign}"


# What a department's approver approves (R1), and what the hub agrees of a senior post (R4).
AGREED = frozenset({CampaignPart.Part.MADE, CampaignPart.Part.JOB_DESCRIPTION})
APPROVED = AGREED | {CampaignPart.Part.TERMS, CampaignPart.Part.ASKED}


def has_part(campaign: Campaign, keys: frozenset[int], among: frozenset[str]) -> bool:
    """Whether a person made the campaign, or has one of these parts in it, by one of their keys."""
    if not keys:
        return False
    if campaign.made_by_id in keys:
        return True
    parts = CampaignPart.objects.filter(campaign=campaign, part__in=among)
    return parts.filter(person__in=keys).exists()
