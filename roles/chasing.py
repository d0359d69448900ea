"""Chasing what is late: who decides is reminded once, then those above are told, each week again.

The same for everything that waits for a decision: triage, approvals, what the hub decides, offers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from hub.models import Notification, User
from hub.working_days import add_working_days
from roles.models.policy import RecruitmentPolicy
from roles.notifying import notify_people

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Lateness:
    """How late something is: in which week after those above were first told, from 1; 0 before."""

    week: int

    @property
    def is_escalated(self) -> bool:
        """Whether those above are told, and no longer who decides alone."""
        return self.week > 0

    def occasion(self, what: str) -> str:
        """What makes it one message: ``what``, and from the second week on the week as well."""
        return what if self.week < 2 else f"{what} week {self.week}"


def late_by(
    due: date, today: date, policy: RecruitmentPolicy, *, grace: timedelta = timedelta()
) -> Lateness | None:
    """How late something is that is due on a day; None before that and the ``grace`` have passed.

    Those above are told as many working days after it as the policy sets for decisions.
    """
    if today < due + grace:
        return None
    above = add_working_days(due, policy.chase_working_days, region=policy.bank_holidays)
    return Lateness((today - above) // WEEK + 1 if today >= above else 0)


def decision_due(asked_on: date, policy: RecruitmentPolicy) -> date:
    """The day on which a decision asked for on a day is late, as the policy sets it."""
    return add_working_days(asked_on, policy.chase_working_days, region=policy.bank_holidays)


def chase(
    slug: str,
    people: Iterable[User | None],
    subject: models.Model,
    *,
    late: Lateness,
    what: str,
    at: datetime,
    **context: Any,
) -> None:
    """Write to the people that ``what`` is late, once, or once in each week; never twice a day."""
    today = Notification.objects.filter(
        slug=slug,
        object_id=str(subject.pk),
        occasion__startswith=what,
        created_at__date=timezone.localdate(at),
    )
    told = set(today.values_list("recipient", flat=True))
    notify_people(
        slug,
        [person for person in people if person and person.pk not in told],
        subject,
        at=at,
        occasion=late.occasion(what),
        **context,
    )
