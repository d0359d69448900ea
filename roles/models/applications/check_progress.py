"""How far each pre-employment check is: whose it is, asked, received, doubted, decided (S40)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hub.encryption import EncryptedTextField
from hub.models.actor_field import actor_field
from roles.models.applications.application import Application
from roles.models.campaigns.check_kinds import CheckKind

if TYPE_CHECKING:
    from hub.models import User


class CheckProgressQuerySet(models.QuerySet["CheckProgress"]):
    """Checks by what they wait for."""

    def doubted(self) -> CheckProgressQuerySet:
        """Those with a doubt on which nobody has decided."""
        return self.filter(doubt_at__isnull=False, decided_at=None)

    def with_candidate(self) -> CheckProgressQuerySet:
        """Those of which the candidate has still to answer a doubt."""
        return self.doubted().filter(answered_at=None)

    def to_decide(self, day: date) -> CheckProgressQuerySet:
        """Those with a doubt that is answered, or was to be before the day."""
        return self.doubted().filter(Q(answered_at__isnull=False) | Q(answer_by__lt=day))


class CheckProgress(models.Model):
    """One check of one person on its way; its results are rows of ``PreEmploymentCheck`` (R16).

    What was received and what was said about a doubt is deleted with the decision.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="checks_in_hand"
    )
    kind = models.CharField("check", max_length=20, choices=CheckKind.choices)
    owner = actor_field(blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    asked_on = models.DateField("asked for", null=True, blank=True)
    received_on = models.DateField("received", null=True, blank=True)
    # Which papers came: never what is in them.
    evidence = EncryptedTextField("what was received", blank=True, default="")
    doubt = EncryptedTextField("what is in doubt", blank=True, default="")
    doubt_at = models.DateTimeField("doubt put to the candidate", null=True, blank=True)
    doubt_by = actor_field(blank=True, editable=False)
    answer_by = models.DateField("answer by", null=True, blank=True)
    answer = EncryptedTextField("what the candidate says", blank=True, default="")
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    decided_at = models.DateTimeField("decided", null=True, blank=True)
    decided_by = actor_field(blank=True, editable=False)

    objects = CheckProgressQuerySet.as_manager()

    class Meta:
        ordering = ["application", "pk"]
        verbose_name = "check on its way"
        verbose_name_plural = "checks on their way"
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="roles_check_once"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True)
                | Q(asked_on__isnull=True)
                | Q(received_on__gte=F("asked_on")),
                name="roles_check_asked_before_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} check of {self.application}"

    @property
    def asked_and_answered(self) -> str:
        """The doubt and the answer, as the candidate knows them."""
        return f"{self.get_kind_display()}: {self.doubt}. {self.answer}".strip()

    @property
    def awaits_candidate(self) -> bool:
        """Whether the candidate has still to answer a doubt."""
        return self.doubt_at is not None and self.answered_at is None and self.decided_at is None

    def is_left_unanswered(self, day: date) -> bool:
        """Whether the candidate had time to answer a doubt and did not."""
        return self.awaits_candidate and self.answer_by is not None and self.answer_by < day

    def days(self, day: date) -> int | None:
        """How many days it took from being asked for to its decision, or has taken by a day."""
        if self.asked_on is None:
            return None
        last = timezone.localdate(self.decided_at) if self.decided_at else day
        return max((last - self.asked_on).days, 0)

    def raise_doubt(self, words: str, by: User, answer_by: date, at: datetime) -> None:
        """Put a doubt to the candidate; a second one on top of the first asks again."""
        self.doubt, self.doubt_by, self.doubt_at = words, by, at
        self.answer_by, self.answer, self.answered_at = answer_by, "", None
        self.decided_at = self.decided_by = None

    def decide(self, by: User, at: datetime) -> None:
        """It is decided: what was received and said goes."""
        self.decided_at, self.decided_by = at, by
        self.evidence = self.doubt = self.answer = ""
