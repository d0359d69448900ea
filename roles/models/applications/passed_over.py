"""Who was passed over in the order of merit, for which location and why (R13, S38)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hub.models.actor_field import actor_field
from roles.models.applications.application import Application
from roles.models.location import Location


class PassedOver(models.Model):
    """Somebody was not offered a post in their turn: a reason from a list, and words.

    Without a location it is for every post of the campaign. It says nothing against the person,
    who stays where they are in the order.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Reason(models.TextChoices):
        NOT_WANTED = "not_wanted", "They told us that they would not take this post"
        NOT_REACHED = "not_reached", "We could not reach them"
        LATER = "later", "They cannot start when this post has to be filled"
        ELSEWHERE = "elsewhere", "They have accepted another job"
        CLEARANCE = "clearance", "They cannot hold the security clearance that this post needs"

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="passed_over"
    )
    place = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    words = models.TextField("what happened")
    by = actor_field(editable=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "somebody passed over"
        verbose_name_plural = "people passed over"

    def __str__(self) -> str:
        return f"{self.application} passed over"

    @property
    def in_words(self) -> str:
        """Where and why."""
        where = self.place.name if self.place else "Every location"
        return f"{where}: {self.get_reason_display()}"
