"""Who is who to a panel."""

from __future__ import annotations

from typing import Any

import rules

from hub.models import keys_of
from hub.permissions import Person
from roles.models.selection.panel import PanelMember


@rules.predicate
def has_been_asked(user: Person) -> bool:
    """The person was asked to sit on a panel, whatever became of it."""
    return PanelMember.objects.of(user).exists()


@rules.predicate
def is_the_member(user: Person, member: Any = None) -> bool:
    """The place on a panel is the person's own, by any account of their mailbox."""
    return getattr(member, "person_id", None) in keys_of(user)
