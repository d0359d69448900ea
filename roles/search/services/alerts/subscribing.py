"""Subscribing to alerts: asked for, confirmed from the mailbox, changed, ended, asked after."""

from __future__ import annotations

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, public
from hub.models import Notification, User
from hub.notifications import notify
from roles.models.policy import RecruitmentPolicy
from roles.models.search.alert import Alert, AlertPlace
from roles.search.vacancy_search import Terms

A_RUN = 500


class EmptyAlertError(ValueError):
    """An alert needs at least one criterion."""


class TooManyAlertsError(Exception):
    """The address has as many alerts as the policy allows."""


@public
@transaction.atomic
def subscribe(
    *,
    terms: Terms,
    email: str,
    frequency: str,
    person: User | None = None,
    at: datetime | None = None,
) -> Alert | None:
    """Ask for an alert; whoever has signed in with the address has confirmed it by that.

    Everybody else is written to, once in a while however often it is asked, and nothing more is
    sent before it is confirmed. The same alert again is the one there is. None where the address
    has too many that nobody confirmed: the asker is not told. Raises ``EmptyAlertError``,
    ``TooManyAlertsError`` (signed in only).
    """
    moment = at or timezone.now()
    address = (person.email if person else email).strip().lower()
    looked_for = terms.without_time
    if not looked_for.is_filtered:
        raise EmptyAlertError
    mine = Alert.objects.of_address(address).standing()
    same = mine.filter(criteria=looked_for.as_data()).first()
    if same is None:
        most = RecruitmentPolicy.load().alerts_most
        if mine.count() >= most:
            if person:
                raise TooManyAlertsError
            return None
        same = _make(looked_for, address, frequency, person, moment)
    if person:
        return _confirm(same, person, frequency, moment)
    if same.state == Alert.State.PENDING:
        _ask_to_confirm(same, address, moment)
    return same


@public
@transaction.atomic
def confirm_address(*, alert: Alert, at: datetime | None = None) -> list[Alert]:
    """Confirm every alert that waits at the address of one: whoever got its mail reads there."""
    moment = at or timezone.now()
    waiting = Alert.objects.of_address(alert.email).unconfirmed().select_for_update()
    return [_confirm(row, row.person, row.frequency, moment) for row in waiting]


@public
@transaction.atomic
def change_frequency(*, alert: Alert, frequency: str) -> Alert:
    """Send it more or less often."""
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    locked.frequency = frequency
    locked.save(update_fields=["frequency"])
    return locked


@public
@transaction.atomic
def end_alert(*, alert: Alert, reason: str = "", at: datetime | None = None) -> Alert:
    """End an alert; doing so twice changes nothing but the reason, if it is said at last."""
    moment = at or timezone.now()
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    if locked.state == Alert.State.ENDED:
        if reason and not locked.end_reason:
            locked.end_reason = reason
            locked.save(update_fields=["end_reason"])
        return locked
    locked.end(reason, moment)
    locked.save()
    log(locked, "roles.alert_ended", actor=None, at=moment)
    return locked


@public
@transaction.atomic
def renew_alert(*, alert: Alert, at: datetime | None = None) -> Alert:
    """Say that an alert is still wanted."""
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    if locked.state == Alert.State.CONFIRMED:
        locked.renewed_at, locked.asked_at = at or timezone.now(), None
        locked.save(update_fields=["renewed_at", "asked_at"])
    return locked


@internal
def ask_whether_wanted(at: datetime | None = None) -> tuple[int, int]:
    """After the policy's months, ask whether alerts are wanted; end those nobody kept.

    Returns how many were asked about and how many ended. Safe to run twice or late.
    """
    moment = at or timezone.now()
    policy = RecruitmentPolicy.load()
    long_ago = moment - relativedelta(months=policy.alert_months)
    unanswered = moment - timedelta(days=policy.alert_answer_days)
    wanted = Alert.objects.wanted()
    ended = list(wanted.filter(asked_at__lt=unanswered)[:A_RUN])
    for alert in ended:
        end_alert(alert=alert, reason=Alert.EndReason.NOT_KEPT, at=moment)
    asked = list(wanted.filter(renewed_at__lt=long_ago, asked_at=None)[:A_RUN])
    for alert in asked:
        with transaction.atomic():
            if Alert.objects.filter(pk=alert.pk, asked_at=None).update(asked_at=moment):
                occasion = f"{alert.renewed_at:%Y%m%d}"
                notify("roles.alert_kept", recipient=alert.email, subject=alert, occasion=occasion)
    return len(asked), len(ended)


def _make(terms: Terms, address: str, frequency: str, person: User | None, at: datetime) -> Alert:
    alert = Alert.objects.create(
        email=address,
        person=person,
        frequency=frequency,
        criteria=terms.as_data(),
        words=" ".join(terms.words),
        family=terms.family,
        role=terms.role,
        department=terms.department,
        grade=terms.grade,
        contract=terms.contract,
        pattern=terms.pattern,
        audience=terms.audience,
        welsh=terms.welsh,
        language=terms.language,
        salary=terms.salary,
        home=terms.home,
        has_places=bool(terms.places),
        pending_at=at,
    )
    AlertPlace.objects.bulk_create([AlertPlace(alert=alert, slug=slug) for slug in terms.places])
    log(alert, "roles.alert_asked", actor=person, at=at)
    return alert


def _confirm(alert: Alert, person: User | None, frequency: str, at: datetime) -> Alert:
    alert.frequency, alert.person = frequency, person
    if alert.state == Alert.State.PENDING:
        alert.confirm(at)
        log(alert, "roles.alert_confirmed", actor=person, at=at)
    alert.save()
    return alert


def _ask_to_confirm(alert: Alert, address: str, at: datetime) -> None:
    """One mail to an address in the policy's hours while its link is of use to all that wait.

    That link confirms every alert of the address. When what it is about was confirmed or ended, the
    next alert is written about anew.
    """
    hours = RecruitmentPolicy.load().alert_confirm_hours
    waiting = Alert.objects.of_address(address).unconfirmed().exclude(pk=alert.pk)
    asked = Notification.objects.filter(
        slug="roles.alert_asked",
        content_type=ContentType.objects.get_for_model(Alert),
        object_id__in=[str(pk) for pk in waiting.values_list("pk", flat=True)],
        created_at__gte=at - timedelta(hours=hours),
    )
    if asked.exists():
        return
    notify(
        "roles.alert_asked",
        recipient=address,
        subject=alert,
        occasion=f"{int(at.timestamp()) // (hours * 3600)}",
    )
