"""A pairing: somebody experienced helps somebody new, because an organisation needs it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMModelMixin, transition

from hub.models import Need, Organisation
from hub.periods import Quarter
from hub.states import StateFacts, StateField, States

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Pairings by state, by period and by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> PairingQuerySet:
        """One's own, and those for the needs one may see."""
        return self.filter(
            Q(mentor_id=user.pk) | Q(mentee_id=user.pk) | Q(need__in=Need.objects.visible_to(user))
        )

    def answering(self) -> PairingQuerySet:
        """Those by which a need may still be met: offered or accepted, and not ended."""
        return self.filter(state__in=[Pairing.State.OFFERED, Pairing.State.ACCEPTED])

    def accepted_within(self, period: Quarter) -> PairingQuerySet:
        """Those accepted in a quarter, in Europe/London."""
        return self.filter(accepted_at__gte=period.start_at, accepted_at__lt=period.end_at)


class Pairing(FSMModelMixin, models.Model):
    """A mentor offered to a person for a need."""

    class State(States):
        OFFERED = StateFacts("offered", "Offered", "yellow")
        ACCEPTED = StateFacts("accepted", "Accepted", "green")
        ENDED = StateFacts("ended", "Ended", "grey")

    reference = models.CharField(max_length=20, unique=True, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = StateField(default=State.OFFERED)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "mentee"], name="mentoring_once_for_a_need")
        ]

    def __str__(self) -> str:
        return f"Pairing {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("mentoring:pairing", args=[self.reference])

    @property
    def organisation(self) -> Organisation:
        """Whose pairing it is: permissions ask."""
        return self.need.organisation

    @transition(field=state, source=State.OFFERED, target=State.ACCEPTED)
    def mark_accepted(self, at: datetime) -> None:
        """The person wants this mentor."""
        self.accepted_at = at

    @transition(field=state, source=[State.OFFERED, State.ACCEPTED], target=State.ENDED)
    def mark_ended(self, at: datetime) -> None:
        """They have finished, or it never began."""
        self.ended_at = at
