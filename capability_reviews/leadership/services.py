"""Digital Leaders: who took office, and when the one before left."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from capability_reviews.models import DigitalLeaderAppointment
from hub.audit import log
from hub.authorisation import requires
from hub.models import Organisation, User


@requires("capability_reviews.record_building", "organisation")
@transaction.atomic
def appoint_digital_leader(
    *,
    organisation: Organisation,
    post_title: str,
    started_on: date,
    actor: User | None,
    is_on_board: bool = False,
    at: datetime | None = None,
) -> DigitalLeaderAppointment:
    """Record a Digital Leader; the one before them leaves office the day before."""
    serving = DigitalLeaderAppointment.objects.select_for_update().filter(
        organisation=organisation, ended_on__isnull=True, started_on__lt=started_on
    )
    for earlier in serving:
        earlier.ended_on = date.fromordinal(started_on.toordinal() - 1)
        earlier.save(update_fields=["ended_on"])
    leader = DigitalLeaderAppointment.objects.create(
        organisation=organisation,
        post_title=post_title,
        is_on_board=is_on_board,
        started_on=started_on,
    )
    log(leader, "capability_reviews.digital_leader_appointed", actor=actor, at=at)
    return leader
