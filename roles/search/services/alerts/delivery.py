"""Telling people of the roles found for them: one mail however many, in the morning or at once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hub.authorisation import internal
from hub.models import Organisation, PreElectionPeriod
from hub.notifications import notify_many
from hub.periods import LONDON
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.exemption import Exemption
from roles.models.policy import RecruitmentPolicy
from roles.models.search.alert import Alert, AlertMatch

# One transaction; enough that its cost is shared, few enough that nobody waits for it.
BATCH = 200
# A run's share: the next one goes on, so that alerts never starve the site.
BATCHES_A_RUN = 10

Frequency = Alert.Frequency


@internal
def notify_due(at: datetime | None = None) -> int:
    """Write the mails that are due, batch by batch; returns how many. Safe twice, late, at once."""
    moment = at or timezone.now()
    told = 0
    for _ in range(BATCHES_A_RUN):
        written = _notify_batch(moment)
        told += written
        if written == 0:
            break
    return told


def last_morning(at: datetime, weekday: int | None = None) -> datetime:
    """The latest moment, not after ``at``, when morning mail is due in London.

    Of a weekday (0 for Monday) where one is named. London's clock decides, so it holds on the days
    when clocks change.
    """
    hour = RecruitmentPolicy.load().alert_hour
    day = at.astimezone(LONDON).date()
    while True:
        due = datetime.combine(day, time(hour), LONDON)
        if due <= at and weekday in (None, day.weekday()):
            return due
        day -= timedelta(days=1)


def waiting_roles(at: datetime) -> QuerySet[Campaign]:
    """The roles of which nobody is told before an election; they are told of afterwards."""
    found = Campaign.objects.none()
    periods = PreElectionPeriod.objects.in_force(at).filter(stops_alerts=True)
    for period in periods.prefetch_related("departments"):
        concerned = Campaign.objects.all()
        if departments := [department.pk for department in period.departments.all()]:
            own = Organisation.objects.within(departments)
            concerned = concerned.filter(organisation__in=own)
        exempt = Exemption.objects.given().filter(period=period).values("campaign")
        found = found | concerned.exclude(pk__in=exempt)
    return found


def why_emails_wait(at: datetime) -> list[str]:
    """Which emails about new roles are stopped before an election, until when; none otherwise."""
    said = []
    periods = PreElectionPeriod.objects.in_force(at).filter(stops_alerts=True)
    for period in periods.prefetch_related("departments"):
        names = ", ".join(department.name for department in period.departments.all())
        said.append(period.why(f"Emails about new roles{' at ' if names else ''}{names}"))
    return said


@transaction.atomic
def _notify_batch(at: datetime) -> int:
    to_tell = AlertMatch.objects.filter(batch="").exclude(campaign__in=waiting_roles(at))
    untold = to_tell.filter(alert=OuterRef("pk"))
    found_by = {
        Frequency.AT_ONCE: at,
        Frequency.DAILY: last_morning(at),
        Frequency.WEEKLY: last_morning(at, weekday=0),
    }
    due = Q()
    for frequency, moment in found_by.items():
        due |= Q(Exists(untold.filter(found_at__lte=moment)), frequency=frequency)
    alerts = Alert.objects.wanted().filter(due).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        alerts = alerts.select_for_update(skip_locked=True)
    keys = list(alerts.values_list("pk", flat=True)[:BATCH])
    # No clock names a mail: two runs in one moment are two.
    batch = uuid4().hex[:20]
    # Two runs at once: one of them takes the finds, the other finds none left.
    to_tell.filter(alert__in=keys).update(batch=batch)
    taken = Alert.objects.filter(
        Exists(AlertMatch.objects.filter(alert=OuterRef("pk"), batch=batch)), pk__in=keys
    )
    letters = [(alert.email, alert) for alert in taken]
    notify_many("roles.alert_found", about=letters, occasion=batch)
    return len(letters)
