"""Questions between a candidate and the department, kept with the application."""

from __future__ import annotations

from django.db import models

from hub.encryption import EncryptedTextField
from hub.models.actor_field import actor_field


class ApplicationMessageQuerySet(models.QuerySet["ApplicationMessage"]):
    """Messages by who has to say something next."""

    def unanswered(self) -> ApplicationMessageQuerySet:
        """What candidates asked last, where the department has not written since.

        Of whoever is offered a post: only what they asked since, of the department that offers it.
        """
        later = self.model.objects.filter(application=models.OuterRef("application")).filter(
            models.Q(sent_at__gt=models.OuterRef("sent_at"))
            | models.Q(sent_at=models.OuterRef("sent_at"), pk__gt=models.OuterRef("pk"))
        )
        rows = self.filter(~models.Exists(later), is_answer=False)
        offered_elsewhere = models.Q(
            application__post__isnull=False, application__offer_terms__request__isnull=False
        )
        since = models.Q(sent_at__gte=models.F("application__provisional_offer_at"))
        return rows.filter(~offered_elsewhere | since)


class ApplicationMessage(models.Model):
    """One message about a sent application; ``is_answer`` when the department wrote it."""

    application = models.ForeignKey(
        "roles.Application", on_delete=models.CASCADE, related_name="messages"
    )
    is_answer = models.BooleanField(default=False)
    # Of the offer that the candidate wanted to discuss before they answer it.
    offer = models.ForeignKey(
        "roles.Offer", null=True, blank=True, on_delete=models.SET_NULL, related_name="discussion"
    )
    author = actor_field()
    # Candidates are told to ask for adjustments here.
    text = EncryptedTextField()
    sent_at = models.DateTimeField()

    objects = ApplicationMessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{'Answer' if self.is_answer else 'Question'} about {self.application}"
