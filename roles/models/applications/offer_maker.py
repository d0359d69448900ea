"""Who made an offer or changed its terms, and so does not answer it for the candidate (R25)."""

from __future__ import annotations

from django.db import models

from hub.models.actor_field import actor_field
from roles.models.applications.application import Application


class OfferMaker(models.Model):
    """A person stated terms of what an application was offered."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="offer_makers"
    )
    person = actor_field()
    at = models.DateTimeField("last time")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="roles_offer_maker_once")
        ]

    def __str__(self) -> str:
        return f"Terms of an offer for {self.application}"
