"""Who marks which application of a sift, where not everybody on the panel marks everything (S6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from hub.models.actor_field import actor_field
from roles.models.applications.application import Application
from roles.models.selection.panel import Panel, PanelMember

if TYPE_CHECKING:
    from hub.models import Organisation
    from roles.models.campaigns.campaign import Campaign


class ShareOut(models.Model):
    """One time at which the marking of a panel was shared out: by which rules, and by whom.

    Never changed. ``markers`` is how many people mark each application, none where everybody does.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Why(models.TextChoices):
        CHOSEN = "chosen", "Somebody shared it out"
        SIFT_BEGAN = "sift_began", "The sift began"
        ADDED = "added", "An application was added"

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="share_outs")
    why = models.CharField(max_length=20, choices=Why.choices)
    markers = models.PositiveSmallIntegerField(null=True, blank=True)
    # By the key of a place, the most applications that it was given.
    limits = models.JSONField(default=dict, blank=True)
    # The number that everything by chance is drawn from (S8).
    seed = models.PositiveBigIntegerField()
    # The version of the stage plan's framework; "" without a plan.
    framework = models.CharField(max_length=60, blank=True)
    by = actor_field(blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "marking shared out"
        verbose_name_plural = "marking shared out"

    def __str__(self) -> str:
        return f"Marking of campaign {self.panel.campaign.reference} shared out"

    def get_absolute_url(self) -> str:
        return self.panel.get_absolute_url()

    @property
    def campaign(self) -> Campaign:
        """The campaign whose sift it is."""
        return self.panel.campaign

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.panel.campaign.organisation

    @property
    def in_words(self) -> str:
        """How many people mark each application."""
        return how_many_mark(self.markers)


def how_many_mark(markers: int | None) -> str:
    """How many people mark each application, in words."""
    if markers is None:
        return "Everybody on the panel marks every application"
    return f"{markers} people mark each application"


class MarkingShareQuerySet(models.QuerySet["MarkingShare"]):
    """Shares by whether they hold."""

    def standing(self) -> MarkingShareQuerySet:
        """Those that nobody has taken back."""
        return self.filter(taken_in=None)

    def of_panel(self, panel: Panel) -> MarkingShareQuerySet:
        """Those of the people on one panel."""
        return self.filter(place__panel=panel)


class MarkingShare(models.Model):
    """One application that one person on a panel marks, from one sharing out on."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="marking_shares"
    )
    place = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="marking_shares")
    given_in = models.ForeignKey(ShareOut, on_delete=models.CASCADE, related_name="given")
    # Somebody else marks it since, or nobody does.
    taken_in = models.ForeignKey(
        ShareOut, null=True, blank=True, on_delete=models.CASCADE, related_name="taken"
    )

    objects = MarkingShareQuerySet.as_manager()

    class Meta:
        # Never by when they were made: that would say who applied when (R11).
        ordering = ["application__reference", "place"]
        verbose_name = "application that somebody marks"
        verbose_name_plural = "applications that people mark"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "place"],
                condition=models.Q(taken_in=None),
                name="roles_share_once",
            )
        ]

    def __str__(self) -> str:
        return f"Application to mark in campaign {self.place.panel.campaign.reference}"

    @property
    def campaign(self) -> Campaign:
        """The campaign whose sift it is."""
        return self.place.panel.campaign

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.place.panel.campaign.organisation
