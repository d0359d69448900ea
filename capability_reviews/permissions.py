"""Who may do what with capability, by name; on top of the hub's predicates."""

from __future__ import annotations

from typing import Any

import rules

from hub.models import Membership, are_one_side
from hub.permissions import (
    Person,
    has_role,
    is_analyst,
    is_hub_staff,
    is_reviewer,
    is_superuser,
)

leads_capability = has_role(Membership.Role.CAPABILITY_LEAD, Membership.Role.DIGITAL_LEADER)
is_digital_leader = has_role(Membership.Role.DIGITAL_LEADER)
assures = is_reviewer | is_hub_staff


@rules.predicate
def is_not_its_adviser(user: Person, engagement: Any = None) -> bool:
    """Somebody else advises on it, by any address of theirs."""
    return not are_one_side(user, getattr(engagement, "adviser", None))


rules.add_perm("capability_reviews.view_capabilityreview", assures | is_analyst | leads_capability)
# C8: the department's own rating, the reasons and the history, beside what is published.
rules.add_perm("capability_reviews.read_whole_review", assures | is_analyst | leads_capability)
rules.add_perm("capability_reviews.plan_review", assures | leads_capability)
rules.add_perm("capability_reviews.move_review", assures | leads_capability)
rules.add_perm("capability_reviews.assure_review", assures)
# One person does not play every part: the department rates itself and its accountable leader signs,
# who assures or publishes is of the hub. The services compare the people, too.
rules.add_perm("capability_reviews.sign_review", is_digital_leader)
rules.add_perm("capability_reviews.rate_own_review", leads_capability)
rules.add_perm("capability_reviews.rate_review", assures | leads_capability)
rules.add_perm(
    "capability_reviews.view_orgdesignengagement", assures | is_analyst | leads_capability
)
rules.add_perm("capability_reviews.request_advice", is_hub_staff | leads_capability)
rules.add_perm("capability_reviews.advise", assures)
# What the department says to advice, its own people say: nobody who gives it answers it.
rules.add_perm("capability_reviews.answer_advice", leads_capability & is_not_its_adviser)
rules.add_perm("capability_reviews.record_building", is_hub_staff | leads_capability)
rules.add_perm("capability_reviews.view_building", assures | is_analyst | leads_capability)

# Wagtail's own names: records with a life are changed by services, not by its forms.
for model in ("finding", "digitalleaderappointment", "teambuild", "trainingplan"):
    rules.add_perm(f"capability_reviews.view_{model}", assures | is_analyst)
for model in (
    "capabilityreview",
    "orgdesignengagement",
    "finding",
    "digitalleaderappointment",
    "teambuild",
    "trainingplan",
):
    for action in ("add", "change", "delete"):
        rules.add_perm(f"capability_reviews.{action}_{model}", is_superuser)
