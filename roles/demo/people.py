"""Finding the demonstration's people, grades and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.directory import organisation, person
from hub.models import FrameworkRole, FrameworkVersion, Grade, Organisation, RoleLevel, User
from roles.campaigns.services.delegations import record_delegation
from roles.models import Delegation


@dataclass(frozen=True)
class Cast:
    """A department's people, found by the demonstration's addresses."""

    organisation: Organisation
    requester: User
    approver: User
    manager: User
    resourcing: User

    @classmethod
    def of(cls, code: str) -> Cast:
        """The people of a department."""

        def member(role: str) -> User:
            return person(f"{role}.{code.lower()}@example.gov.uk")

        roles = ("requester", "approver", "manager", "resourcing")
        return cls(organisation(code), *(member(role) for role in roles))


def adviser() -> User:
    """The hub adviser."""
    return person("adviser@hub.example.gov.uk")


def adviser_away() -> User:
    """The other hub adviser, who is away: the first one stands in."""
    return person("colleague@hub.example.gov.uk")


def hub_lead() -> User:
    """The hub lead."""
    return person("lead@hub.example.gov.uk")


def grade(code: str) -> Grade:
    """A grade by its code."""
    return Grade.objects.get(code=code)


def role_and_level(version: FrameworkVersion, slug: str) -> tuple[FrameworkRole, RoleLevel]:
    """A level of a framework version by its slug, with its role."""
    level = RoleLevel.objects.select_related("role").get(role__family__version=version, slug=slug)
    return level.role, level


# The approvers' delegation of the strategy's first years, and the one that took its place.
FIRST_DELEGATION, LIVING_DELEGATION = date(2012, 11, 6), date(2026, 4, 6)


def delegation_of(cast: Cast, at: datetime, since: date) -> Delegation:
    """The department's approver may approve for the minister since a day; recorded by the hub."""
    until = LIVING_DELEGATION - timedelta(days=1) if since < LIVING_DELEGATION else None
    found = Delegation.objects.held_by(cast.approver, cast.organisation).filter(valid_from=since)
    return found.first() or record_delegation(
        organisation=cast.organisation,
        given_by=Delegation.Source.MINISTER,
        given_to=cast.approver,
        office="Director of people",
        valid_from=since,
        valid_to=until,
        evidence=f"{cast.organisation.display_code}/HR/{since.year}/014 (demonstration)",
        # Who records it has no part in the campaigns (R1).
        actor=person("deputy@hub.example.gov.uk"),
        at=at,
    )
