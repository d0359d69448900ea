"""The endings of an organisation's email addresses, by which its people are known.

A hub lead names them on the organisation and a second one confirms them (``hub.policies``); who has
a role there says nothing about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from hub.models import Membership, Organisation, User
from hub.models.user import StaffGroup
from hub.notifications import notify
from hub.refusals import RefusedError

# Services where anybody can have an address: never an organisation's own.
PUBLIC_MAIL = frozenset(
    (
        *("aol.com", "btinternet.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.net"),
        *("googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk"),
        *("live.com", "mac.com", "mail.com", "me.com", "msn.com", "outlook.com", "pm.me"),
        *("proton.me", "protonmail.com", "sky.com", "tutanota.com", "virginmedia.com"),
        *("yahoo.co.uk", "yahoo.com", "yandex.com", "zoho.com"),
    )
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


class DomainError(RefusedError):
    """What an organisation's addresses end in is a domain, and no public mail service's."""

    reason = "Enter each ending of the email addresses on its own line, such as dwp.gov.uk"
    field = "email_domains"


class DomainsError(RefusedError, PermissionDenied):
    """Whose address ends in one of these gets access without a second person."""

    reason = "Only a hub lead can change what the email addresses of an organisation end in"
    field = "email_domains"


def ending(email: str) -> str:
    """What stands after the @."""
    return email.rpartition("@")[2].lower()


def domains_of(lines: str) -> list[str]:
    """The domains that somebody names, one on each line. Raises ``DomainError``."""
    found = [line.strip().lower().removeprefix("@") for line in lines.splitlines() if line.strip()]
    for domain in found:
        if not _DOMAIN.fullmatch(domain):
            raise DomainError([f"{DomainError.reason}. Correct or remove “{domain}”"])
        if domain in PUBLIC_MAIL:
            raise DomainError(
                [f"You cannot add {domain}, because anybody can have an address that ends in it"]
            )
    return sorted(set(found))


def endings_of(organisation: Organisation) -> set[str]:
    """How addresses end of those who act for the organisation or its department."""
    bodies = (organisation, organisation.department)
    return {domain for body in bodies for domain in body.email_domains.split()}


def listed(endings: Iterable[str]) -> str:
    """The endings in a sentence: "@a.gov.uk, @b.gov.uk or @c.gov.uk"; "" for none."""
    *most, last = [f"@{each}" for each in sorted(endings)] or [""]
    return f"{', '.join(most)} or {last}" if most else last


@internal
def set_endings(
    body: Organisation, domains: str, actor: User | None, asked_by: User | None = None
) -> None:
    """Write what an organisation's addresses end in, say so in the trail, and tell the others.

    They are the other hub leads, and who names the roles there.
    """
    before, body.email_domains = body.email_domains, domains
    body.save(update_fields=["email_domains"])
    old, new = (", ".join(each.split()) for each in (before, domains))
    data: dict[str, Any] = {
        "changes": {"email_domains": [old, new]},
        "detail": f"what its email addresses end in: {old or 'none'} to {new or 'none'}",
    }
    if asked_by is not None:
        data["asked_by"] = asked_by.pk
    log(body, "hub.organisation_changed", actor=actor, data=data)
    told = [
        *User.objects.in_staff_group(StaffGroup.HUB_LEADS),
        *Membership.objects.people(body, Membership.Role.ADMINISTRATOR, on=timezone.localdate()),
    ]
    for person in dict.fromkeys(told):
        if person != actor:
            notify(
                "hub.email_domains_changed",
                recipient=person,
                subject=body,
                occasion=timezone.now().isoformat(),
                context={
                    "organisation": body.name,
                    "before": listed(before.split()),
                    "now": listed(domains.split()),
                },
            )
