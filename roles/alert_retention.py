"""When alerts go: unconfirmed soon, ended ones a while after, the rest with whoever wants them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.models import User
from hub.retention import RetentionPolicy
from roles.alert_words import described
from roles.models.alert import Alert
from roles.models.policy import RecruitmentPolicy

# As long as an old link in a mailbox may be followed to stop it.
ENDED_KEPT = timedelta(days=90)


def due_alerts(at: datetime) -> QuerySet[Alert]:
    """Alerts that nobody confirmed in time, and those that ended long enough ago."""
    pending = timedelta(days=RecruitmentPolicy.load().alert_pending_days)
    return Alert.objects.filter(
        Q(state=Alert.State.PENDING, pending_at__lt=at - pending)
        | Q(state=Alert.State.ENDED, ended_at__lt=at - ENDED_KEPT)
    )


def alerts_of(person: User) -> QuerySet[Alert]:
    """The alerts of a person and of their address."""
    return Alert.objects.filter(Q(person=person) | Q(email=person.email.lower()))


def export_alert(alert: Alert) -> Mapping[str, Any]:
    """An alert as its owner knows it."""
    return {
        "Address": alert.email,
        "Looks for": dict(described(alert.criteria)),
        "How often": alert.get_frequency_display(),
        "State": alert.get_state_display(),
        "Confirmed": _day(alert.confirmed_at),
        "Ended": _day(alert.ended_at),
        "Roles told of": alert.matches.exclude(batch="").count(),
    }


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def _delete(row: Any) -> None:
    row.delete()


ALERT_RETENTION = [
    RetentionPolicy(
        slug="roles.alerts",
        label="Alerts for new roles",
        covers={"roles.Alert": ("person", "email", "criteria", "words")},
        purpose="To tell you of new roles that match what you look for.",
        basis="Consent: you confirm it, and stop it in one step.",
        period="Until you stop it or it ends, and 90 days; 7 days if it is never confirmed.",
        who_sees="You.",
        due=due_alerts,
        erase=_delete,
        held_on=alerts_of,
        export=export_alert,
    )
]
