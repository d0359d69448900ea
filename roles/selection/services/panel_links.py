"""The link by which somebody from outside comes to the panel that they are asked to sit on.

It is signed, is about one invitation, and works until the last day to answer. It signs nobody in:
that takes a code, which is sent to the address that was invited.
"""

from __future__ import annotations

from django.utils import timezone

from hub.short_tokens import is_ours, number_in, short_token
from roles.models.selection.panel import PanelMember

SALT = "roles.panel_invitation"


def token_of(place: PanelMember) -> str:
    """What stands in the link of an invitation."""
    return short_token(place.pk, SALT, place.answer_by.isoformat())


def place_of(token: str) -> PanelMember | None:
    """The place of a link; None for one that we did not write."""
    number = number_in(token)
    rows = PanelMember.objects.from_outside().with_related()
    place = rows.filter(pk=number).first() if number is not None else None
    if place is None or not is_ours(token, place.pk, SALT, place.answer_by.isoformat()):
        return None
    return place


def is_over(place: PanelMember) -> bool:
    """Whether the link of an invitation leads nowhere any more."""
    has_ended = place.answer_by < timezone.localdate()
    return has_ended or place.state != PanelMember.State.INVITED or not place.is_within_reach
