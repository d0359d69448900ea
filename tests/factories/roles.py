"""Short ways to make recruitment's records for a test, through its services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.log_actions import registry

from hub.models import Grade, Membership, Need, Organisation, User
from hub.permissions import StaffGroup
from hub.working_days import next_working_day
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import create_advert, publish_advert
from roles.adverts.words import from_lines
from roles.campaigns.services import approvals
from roles.campaigns.services.delegations import record_delegation
from roles.campaigns.services.drafting import change_terms, make_campaign_from_request
from roles.campaigns.services.job_descriptions import describe_job
from roles.models import (
    Approval,
    Audience,
    Campaign,
    Delegation,
    Location,
    SupportKind,
    SupportRequest,
)
from roles.support.services import requests
from tests.factories.hub import current_role, make_member, make_organisation, make_person

Role = Membership.Role
numbers = count(1)


@dataclass(frozen=True)
class Team:
    """A department with the people who act for it, and the hub's own."""

    organisation: Organisation
    requester: User
    manager: User
    approver: User
    adviser: User
    lead: User


def make_team(code: str = "") -> Team:
    """A department whose people are there since 2013, an adviser and a lead of the hub."""
    organisation = make_organisation(code)
    return Team(
        organisation=organisation,
        requester=make_member(Role.REQUESTER, organisation),
        manager=make_member(Role.HIRING_MANAGER, organisation),
        approver=make_member(Role.APPROVER, organisation),
        adviser=make_person("", StaffGroup.HUB_STAFF),
        lead=make_person("", StaffGroup.HUB_LEADS),
    )


def make_request(team: Team, **changes: Any) -> SupportRequest:
    """A submitted request for one post, unless told otherwise."""
    given = {
        "kinds": [changes.pop("kind", SupportKind.ATTRACTION)],
        "role": current_role("delivery-manager"),
        "grade": Grade.objects.get(code=changes.pop("grade", "g7")),
        "posts_wanted": 1,
        "reason": f"Team {next(numbers)} has nobody to run its delivery.",
        **changes,
    }
    return requests.submit_request(organisation=team.organisation, actor=team.requester, **given)


def make_accepted_request(team: Team, **changes: Any) -> SupportRequest:
    """A request the hub has triaged and accepted, so its posts are open."""
    at = changes.get("at")
    request = make_request(team, **changes)
    requests.triage(
        request=request, urgency="routine", adviser=team.adviser, actor=team.adviser, at=at
    )
    return requests.accept(request=request, actor=team.adviser, at=at)


def working(day: date) -> date:
    """The day itself, or the next on which people work: those of sift and interviews are."""
    return next_working_day(day, region="ENG")


def full_terms(closes_on: date | None = None) -> dict[str, Any]:
    """Everything the advert must say, with dates in order."""
    # Three weeks on; a working day, as nothing closes on a bank holiday.
    closes_on = closes_on or working(timezone.localdate() + timedelta(days=21))
    return {
        "salary_min": 56000,
        "salary_max": 64000,
        "essential_criteria": "You have led a team.\nYou have delivered a service.",
        "assessment": "Sift: statement of 500 words\nInterview: experience and behaviours",
        "contact_name": "Digital recruitment team",
        "contact_email": "digital.jobs@example.gov.uk",
        "closes_on": closes_on,
        "sift_on": working(closes_on + timedelta(days=3)),
        "interviews_from": working(closes_on + timedelta(days=14)),
        "interviews_to": working(closes_on + timedelta(days=18)),
    }


def make_draft(team: Team, request: SupportRequest | None = None, **changes: Any) -> Campaign:
    """A draft campaign with complete terms, for the posts of a request."""
    at = changes.pop("at", None)
    request = request or make_accepted_request(team, at=at)
    campaign = make_campaign_from_request(
        request=request, title="Delivery manager", actor=team.manager, at=at
    )
    terms = {**full_terms(changes.pop("closes_on", None)), **changes}
    return change_terms(
        campaign=campaign,
        actor=team.manager,
        places=list(Location.objects.filter(slug__in=["leeds", "london"])),
        at=at,
        **terms,
    )


def approve_campaign(team: Team, campaign: Campaign, **scope: Any) -> Campaign:
    """Ask for approval and give it, for an external audience by the minister unless told."""
    at = scope.pop("at", None)
    approvals.request_approval(campaign=campaign, actor=team.manager, at=at)
    approvals.approve(
        campaign=campaign,
        actor=team.approver,
        at=at,
        **{
            "audience": Audience.EXTERNAL,
            "posts": 5,
            "max_salary": 70000,
            "authority": Approval.Authority.MINISTER,
            **scope,
        },
    )
    return Campaign.objects.get(pk=campaign.pk)


def make_delegation(team: Team, **changes: Any) -> Delegation:
    """The approver may approve for the minister, as the hub's lead put on record; once."""
    known = Delegation.objects.filter(organisation=team.organisation).first()
    if known and not changes:
        return known
    return record_delegation(
        **{
            "organisation": team.organisation,
            "given_by": Delegation.Source.MINISTER,
            "given_to": team.approver,
            "office": "HR director",
            "valid_from": timezone.localdate() - timedelta(days=90),
            "evidence": "HR/2026/14",
            "actor": team.lead,
            **changes,
        }
    )


# What an advert says of the work at the least.
PROSE = "You join a team."


def make_approved(team: Team, request: SupportRequest | None = None, **changes: Any) -> Campaign:
    """A campaign that is approved and has its draft advert."""
    at = changes.get("at")
    campaign = approve_campaign(team, make_draft(team, request, **changes), at=at)
    create_advert(
        campaign=campaign,
        actor=team.manager,
        summary="Help a team deliver.",
        body=from_lines(PROSE),
        at=at,
    )
    return campaign


def as_seen(campaign: Campaign) -> dict[str, str]:
    """What the page carries of the advert as it is, for whoever passes or publishes it."""
    return {"seen": VacancyPage.objects.get(campaign=campaign).version}


def make_open(
    team: Team,
    request: SupportRequest | None = None,
    *,
    at: datetime | None = None,
    **changes: Any,
) -> Campaign:
    """A campaign that is open, with its advert published."""
    campaign = make_approved(team, request, at=at, **changes)
    return publish_advert(campaign=campaign, actor=team.adviser, at=at)


def actions_of(instance: models.Model) -> list[str]:
    """What the audit trail holds of a record, oldest first."""
    entries = registry.get_logs_for_instance(instance).order_by("timestamp", "pk")
    return list(entries.values_list("action", flat=True))


def actions_on_thread(need: Need) -> list[str]:
    """What the audit trail holds of everything on a need's thread, oldest first."""
    found = [entry for link in need.links.all() for entry in actions_of(link.subject)]
    return [*actions_of(need), *found]


# What the hub does not agree a senior post without (R4).
SENIOR_JOB = {
    "summary": "Leads the delivery of services.",
    "duties": "Lead the people who deliver services",
    "reporting_line": "The chief digital officer. 4 heads of delivery report to this post.",
}


def agree_job(team: Team, campaign: Campaign) -> Campaign:
    """The manager describes the job of a senior post, the hub's lead agrees it."""
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    return approvals.agree_job_description(campaign=campaign, actor=team.lead)
