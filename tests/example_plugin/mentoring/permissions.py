"""Who may do what with pairings, by name."""

from __future__ import annotations

import rules

from hub.models import Membership
from hub.permissions import Person, has_role, is_hub_staff, is_signed_in, is_superuser
from mentoring.models import Pairing

Role = Membership.Role


@rules.predicate
def is_offered_to(user: Person, pairing: Pairing | None = None) -> bool:
    """The person the mentor was offered to."""
    return pairing is not None and pairing.mentee_id == user.pk


rules.add_perm("mentoring.view_own_pairings", is_signed_in)
rules.add_perm(
    "mentoring.offer_pairing", is_hub_staff | has_role(Role.CAPABILITY_LEAD, Role.DIGITAL_LEADER)
)
rules.add_perm("mentoring.accept_pairing", is_offered_to)

# Wagtail asks for these, for the listing in the admin.
rules.add_perm("mentoring.view_pairing", is_hub_staff)
for action in ("add", "change", "delete"):
    rules.add_perm(f"mentoring.{action}_pairing", is_superuser)
