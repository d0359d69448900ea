"""A change of settings that was asked for, and is made when a second person confirms it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from hub.models.actor_field import actor_field
from hub.models.organisation import Organisation


class PendingPolicy(models.Model):
    """What some fields of one policy, or of an organisation, are to be, as JSON takes them."""

    policy = models.CharField(max_length=100)
    # Whose email addresses are to end in something else; none for the hub's own settings.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    values = models.JSONField()
    given_by = actor_field()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        return f"Change to the {self.called}"

    def get_absolute_url(self) -> str:
        return reverse("policy_confirm", args=[self.pk])

    @property
    def called(self) -> str:
        """What is to change, after "the"."""
        if self.organisation:
            return f"email addresses of {self.organisation.name}"
        return str(self.policy_class._meta.verbose_name)

    @property
    def record(self) -> Any:
        """What is to change, as it stands now."""
        return self.organisation or self.policy_class.load()

    @property
    def policy_class(self) -> Any:
        """The policy whose fields they are."""
        return apps.get_model(self.policy)

    @property
    def changes(self) -> list[str]:
        """Each field with the value it has now and the one it is to have."""
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
