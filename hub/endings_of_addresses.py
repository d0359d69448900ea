"""The endings of an organisation's email addresses, by which its people are known."""

from __future__ import annotations

from hub.models import Membership, Organisation, User


def ending(email: str) -> str:
    """What stands after the @."""
    return email.rpartition("@")[2].lower()


def endings_of(
    organisation: Organisation, actor: User | None = None, *, but: User | None = None
) -> set[str]:
    """How addresses end of those who act for the organisation or its department."""
    bodies = {organisation.pk, organisation.department.pk}
    rows = Membership.objects.filter(organisation__in=bodies)
    if but is not None:
        rows = rows.exclude(user=but)
    known = [*rows.values_list("user__email", flat=True), *([actor.email] if actor else [])]
    return {ending(address) for address in known}
