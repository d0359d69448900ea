"""What one person asked for and is made when a second person confirms it.

A change of settings, of an organisation's email addresses, or of what waits before an election.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from hub.models.actor_field import actor_field
from hub.models.organisation import Organisation
from hub.models.pre_election import PeriodTerms, PreElectionPeriod


class PendingPolicy(models.Model):
    """What some fields of one policy, or of an organisation, are to be, as JSON takes them."""

    policy = models.CharField(max_length=100)
    # Whose email addresses are to end in something else; none for the hub's own settings.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # What is to wait before an election: the period itself where no values are given, else a
    # change of it that stops more or is called otherwise.
    period = models.ForeignKey(
        PreElectionPeriod, null=True, blank=True, on_delete=models.CASCADE, related_name="asked"
    )
    values = models.JSONField()
    given_by = actor_field()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        if self.period and not self.values:
            return f"New {self.called}"
        return f"Change to the {self.called}"

    def get_absolute_url(self) -> str:
        return reverse("policy_confirm", args=[self.pk])

    @property
    def called(self) -> str:
        """What is to change, after "the"."""
        if self.organisation:
            return f"email address endings of {self.organisation.name}"
        if self.period:
            return f"pre-election period ({self.period.title})"
        return str(self.policy_class._meta.verbose_name)

    @property
    def record(self) -> Any:
        """What is to change, as it stands now."""
        return self.organisation or self.period or self.policy_class.load()

    @staticmethod
    def page_of(record: Any) -> str:
        """Where what changes is read, and changed."""
        if isinstance(record, PreElectionPeriod):
            return record.get_absolute_url()
        if isinstance(record, Organisation):
            return reverse("organisation:edit", args=[record.pk])
        names = (record._meta.app_label, record._meta.model_name, record.pk)
        return reverse("wagtailsettings:edit", args=names)

    @property
    def terms(self) -> PeriodTerms | None:
        """What would wait before an election, when and for whom."""
        return self.period.terms_with(self.values) if self.period else None

    @property
    def policy_class(self) -> Any:
        """The policy whose fields they are."""
        return apps.get_model(self.policy)

    @property
    def changes(self) -> list[str]:
        """Each field with the value it has now and the one it is to have."""
        if self.period:
            return self.period.said_of(self.values)
        record = self.record
        before = {name: getattr(record, name) for name in self.values}
        return said_of_changes(record, before, self.values)


def said_of_changes(policy: Any, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Sentences such as "Hours that a decision rests: from “24” to “0”"."""
    return [
        f"{capfirst(policy._meta.get_field(name).verbose_name)}: "
        f"from “{_shown(policy, name, before[name])}” to “{_shown(policy, name, value)}”"
        for name, value in after.items()
    ]


def _shown(policy: Any, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    choices = dict(policy._meta.get_field(name).flatchoices)
    if name == "email_domains":
        return ", ".join(str(value).split()) or "none"
    return str(choices.get(value, value))
