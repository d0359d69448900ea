"""Short ways to make the hub's nouns for a test, through its services."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.test import Client

from hub.directory import add_organisation, add_person, add_service
from hub.memberships import add_membership
from hub.models import (
    FrameworkRole,
    FrameworkVersion,
    Membership,
    Need,
    Organisation,
    Service,
    User,
)
from hub.needs import raise_need

numbers = count(1)


def make_organisation(code: str = "", **fields) -> Organisation:
    """An organisation, a department unless told."""
    code = code or f"ORG{next(numbers)}"
    fields.setdefault("email_domains", "example.gov.uk")
    return add_organisation(code=code, name=fields.pop("name", f"Department {code}"), **fields)


def make_person(email: str = "", *groups: str, **fields) -> User:
    """A person, in staff groups if any are named.

    The address stays short whatever the number: pages let long ones break, so that they differ.
    """
    return add_person(email=email or f"p{next(numbers)}@example.com", groups=groups, **fields)


def make_member(role: str, organisation: Organisation, email: str = "") -> User:
    """A person with a role in an organisation, since long ago."""
    user = make_person(email)
    add_membership(user=user, organisation=organisation, role=role, valid_from=date(2013, 1, 1))
    return user


def make_service(organisation: Organisation, **fields) -> Service:
    """A service of an organisation."""
    number = next(numbers)
    return add_service(
        slug=f"service-{number}",
        name=fields.pop("name", f"Service {number}"),
        organisation=organisation,
        **fields,
    )


def make_need(organisation: Organisation, actor: User | None = None, **fields) -> Need:
    """A need of an organisation."""
    return raise_need(
        organisation=organisation,
        actor=actor,
        reason=fields.pop("reason", "The service has nobody to lead it."),
        **fields,
    )


def current_role(slug: str = "product-manager") -> FrameworkRole:
    """A role of the current framework."""
    return FrameworkRole.objects.get(family__version=FrameworkVersion.objects.current(), slug=slug)


def signed_in(user: User) -> Client:
    """A browser without JavaScript in which this person has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


ALL_ROLES = [value for value, _ in Membership.Role.choices]
