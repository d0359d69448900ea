"""On which side of a campaign somebody stands: they apply, or they handle its applications."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hub.mailboxes import known_mark, known_marks
from hub.models import User
from hub.models.actor_field import actor_field
from hub.refusals import RefusedError
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_rows import COMPETED_IN


class CampaignSideQuerySet(models.QuerySet["CampaignSide"]):
    """Sides by who took them."""

    def of_mailbox(self, address: str) -> CampaignSideQuerySet:
        """Those of the owner of an address: by any account of the mailbox, a closed one too."""
        accounts = User.objects.of_mailbox(address)
        return self.filter(Q(person__in=accounts) | Q(mark__in=known_marks(address)))

    def that_sent(self) -> CampaignSideQuerySet:
        """Those of who sent an application of their own, whatever became of it (R8)."""
        return self.filter(has_sent=True)


class CampaignSide(models.Model):
    """The side a person took in a campaign by their first act; nobody changes sides (R25).

    Who has begun an application, whatever became of it, applies. Who has opened one of others, or
    the list of them, handles. It outlives the account, by the mark of its mailbox.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Side(models.TextChoices):
        APPLIES = "applies", "Applies"
        HANDLES = "handles", "Handles applications"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sides")
    person = actor_field(editable=False)
    # A keyed hash of the mailbox, which can be compared and not be read.
    mark = models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
    side = models.CharField(max_length=10, choices=Side.choices)
    since = models.DateTimeField(default=timezone.now)
    # Whether they sent an application of their own: once for a role, whatever became of it (R8).
    has_sent = models.BooleanField(default=False, editable=False)

    objects = CampaignSideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="roles_one_side_each")
        ]

    def __str__(self) -> str:
        did = "started to apply for" if self.side == self.Side.APPLIES else "helped to fill"
        return f"You {did} {self.campaign.title}"

    def leave_to_mailbox(self) -> None:
        """Keep the side of a closed account by the mailbox it had at the end, as by the first."""
        mark = known_mark(self.person.email) if self.person else ""
        if mark and mark != self.mark:
            CampaignSide.objects.create(
                campaign=self.campaign,
                mark=mark,
                side=self.side,
                since=self.since,
                has_sent=self.has_sent,
            )


class RivalError(RefusedError, PermissionDenied):
    """Whoever applies for a role, or ever began to, takes no part in filling it (R25)."""

    reason = "You cannot do this because you have started an application for this role"


def side_of(campaign: Campaign, person: User) -> str:
    """Whether somebody applies for the campaign or handles its applications; empty for neither.

    What they did with this account goes before what they did with another of their mailbox.
    """
    rows = CampaignSide.objects.filter(campaign=campaign)
    own = rows.filter(person=person).first()
    found = own or rows.of_mailbox(person.email).order_by("since", "pk").first()
    return found.side if found else ""


def competed_in(person: User) -> frozenset[int]:
    """The campaigns that a person applies for or ever began to, read once for each instance.

    A mailbox is one person: what another account of theirs applies for counts.
    """
    return Campaign.objects.competed_in_by(person)


def competes_in(person: User, campaign: Campaign) -> bool:
    """Whether a person applies for the campaign, or ever began to, as it stands now."""
    return Campaign.objects.applied_for_by(person).filter(pk=campaign.pk).exists()


def forget_competing(person: User) -> None:
    """Read anew what a person applies for when it is next asked for."""
    person.__dict__.pop(COMPETED_IN, None)
