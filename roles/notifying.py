"""Writing to people about support requests and campaigns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hub.dates import datetime_gb
from hub.mailboxes import known_marks, same_mailbox
from hub.models import Membership, Organisation, User
from hub.notifications import notify
from hub.open_work import who_stands_in, whoever_acts
from hub.permissions import StaffGroup
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.support.support_request import SupportRequest
from roles.permissions.predicates import is_no_rival

Role = Membership.Role

# Those who advise departments: every support request has one of them as its adviser.
HUB_TEAM: frozenset[str] = frozenset({StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS})

# What is recorded longer after it happened is history, not news: nobody is written to about it.
NEWS = timedelta(days=30)


def notify_people(
    slug: str,
    people: Iterable[User | str | None],
    subject: models.Model,
    *,
    at: datetime,
    occasion: str = "",
    not_before: datetime | None = None,
    **context: Any,
) -> None:
    """Write to each of the people, or addresses, once for the occasion, unless it is history.

    ``not_before`` holds the messages back until a release time.
    """
    if timezone.now() - at > NEWS:
        return
    told = {
        person if isinstance(person, str) else person.pk: person
        for person in people
        if person and (isinstance(person, str) or person.is_active)
    }
    for person in told.values():
        notify(
            slug,
            recipient=person,
            subject=subject,
            occasion=occasion,
            context=context,
            not_before=not_before,
        )


def role_words(campaign: Campaign) -> dict[str, Any]:
    """What a mail calls the role of a campaign."""
    return {
        "reference": campaign.reference,
        "role": campaign.title,
        "department": campaign.organisation.name,
    }


def handlers_of(
    campaign: Campaign, adviser: User | None = None, *, department: Organisation | None = None
) -> list[User]:
    """The department's people who handle the applications, and the adviser; no rival (R9).

    ``department`` is the one that offers a post, where it is not the campaign's own.
    """
    hiring = department or campaign.organisation
    people = people_of(hiring, Role.HIRING_MANAGER, Role.RESOURCING)
    return _without_rivals(campaign, (*people, adviser))


def _without_rivals(campaign: Campaign, people: Iterable[User | None]) -> list[User]:
    """Those of the people who applied by no account of their mailbox, nor by a closed one."""
    begun = campaign.applications.values("candidate")
    applies = campaign.sides.filter(side="applies")
    rows = User.objects.filter(Q(pk__in=begun) | Q(pk__in=applies.values("person")))
    applied = {mailbox or pk for pk, mailbox in rows.values_list("pk", "mailbox")}
    marks = set(applies.values_list("mark", flat=True))
    return [
        person
        for person in people
        if person
        and (person.mailbox or person.pk) not in applied
        and marks.isdisjoint(known_marks(person.email))
    ]


def workers_of(campaign: Campaign) -> list[User]:
    """Who made it, asked for its approval, approved it, advises on it; or who stands in."""
    approval, request = campaign.approvals.given().first(), campaign.support_request
    people = [
        campaign.made_by,
        campaign.approval_requested_by,
        approval.approver if approval else None,
    ]
    body = campaign.organisation
    found = [one for person in people if person for one in whoever_acts(person, body)]
    found += advisers_for(request) if request and request.adviser else []
    return [*dict.fromkeys(found)]


def requesters_of(request: SupportRequest) -> list[User]:
    """Who asked for support; else other requesters, or who acts in their place; no rival (R25)."""
    asked, body = request.requester, request.organisation

    def may(person: User) -> bool:
        return bool(is_no_rival(person, request))

    found = [person for person in people_of(body, Role.REQUESTER) if may(person)]
    if asked in found:
        return [asked]
    acts = whoever_acts(asked, body, Role.REQUESTER, may)
    return found or [*dict.fromkeys([*acts, *who_stands_in(None, body, Role.REQUESTER, may)])]


def told_of(campaign: Campaign, *, but: User | None = None) -> list[User]:
    """Everybody of the department and the hub who is told when a campaign pauses, changes or ends.

    Who works on it and handles its applications, and the requester and the adviser of each support
    request that it or one of its posts belongs to; no rival (R9), and not who does it.
    """
    requests = SupportRequest.objects.filter(Q(campaigns=campaign) | Q(posts__campaign=campaign))
    asked = [
        person
        for request in requests.distinct().select_related("requester", "adviser")
        for person in people_of_request(request)
    ]
    people = [*workers_of(campaign), *handlers_of(campaign), *asked]
    return [person for person in _without_rivals(campaign, people) if person != but]


def people_of_request(request: SupportRequest) -> list[User | None]:
    """Who asked for support, and who at the hub gives it."""
    return [*requesters_of(request), request.adviser]


def checkers_of(campaign: Campaign, sender: User | None) -> list[User]:
    """Who is asked to check an advert: the adviser, else the hub's staff, else its leads.

    The first of whom some may answer: no rival (R9), and nobody for words of their own.
    """
    request = campaign.support_request
    adviser = [request.adviser] if request and request.adviser else []
    groups = (StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
    for people in (adviser, *(User.objects.in_staff_group(group) for group in groups)):
        may = [person for person in people if may_check(person, campaign, sender)]
        if may:
            return may
    return []


def may_check(person: User, campaign: Campaign, sender: User | None) -> bool:
    """Whether a person may say that an advert is right: no rival, nor who sent or wrote it."""
    return (
        person != sender
        and person.has_perm("roles.publish_campaign", campaign)
        and not campaign.page.is_own_work_of(person)
    )


def without_conflicts(application: Application, people: Iterable[User]) -> list[User]:
    """Those of the people from whom no conflict of interest hides the application (R9, S4)."""
    found = list(people)
    kept = set(application.conflicts.filter(hides=True).values_list("person", flat=True))
    return [one for one in found if one.account_keys.isdisjoint(kept)] if kept else found


def notify_handlers(slug: str, application: Application, at: datetime, **context: Any) -> None:
    """Write to the department's hiring managers and resourcing officers and the hub's adviser."""
    campaign, post = application.campaign, application.post
    request = (post.support_request if post else None) or campaign.support_request
    of_post, offered_for = post.reference if post else "", application.offered_for
    people = handlers_of(
        campaign, request.adviser if request else None, department=application.organisation
    )
    notify_people(
        slug,
        without_conflicts(application, people),
        application,
        at=at,
        occasion=f"{of_post} {application.state}".strip(),
        reference=application.reference,
        campaign=campaign.reference,
        post=of_post,
        request=offered_for.reference if offered_for else "",
        role=str(offered_for.level or offered_for.role) if offered_for else campaign.title,
        department=application.organisation.name,
        **context,
    )


def notify_interview_contact(application: Application, at: datetime) -> None:
    """Tell the contact of an interview that it does not take place, by its time alone.

    Not those who handle the applications: they are told of the application or of the campaign.
    """
    slot, campaign = application.interview_slot, application.campaign
    is_new = slot is not None and slot.is_off and slot.cancelled_at is None
    if slot is None or not is_new or slot.starts_at <= timezone.now():
        return
    request = campaign.support_request
    handlers = handlers_of(campaign, request.adviser if request else None)
    if any(same_mailbox(slot.contact_email, person.email) for person in handlers):
        return
    notify_people(
        "roles.interview_off",
        [slot.contact_email],
        application,
        at=at,
        interview=datetime_gb(slot.starts_at),
        **{**role_words(campaign), "reference": application.reference},
    )


def advisers_for(request: SupportRequest) -> list[User]:
    """Who has the request; where nobody has it any more, the hub's leads."""
    if request.adviser is not None and request.adviser.is_active:
        return [request.adviser]
    return list(User.objects.in_staff_group(StaffGroup.HUB_LEADS))


def people_of(organisation: Organisation, *roles: str) -> list[User]:
    """Those who hold one of the roles today in the organisation or in its department."""
    today = timezone.localdate()
    found = Membership.objects.people(organisation, *roles, on=today)
    above = Membership.objects.people(organisation.department, *roles, on=today)
    return list((found | above).distinct())
