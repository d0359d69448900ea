"""Links in the emails of alerts: which alert one is about, and what it is for."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from hub.short_tokens import is_ours, number_in, short_token
from roles.models.search.alert import Alert

SALT = "roles.alerts"
STOP = "stop"


def token_of(alert: Alert, act: str) -> str:
    """What stands in a link of a mail: which alert, and what the link is for; signed.

    The link that stops it stands in a header, too, and is short.
    """
    if act == STOP:
        return short_token(alert.pk, SALT, STOP, str(alert.reference))
    return signing.dumps([str(alert.reference), act], salt=SALT)


def alert_of(token: str, act: str, max_age: timedelta | None = None) -> Alert | None:
    """The alert of a link; None for one that was forged, is for something else, or is too old."""
    if act == STOP and (found := _stopped_by(token)):
        return found
    try:
        reference, said = signing.loads(token, salt=SALT, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Alert.objects.filter(reference=reference).first() if said == act else None


def _stopped_by(token: str) -> Alert | None:
    number = number_in(token)
    alert = Alert.objects.filter(pk=number).first() if number is not None else None
    if alert and is_ours(token, alert.pk, SALT, STOP, str(alert.reference)):
        return alert
    return None
