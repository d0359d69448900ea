"""The hub keeps a lead, and each lead somebody who can say no to them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from hub.models import StaffGroup, User, are_one_side
from hub.refusals import RefusedError


class OtherLeadError(RefusedError, PermissionDenied):
    """Nobody shuts out the only other person who could say no to them."""

    reason = (
        "You cannot switch off the account of the only other hub lead. First take them out of the "
        "group Hub leads. They or a third person have to confirm that"
    )
    field = "groups"


class LastLeadError(RefusedError, PermissionDenied):
    """The hub is never without a lead."""

    reason = "You cannot do this: nobody else is a hub lead. Make somebody else a hub lead first"
    field = "groups"


def refuse_last_lead(person: User) -> None:
    """Raise ``LastLeadError`` where the hub would have no lead without this person."""
    leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    if leads.filter(pk=person.pk).exists() and not leads.exclude(pk=person.pk).exists():
        raise LastLeadError


def is_only_other_lead(person: User, actor: User | None) -> bool:
    """Whether nobody but this person could say no to a lead who acts.

    Who stands in for that lead, or for whom they do, does not: the two count as one.
    """
    if actor is None or actor.is_superuser:
        return False
    leads = User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    others = [lead for lead in leads if not are_one_side(actor, lead)]
    return others == [person]
