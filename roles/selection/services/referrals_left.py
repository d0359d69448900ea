"""Whoever was put forward and leaves the reserve list: who waits for them is told (R14, R15)."""

from __future__ import annotations

from datetime import datetime

from hub.audit import log
from hub.authorisation import internal
from hub.models import Membership
from roles.models.applications.application import Application
from roles.models.selection.referral import ReferralState
from roles.models.selection.referral_state import WAITING
from roles.models.support.request_state import UNFINISHED
from roles.notifying import notify_people, people_of

Role = Membership.Role


@internal
def tell_that_they_left(*, application: Application, at: datetime) -> None:
    """Tell the department and the adviser of each request that still waits for the person.

    By the reference alone, and not why. Of whoever has an offer they are told with the offer.
    """
    waiting = application.referrals.filter(state__in=WAITING, request__state__in=UNFINISHED)
    for referral in waiting.select_related("request__organisation", "request__adviser"):
        request = referral.request
        if application.offered_for == request:
            continue
        detail = f"Application {application.reference}"
        log(request, "roles.person_left", actor=None, at=at, data={"detail": detail})
        hiring = people_of(
            request.organisation, Role.REQUESTER, Role.HIRING_MANAGER, Role.RESOURCING
        )
        notify_people(
            "roles.person_left",
            [*hiring, request.adviser],
            referral,
            at=at,
            occasion=at.isoformat(),
            reference=request.reference,
            application=application.reference,
            department=request.organisation.name,
            was_selected=referral.state == ReferralState.SELECTED,
        )
