"""Applications that were entered for somebody come to the account of their proved address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from hub.models import User
from hub.own_acts import acting_for_oneself
from roles.applications.services.sides import (
    HandlesApplicationsError,
    bookings_of,
    refuse_other_side,
)
from roles.campaigns.services.posts import name_appointee
from roles.models.applications.application import Application
from roles.models.campaigns.campaign_side import forget_competing
from roles.permissions.predicates import works_with


@internal
@transaction.atomic
def claim_applications(*, person: User, at: datetime | None = None) -> list[Application]:
    """Give a person who has just proved their address what was entered under it, once.

    With an accepted offer the appointment is theirs too, and is announced. Beside one of their own
    it comes to them as well, and they take one back (R8). One for a campaign that they work with
    stays where it is, so that it takes no power from them (R25); nobody claims what they entered
    themselves. Call it only when the person has proved the address of the account.
    """
    moment = at or timezone.now()
    found = entered_for(person)
    if not found:
        return []
    rows = Application.objects.select_for_update(of=("self",)).select_related("post", "campaign")
    accounts = list(User.objects.accounts_of(person))
    claimed = []
    for application in rows.filter(pk__in=found, candidate=None).order_by("pk"):
        campaign = application.campaign
        works = any(works_with(account, campaign) for account in accounts)
        if works or bookings_of(campaign, person).exists():
            continue
        try:
            refuse_other_side(campaign, person, moment)
        except HandlesApplicationsError:
            continue
        forget_competing(person)
        application.candidate = person
        application.save(update_fields=["candidate"])
        with acting_for_oneself(person, "the candidate"):
            log(application, "roles.application_claimed", actor=person, at=moment)
            if application.has_accepted and application.post is not None:
                name_appointee(
                    post=application.post, person=person, reference=application.reference, at=moment
                )
        claimed.append(application)
    return claimed


def entered_for(person: User) -> list[int]:
    """What was entered under a person's address and is nobody's yet."""
    if not person.email:
        return []
    rows = Application.objects.filter(
        candidate=None, declared_on__isnull=False, erased_at=None, email__iexact=person.email
    )
    return list(rows.exclude(entered_by=person).values_list("pk", flat=True))
