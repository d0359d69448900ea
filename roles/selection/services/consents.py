"""What a person agreed to, apart from everything else: to be put forward, and to be written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from hub.authorisation import requires
from hub.models import User
from roles.models.applications.application import Application
from roles.models.search.alert import Alert
from roles.search.alert_words import each_described
from roles.search.services.alerts.subscribing import end_alert
from roles.selection.services.reserve_lists import stop_sharing

SHARING, ALERT = "sharing", "alert"


@dataclass(frozen=True)
class Consent:
    """One thing agreed to: which, since when, and when it was taken back, if it was."""

    kind: str
    key: str
    what: str
    given_at: datetime
    withdrawn_at: datetime | None

    @property
    def slug(self) -> str:
        """By which it is taken back."""
        return f"{self.kind}-{self.key}"

    @property
    def is_in_force(self) -> bool:
        """Whether it was not taken back."""
        return self.withdrawn_at is None


def _known(moment: datetime | None) -> datetime:
    assert moment is not None, "only what was agreed to is listed"
    return moment


def consents_of(person: User) -> list[Consent]:
    """Everything a person agreed to, whether or not it stands, the latest first."""
    shared = Application.objects.of(person).filter(
        sharing_agreed_at__isnull=False, erased_at__isnull=True
    )
    found = [
        Consent(
            SHARING,
            row.reference,
            f"{row.campaign.title}, {row.campaign.organisation.name}",
            _known(row.sharing_agreed_at),
            row.sharing_withdrawn_at,
        )
        for row in shared.select_related("campaign__organisation")
    ]
    alerts = list(alerts_of(person).filter(confirmed_at__isnull=False))
    found += [
        Consent(
            ALERT,
            str(row.reference),
            "; ".join(f"{name}: {value}" for name, value in criteria),
            _known(row.confirmed_at),
            row.ended_at,
        )
        for row, criteria in zip(
            alerts, each_described(row.criteria for row in alerts), strict=True
        )
    ]
    return sorted(found, key=lambda consent: consent.given_at, reverse=True)


@requires("hub.change_own_account", "person")
@transaction.atomic
def withdraw_consent(*, person: User, slug: str, actor: User, at: datetime | None = None) -> bool:
    """Take a consent back, at once; False when the person has none of that name that stands."""
    kind, _, key = slug.partition("-")
    in_force = {consent.slug for consent in consents_of(person) if consent.is_in_force}
    if slug not in in_force:
        return False
    if kind == SHARING:
        application = Application.objects.of(person).get(reference=key)
        stop_sharing(application=application, actor=actor, at=at)
    else:
        end_alert(alert=alerts_of(person).get(reference=key), at=at)
    return True


def alerts_of(person: User) -> QuerySet[Alert]:
    """The alerts of a person and of their address, which signing in has proved."""
    return Alert.objects.filter(Q(person=person) | Q(email=person.email.lower()))
