"""How many are invited after a sift, and the interview schemes that add to them (R12, S26, S27).

Whoever decides the sift says how many of the best are invited. Nothing happens yet: who arranges
the selection then decides on the schemes, in every campaign, and all are decided at one moment, in
an order that is drawn. Why each is among them is encrypted, of all alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hub.encryption import EncryptedTextField
from hub.models.actor_field import actor_field
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.panel import new_seed

if TYPE_CHECKING:
    from hub.models import Organisation

# Where a loaded campaign has whether its schemes are still to be decided.
WAITS = "schemes_waited_for"
SCHEMES_FIRST = (
    "The number to invite is decided. A resourcing officer who is not on a panel now decides on "
    "interview schemes. After that, all applications are decided at the same time."
)


class SchemeRuleQuerySet(models.QuerySet["SchemeRule"]):
    """Rules by whether they count."""

    def in_force(self) -> SchemeRuleQuerySet:
        """Those that count: set in time, or confirmed by a second person; the last one applies."""
        return self.filter(Q(is_late=False) | Q(confirmed_at__isnull=False)).order_by("version")

    def to_confirm(self) -> SchemeRuleQuerySet:
        """Those that wait for a second person."""
        return self.filter(is_late=True, confirmed_at=None)


class SchemeRule(models.Model):
    """How many at most are invited by a scheme in addition; without one, everybody who can be."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="scheme_rules")
    version = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField("how many at most", null=True, blank=True)
    reason = models.TextField(blank=True)
    set_by = actor_field(editable=False)
    set_at = models.DateTimeField(default=timezone.now)
    # After the role closed: a second person confirms it.
    is_late = models.BooleanField(default=False)
    confirmed_by = actor_field(blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SchemeRuleQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "version"]
        verbose_name = "rule for interview schemes"
        verbose_name_plural = "rules for interview schemes"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "version"], name="roles_scheme_rule_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.version} for campaign {self.campaign.reference}"

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.campaign.organisation

    @property
    def in_words(self) -> str:
        """How many are invited by a scheme."""
        return scheme_words(self.most)


def scheme_words(most: int | None) -> str:
    """How many are invited by a scheme, in words."""
    if most is None:
        return "Everybody who applies under a scheme and reaches the minimum"
    return f"At most {most} of those who reach the minimum, by points"


class SiftCutQuerySet(models.QuerySet["SiftCut"]):
    """Cuts by whether the schemes are decided."""

    def to_complete(self) -> SiftCutQuerySet:
        """Those whose schemes are still to be decided."""
        return self.filter(schemes_at=None)

    def to_decide(self) -> SiftCutQuerySet:
        """Those of a sift under way for which no changed rule waits for a second person."""
        rules = SchemeRule.objects.to_confirm().order_by().values("campaign")
        rows = self.to_complete().filter(campaign__state=CampaignState.SIFTING)
        return rows.exclude(campaign__in=rules)

    def why_wait(self, campaign: Campaign) -> str:
        """Why no application is decided by itself now; "" where it can be. Read once."""
        known = campaign.__dict__
        if WAITS not in known:
            rows = self.model._default_manager.to_complete().filter(campaign=campaign)
            known[WAITS] = SCHEMES_FIRST if rows.exists() else ""
        return str(known[WAITS])


class SiftCut(models.Model):
    """How many of the best are invited after the sift of a campaign."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sift_cuts")
    number = models.PositiveSmallIntegerField("how many of the best")
    decided_by = actor_field(editable=False)
    decided_at = models.DateTimeField(default=timezone.now)
    # For who arranges the selection alone (S26).
    schemes_by = actor_field(blank=True, editable=False)
    schemes_at = models.DateTimeField(null=True, blank=True)
    # None once it was long enough ago.
    reason = EncryptedTextField(null=True, blank=True)
    rule = models.ForeignKey(
        SchemeRule, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # By it those invited are put in an order.
    seed = models.PositiveBigIntegerField(default=new_seed, editable=False)

    objects = SiftCutQuerySet.as_manager()

    class Meta:
        ordering = ["campaign"]
        verbose_name = "number to invite"
        verbose_name_plural = "numbers to invite"
        constraints = [models.UniqueConstraint(fields=["campaign"], name="roles_sift_cut_once")]

    def __str__(self) -> str:
        return f"Number to invite in campaign {self.campaign.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:sift_cut", args=[self.campaign.reference])

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.campaign.organisation


class SiftCutPlace(models.Model):
    """One application that is invited; by what it is among them is encrypted, of all alike."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    BEST, SCHEME = "best", "scheme"

    cut = models.ForeignKey(SiftCut, on_delete=models.CASCADE, related_name="places")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()
    by = EncryptedTextField()

    class Meta:
        ordering = ["cut", "order"]
        constraints = [
            models.UniqueConstraint(fields=["cut", "application"], name="roles_sift_place_once")
        ]

    def __str__(self) -> str:
        return f"Place of {self.application}"
