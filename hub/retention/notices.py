"""Before personal data is erased by policy, its owner is told: what, when, how to keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from hub.dates import date_gb
from hub.models import HubPolicy, Notification, RetentionNotice, User
from hub.notifications import notify
from hub.retention.policies import RetentionPolicy, policies

SLUG = "hub.erasure_announced"


@dataclass
class Coming:
    """What one person is told of: what goes on a day, and how to keep each."""

    person: User
    erase_on: date
    items: list[tuple[RetentionPolicy, Any]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """What goes, each with how to keep it."""
        return [
            f"{policy.notice.names(row)}. {policy.notice.keep}".strip()
            for policy, row in self.items
            if policy.notice
        ]


def give_notices(*, now: datetime | None = None, dry_run: bool = False) -> list[Coming]:
    """Write to everybody whose data is to go in so many days, once; returns who and of what.

    One message for a person and a day. Safe to run twice or late: whoever is told late keeps it
    the longer. With ``dry_run`` nothing is changed and nobody is told.
    """
    moment = now or timezone.now()
    erase_on = _first_day(moment)
    found: dict[int, Coming] = {}
    notified_today = set(
        RetentionNotice.objects.filter(erase_on=erase_on).values_list("person_id", flat=True)
    )
    for policy in policies:
        if policy.notice is None:
            continue
        owed = _owed(policy, policy.due(_end_of(erase_on)))
        notices = RetentionNotice.objects.filter(policy=policy.slug)
        if not dry_run:
            # What is no longer due, such as the account of somebody who came back, starts anew.
            notices.exclude(object_id__in=owed.values("pk")).delete()
        for row in owed.exclude(pk__in=notices.values("object_id")).annotate(
            owner_pk=F(policy.notice.owner)
        ):
            # A second message for the same day would not be sent: the next night tells of it.
            if row.owner_pk in notified_today:
                continue
            coming = found.get(row.owner_pk)
            if coming is None:
                person = User.objects.get(pk=row.owner_pk)
                coming = found[row.owner_pk] = Coming(person, erase_on)
            coming.items.append((policy, row))
    if not dry_run:
        for coming in found.values():
            _notify(coming, moment)
    return list(found.values())


def notified_in_time(
    policy: RetentionPolicy, due: models.QuerySet[Any], now: datetime
) -> models.QuerySet[Any]:
    """Of the rows that are due, those whose owner was told long enough ago, or need not be told."""
    if policy.notice is None:
        return due
    ready = RetentionNotice.objects.filter(
        policy=policy.slug, erase_on__lte=timezone.localdate(now)
    )
    return due.filter(Q(pk__in=ready.values("object_id")) | ~Q(pk__in=_owed(policy, due)))


def coming_for(person: User) -> list[Coming]:
    """What goes soon of a person's, by day, as it stands now."""
    told: dict[tuple[date, str], list[int]] = {}
    for notice in RetentionNotice.objects.filter(person=person):
        told.setdefault((notice.erase_on, notice.policy), []).append(notice.object_id)
    found: dict[date, Coming] = {}
    for (erase_on, slug), pks in told.items():
        policy = policies.get(slug)
        if policy is None or policy.notice is None:
            continue
        coming = found.setdefault(erase_on, Coming(person, erase_on))
        due = _owed(policy, policy.due(_end_of(erase_on)))
        coming.items += [(policy, row) for row in due.filter(pk__in=pks)]
    return [coming for coming in found.values() if coming.items]


def still_coming(notification: Notification) -> Mapping[str, Any] | None:
    """The lines of a message when it is sent; None when nothing is due to go any more."""
    if notification.recipient is None:
        return None
    for coming in coming_for(notification.recipient):
        if coming.erase_on.isoformat() == notification.occasion:
            return {"lines": coming.lines}
    return None


@transaction.atomic
def _notify(coming: Coming, at: datetime) -> None:
    RetentionNotice.objects.bulk_create(
        [
            RetentionNotice(
                person=coming.person,
                policy=policy.slug,
                object_id=row.pk,
                erase_on=coming.erase_on,
                notified_at=at,
            )
            for policy, row in coming.items
        ],
        ignore_conflicts=True,
    )
    notify(
        SLUG,
        recipient=coming.person,
        subject=coming.person,
        occasion=coming.erase_on.isoformat(),
        context={"day": date_gb(coming.erase_on)},
    )


def _owed(policy: RetentionPolicy, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Rows that belong to somebody who has used an account."""
    assert policy.notice is not None
    path = policy.notice.owner
    prefix = "" if path == "pk" else f"{path}__"
    return rows.filter(**{f"{prefix}last_login__isnull": False, f"{prefix}is_active": True})


def _first_day(now: datetime) -> date:
    days = HubPolicy.load().erasure_notice_days
    return timezone.localdate(now) + timedelta(days=days)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
