"""Chasing offers that nobody answers: the candidate, the department, then those above (R22)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import Membership, User
from hub.working_days import add_working_days
from roles.applications.services.applications import notify_candidate
from roles.chasing import Lateness, chase, late_by
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.offer import Offer
from roles.models.policy import RecruitmentPolicy
from roles.notifying import handlers_of, people_of, without_conflicts

Role = Membership.Role
# The candidate is told of an offer that is late for longer by its page alone.
LATEST = timedelta(days=60)


@internal
def chase_unanswered_offers(at: datetime | None = None) -> int:
    """Write about each offer whose day to answer by is near or past; for how many.

    The candidate is reminded half way to it and some working days before, and told when it has
    passed (S39). The department
    is told then too, each once for each day that was set, and after the policy's days those above,
    each week while it waits.
    """
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    policy = RecruitmentPolicy.load()
    waiting = Offer.objects.filter(application__state=ApplicationState.PROVISIONAL_OFFER)
    related = ("application__campaign__organisation__parent", "application__candidate")
    number = 0
    for offer in waiting.select_related(*related).order_by("pk"):
        application, by = offer.application, offer.answer_by
        late = late_by(by, today, policy, grace=timedelta(days=1))
        if late is None:
            if occasion := _reminder_due(offer, today, policy):
                number += 1
                due = "roles.offer_answer_due"
                notify_candidate(due, application, at=moment, occasion=occasion)
            continue
        number += 1
        if by > today - LATEST:
            notify_candidate("roles.offer_late", application, at=moment, occasion=f"{by}")
        _notify_department(offer, moment, late)
    return number


def _reminder_due(offer: Offer, today: date, policy: RecruitmentPolicy) -> str:
    """What tells one reminder from another, where one is due; "" where none is."""
    made, by, region = _made_on(offer), offer.answer_by, policy.bank_holidays
    if made >= today:
        return ""
    if by <= add_working_days(today, policy.offer_reminder_working_days, region=region):
        return f"{by}"
    return f"{by} half way" if today >= half_way(made, by, region=region) else ""


def half_way(made: date, by: date, *, region: str) -> date:
    """The working day on which half of the working days to answer an offer have passed."""
    days, day = 0, made
    while day < by:
        day = add_working_days(day, 1, region=region)
        days += 1
    return add_working_days(made, days // 2, region=region)


def _made_on(offer: Offer) -> date:
    """The day of the offer: nobody is reminded of what they were told on the same day."""
    return timezone.localdate(offer.made_at)


def _notify_department(offer: Offer, at: datetime, late: Lateness) -> None:
    application, campaign = offer.application, offer.application.campaign
    people = (
        _above(application)
        if late.is_escalated
        else handlers_of(campaign, department=application.organisation)
    )
    chase(
        "roles.offer_unanswered_late" if late.is_escalated else "roles.offer_unanswered",
        without_conflicts(application, people),
        application,
        late=late,
        what=f"{offer.answer_by}",
        at=at,
        reference=application.reference,
        campaign=campaign.reference,
        request=offer.request.reference if offer.request else "",
        answer_by=date_gb(offer.answer_by),
    )


def _above(application: Application) -> list[User]:
    """The department's Digital Leader and HR contact and the hub's adviser; no rival (R9)."""
    campaign = application.campaign
    request = application.offered_for or campaign.support_request
    adviser = request.adviser if request else None
    leaders = people_of(application.organisation, Role.DIGITAL_LEADER, Role.HR_CONTACT)
    applied = set(campaign.applications.values_list("candidate", flat=True))
    return [person for person in (*leaders, adviser) if person and person.pk not in applied]
