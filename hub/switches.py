"""What a policy has switched off for now, said to those who run the hub wherever they work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.contrib.settings.models import BaseGenericSetting

from hub import page_cache

OFF = "hub.switched_off"


@dataclass(frozen=True)
class SwitchedOff:
    """What is off, in a sentence, and the page on which a hub lead switches it on again."""

    words: str
    url: str


def switched_off() -> list[SwitchedOff]:
    """All that is off now; kept in the cache, because every page of the hub team asks.

    Each policy says it of its own switches, in ``SWITCHES``: the field and the sentence.
    """
    found: list[SwitchedOff] | None = page_cache.get(OFF)
    if found is None:
        found = [
            SwitchedOff(words, _address_of(policy))
            for policy in BaseGenericSetting.__subclasses__()
            if (switches := getattr(policy, "SWITCHES", {}))
            for row in [policy.load()]
            for field, words in switches.items()
            if getattr(row, field)
        ]
        page_cache.store(OFF, found)
    return found


def switched_off_for(user: Any) -> list[SwitchedOff]:
    """The same, for those who are told of it: the hub team, and nobody else."""
    if not user.is_authenticated or not user.has_perm("hub.view_switches"):
        return []
    return switched_off()


def _address_of(policy: type[BaseGenericSetting]) -> str:
    names = [policy._meta.app_label, policy._meta.model_name]
    return reverse("wagtailsettings:edit", args=names)


class SwitchedOffPanel(Component):
    """The first panel of the admin's front page while something is off."""

    name = "switched_off"
    order = 10
    template_name = "hub/admin/switched_off.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = parent_context["request"].user
        off = switched_off_for(user)
        return {"switched_off": off, "may_switch": user.has_perm("hub.change_hubpolicy")}
