"""Who may do what in training, by name; on top of the hub's predicates."""

from __future__ import annotations

from typing import Any

import rules

from hub.models import Membership
from hub.own_acts import in_own_matter
from hub.permissions import (
    Person,
    has_role,
    is_editor,
    is_hub_lead,
    is_hub_staff,
    is_signed_in,
    is_staff_member,
    is_superuser,
    is_trainer,
)

is_nominator = has_role(Membership.Role.NOMINATOR)


@rules.predicate
def is_place_holder(user: Person, place: Any = None) -> bool:
    """The place is this person's own."""
    return place is not None and place.person_id is not None and place.person_id == user.pk


# --- Public side and workspaces -------------------------------------------------------------------

rules.add_perm("training.view_cohort", is_trainer | is_hub_staff | is_nominator)
rules.add_perm("training.view_every_cohort", is_trainer | is_hub_staff)
rules.add_perm("training.manage_cohort", is_trainer)
rules.add_perm("training.manage_release", is_trainer)
rules.add_perm("training.write_cohort_page", is_editor)
# Only what stands on the account page: the page itself is open to anyone who has signed in.
rules.add_perm("training.view_own_places", is_signed_in & ~is_staff_member)
rules.add_perm("training.view_department_places", is_nominator)
rules.add_perm("training.view_every_place", is_trainer | is_hub_staff)
rules.add_perm("training.view_place", is_place_holder | is_trainer | is_hub_staff | is_nominator)
rules.add_perm("training.answer_place", is_place_holder)
rules.add_perm("training.withdraw_place", is_place_holder | is_trainer)
for own in ("answer_place", "withdraw_place"):
    in_own_matter(f"training.{own}", "the person concerned", "person_id")

# --- Wagtail's own names: records with a life are changed by services, not by its forms -----------

for model in ("programme", "programmerelease", "cohort", "place"):
    if model not in ("cohort", "place"):
        rules.add_perm(f"training.view_{model}", is_trainer | is_hub_staff)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"training.{action}_{model}", is_superuser)
for action in ("view", "add", "change"):
    rules.add_perm(f"training.{action}_learningresource", is_trainer | is_editor | is_hub_staff)
for action in ("publish", "lock", "unlock"):
    rules.add_perm(f"training.{action}_learningresource", is_editor | is_hub_staff)
rules.add_perm("training.delete_learningresource", is_hub_lead)
for action in ("view", "add", "change", "delete"):
    rules.add_perm(f"training.{action}_trainingpolicy", is_trainer | is_hub_lead)
