"""What is known of an organisation changes; under another parent, so does who has rights there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.endings_of_addresses import DomainsError, domains_of, set_endings
from hub.models import Membership, Organisation, User
from hub.models.user import StaffGroup
from hub.notifications import notify
from hub.offices import needs_second_person
from hub.policies import ask_for_endings
from hub.refusals import RefusedError
from hub.signals import announce, organisation_moved

# What a form of the admin changes of an organisation.
KNOWN = (
    *("name", "code", "display_code", "kind", "parent", "is_major_transactional"),
    *("has_digital_strategy", "email_domains", "valid_from", "valid_to"),
)


class ParentError(RefusedError, PermissionDenied):
    """Under another parent, other people have rights over an organisation's records."""

    reason = (
        "Only a hub lead can change which department this is part of, because the department’s"
        " people can then see and decide what happens here"
    )
    field = "parent"


@requires("hub.change_organisation", "organisation", fields=KNOWN)
@transaction.atomic
def change_organisation(
    *, organisation: Organisation, actor: User | None, **fields: Any
) -> Organisation:
    """Change what is known of an organisation; the trail says what, from what and to what.

    Under another parent, other people have rights over its records: that is for a hub lead without
    a role at any of the three, and those who have one are told. What its addresses end in is for a
    hub lead too, and waits until a second one confirms it.

    Raises ``ParentError``, ``DomainsError``, ``DomainError``, ``PolicyWaitsError``.
    """
    if "email_domains" in fields:
        fields["email_domains"] = "\n".join(domains_of(fields["email_domains"]))
    rows = Organisation.objects.select_for_update(of=("self",)).select_related("parent")
    locked = rows.get(pk=organisation.pk)
    before = {name: getattr(locked, name) for name in fields}
    changed = {name: value for name, value in fields.items() if value != before[name]}
    if not changed:
        return locked
    is_moving = "parent" in changed
    if is_moving:
        _refuse_moving(locked, changed["parent"], actor)
    if "email_domains" in changed:
        _change_endings(locked, changed.pop("email_domains"), actor)
    if not changed:
        return locked
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changed))
    said = {name: [_plain(before[name]), _plain(value)] for name, value in changed.items()}
    detail = "; ".join(
        f"{_called(name)}: {_in_words(name, old)} to {_in_words(name, new)}"
        for name, (old, new) in said.items()
    )
    action = "hub.organisation_moved" if is_moving else "hub.organisation_changed"
    log(locked, action, actor=actor, data={"changes": said, "detail": detail})
    if is_moving:
        _notify_of_move(locked, before["parent"], actor)
        announce(organisation_moved, organisation=locked)
    return locked


def _change_endings(body: Organisation, domains: str, actor: User | None) -> None:
    """Raises ``DomainsError``, ``PolicyWaitsError``."""
    if actor is not None and not actor.has_perm("hub.name_email_domains", body):
        raise DomainsError
    if actor is not None and needs_second_person(actor):
        ask_for_endings(body=body, domains=domains, actor=actor)
    else:
        set_endings(body, domains, actor)


def _refuse_moving(body: Organisation, parent: Organisation | None, actor: User | None) -> None:
    """Raise ``ParentError``."""
    above = parent
    while above is not None:
        if above == body:
            raise ParentError(
                ["An organisation cannot be part of one of its own parts. Choose another one"]
            )
        above = above.parent
    if actor is None:
        return
    if not actor.has_perm("hub.move_organisation", body):
        raise ParentError
    concerned = [item for item in (body, body.parent, parent) if item is not None]
    if actor.memberships.not_over(timezone.localdate()).filter(organisation__in=concerned).exists():
        raise ParentError(
            ["You have access for one of these organisations. Ask another hub lead to change this"]
        )


def _notify_of_move(body: Organisation, before: Organisation | None, actor: User | None) -> None:
    """Tell who has a role there, who names the roles in both parents, and the other hub leads."""
    today = timezone.localdate()
    people = Membership.objects.people
    told = [*people(body, *Membership.Role.values, on=today)]
    for parent in filter(None, (before, body.parent)):
        told += people(parent, Membership.Role.ADMINISTRATOR, on=today)
    told += User.objects.in_staff_group(StaffGroup.HUB_LEADS)
    for person in dict.fromkeys(told):
        if person != actor:
            notify(
                "hub.organisation_moved",
                recipient=person,
                subject=body,
                occasion=timezone.now().isoformat(),
                context={
                    "organisation": body.name,
                    "before": before.name if before else "",
                    "now": body.parent.name if body.parent else "",
                },
            )


# What an organisation's fields are called in its history.
CALLED = {
    "name": "name",
    "code": "code",
    "display_code": "short name",
    "kind": "kind of organisation",
    "parent": "part of",
    "valid_from": "first day",
    "valid_to": "last day",
    "is_major_transactional": "major transactional department",
    "has_digital_strategy": "has a digital strategy",
}


def _called(name: str) -> str:
    return CALLED.get(name, name.replace("_", " "))


def _in_words(name: str, value: Any) -> str:
    """A value of the trail as people read it in the history."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "kind":
        return str(Organisation.Kind(value).label).lower()
    return str(value or "none")


def _plain(value: Any) -> Any:
    """A value of a field as the trail keeps it."""
    if isinstance(value, Organisation):
        return value.code
    if isinstance(value, str):
        return ", ".join(value.split("\n"))
    return date_gb(value) if isinstance(value, date) else value
