"""Alerts of the demonstration's people: wanted and told, wanted weekly, and not confirmed yet."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hub.directory import person
from roles.demo.clearing import forget
from roles.models.search.alert import Alert
from roles.search.services.alerts.delivery import notify_due
from roles.search.services.alerts.matching import match_new
from roles.search.services.alerts.subscribing import subscribe
from roles.search.vacancy_search import Terms

DAYS_AGO = 5
NEWCOMER = "newcomer.demo@example.com"
# Of whom: what they look for, how often; the last has no account and has not confirmed.
WANTED = (
    ("amira.okafor@example.com", {"family": "user-centred-design"}, Alert.Frequency.AT_ONCE),
    ("sam.ito@example.com", {"family": "data"}, Alert.Frequency.WEEKLY),
)
ASKED = {"q": "researcher", "place": ["leeds"]}


def load() -> None:
    """Subscribe, match and tell; the same again changes nothing."""
    now = timezone.now()
    missing = [row for row in WANTED if not Alert.objects.of_address(row[0]).exists()]
    for email, looked_for, frequency in missing:
        subscribe(
            terms=Terms.from_data(looked_for),
            email=email,
            frequency=frequency,
            person=person(email),
            at=now - timedelta(days=DAYS_AGO),
        )
    if not Alert.objects.of_address(NEWCOMER).exists():
        subscribe(
            terms=Terms.from_data(ASKED), email=NEWCOMER, frequency=Alert.Frequency.DAILY, at=now
        )
    # Whoever loads again on the morning of the weekly email sends none: that is the sweep's to do.
    if missing:
        match_new(now)
        notify_due(now)


def clear() -> None:
    """Remove them, with what was logged and sent."""
    rows = Alert.objects.filter(email__in=[*(email for email, *_ in WANTED), NEWCOMER])
    forget(Alert, [str(pk) for pk in rows.values_list("pk", flat=True)])
    rows.delete()
