"""What waits for people in the hub itself: needs, access, settings, corrections, failed emails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.timezone import localdate

from hub.dates import date_gb
from hub.indicators import quarter_to_close
from hub.models import (
    FigureCorrection,
    Membership,
    Need,
    Notification,
    PendingOffice,
    PendingPolicy,
    StaffGroup,
    User,
)
from hub.notifications.kinds import kinds
from hub.notifications.recipients import listed
from hub.periods import Quarter
from hub.permissions import RAISING_NEEDS
from hub.second_person import waiting_for_second
from hub.work.queues import EVERY_OFFICE, HUB_TEAM, WorkItem, WorkKind, WorkQueue, read_once


def unanswered_needs(person: User) -> QuerySet[Need]:
    """Open needs of a person's organisations that nothing answers, or nothing any more."""
    rows = Need.objects.visible_to(person).filter(state=Need.State.RAISED)
    rows = rows.filter(organisation__in=person.organisations(*RAISING_NEEDS))
    since = Coalesce("open_again_at", "raised_at")
    rows = rows.annotate(waits_since=since).order_by(since, "pk")
    return rows.select_related("organisation", "role", "level__role")


def _need(need: Any) -> WorkItem:
    what = need.level or need.role or "Role not given"
    return WorkItem(
        text=f"{need.reference}: {what}",
        href=reverse("need_meet", args=[need.reference]),
        since=need.waits_since,
        until=need.needed_by,
        organisation=need.organisation.name,
    )


def access_to_confirm(person: User) -> list[PendingOffice]:
    """Access that this person may confirm or refuse as the second person."""
    rows = PendingOffice.objects.managed_by(person) if person.holds_office else _no_access()
    rows = rows.select_related("user", "group", "organisation__parent", "given_by")
    return [row for row in rows if person.has_perm("hub.confirm_office", row)]


def access_asked_for(person: User) -> list[Asked]:
    """Access that this person gave and nobody has confirmed yet."""
    rows = PendingOffice.objects.filter(given_by=person) if person.holds_office else _no_access()
    rows = rows.select_related("user", "group", "organisation__parent", "given_by")
    return _asked_by(person, rows, "hub.confirm_office")


def _no_access() -> QuerySet[PendingOffice]:
    return PendingOffice.objects.none()


def _access(pending: PendingOffice) -> WorkItem:
    return WorkItem(
        text=f"{pending.office}, {pending.user.email}",
        href=pending.get_absolute_url(),
        since=pending.given_at,
        organisation=pending.place,
    )


def _access_of_mine(asked: Asked) -> WorkItem:
    return _said(asked, replace(_access(asked.record), href=reverse("role_list")))


def _read_to_confirm(person: User) -> list[PendingPolicy]:
    found = PendingPolicy.objects.select_related("given_by", "period", "organisation")
    return [row for row in found if person.has_perm("hub.confirm_policy", row)]


def to_confirm(is_kind: Callable[[PendingPolicy], bool]) -> Callable[[User], list[PendingPolicy]]:
    """Changes of one kind that a person may confirm or refuse; all kinds are read at once."""

    def rows(person: User) -> list[PendingPolicy]:
        if not person.holds_office:
            return []
        found = read_once(person, "hub.to_confirm", _read_to_confirm)
        return [row for row in found if is_kind(row)]

    return rows


def _is_of_settings(pending: PendingPolicy) -> bool:
    return pending.period_id is None and pending.organisation_id is None


def changes_asked_for(person: User) -> list[Asked]:
    """What this person asked for and nobody has confirmed yet, but access."""
    if not person.holds_office:
        return []
    rows = PendingPolicy.objects.filter(given_by=person)
    rows = rows.select_related("period", "organisation__parent", "given_by")
    return _asked_by(person, rows, "hub.confirm_policy")


@dataclass(frozen=True)
class Asked:
    """What somebody asked for; where nobody can confirm it while they stand in, until when."""

    record: Any
    nobody: str = ""

    def get_absolute_url(self) -> str:
        """Where it is confirmed."""
        return str(self.record.get_absolute_url())


def _asked_by(person: User, rows: Iterable[Any], permission: str) -> list[Asked]:
    """These, and of each whether nobody can confirm it, because a colleague stands in."""
    if person.side_keys == person.account_keys:
        return [Asked(row) for row in rows]
    found = []
    for row in rows:
        waiting = waiting_for_second(permission, row, person)
        found.append(Asked(row, "" if waiting.others else waiting.who_can))
    return found


def _said(asked: Asked, item: WorkItem) -> WorkItem:
    return replace(item, text=f"{item.text}. {asked.nobody}") if asked.nobody else item


def _setting(pending: PendingPolicy) -> WorkItem:
    return WorkItem(str(pending), pending.get_absolute_url(), pending.given_at)


def _asked(asked: Asked) -> WorkItem:
    pending = asked.record
    return _said(asked, WorkItem(str(pending), pending.page_of(pending.record), pending.given_at))


def corrections_to_publish(person: User) -> list[FigureCorrection]:
    """Corrections of published figures that this person may publish."""
    if not person.has_perm("hub.correct_figure"):
        return []
    rows = FigureCorrection.objects.waiting().select_related(
        "figure__period", "figure__organisation", "corrected_by"
    )
    return [row for row in rows if person.has_perm("hub.confirm_correction", row)]


def _correction(correction: FigureCorrection) -> WorkItem:
    figure = correction.figure
    return WorkItem(
        text=f"{figure.label}, {figure.period}",
        href=reverse("correction_confirm", args=[correction.pk]),
        since=correction.corrected_at,
        organisation=figure.organisation_name,
    )


def quarter_to_be_closed(person: User) -> list[Quarter]:
    """The quarter that ended last, for who may close it."""
    if not person.has_perm("hub.close_period"):
        return []
    found = quarter_to_close()
    return [found] if found else []


def _quarter(quarter: Quarter) -> WorkItem:
    return WorkItem(
        text=quarter.label,
        href=reverse("monitoring_close", args=[quarter.code]),
        since=quarter.end_at,
    )


def failed_emails(person: User) -> QuerySet[Notification]:
    """Emails that were given up on, for who may send them again; by the day, as in their log."""
    if not person.has_perm("hub.retry_notification"):
        return Notification.objects.none()
    return listed(Notification.objects.dead(), person).order_by(
        TruncDate("created_at"), "public_id"
    )


def _email(row: Notification) -> WorkItem:
    kind = kinds.get(row.slug)
    label = kind.label if kind else "An email that is no longer used"
    return WorkItem(
        # One of several alike is told by its day; the log says to whom, where that may be known.
        text=f"{label}, {date_gb(localdate(row.created_at))}",
        href=reverse("message_log:inspect", args=[row.public_id]),
        since=row.created_at,
    )


def _all_needs(person: Any) -> str:
    return reverse("need_list")


def _all_emails(person: Any) -> str:
    return f"{reverse('message_log:index')}?state={Notification.State.DEAD}"


HUB_WORK = (
    WorkQueue(
        "hub.needs",
        "Decide how to meet needs",
        unanswered_needs,
        _need,
        order=10,
        whole=_all_needs,
        offices=RAISING_NEEDS,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "hub.access",
        "Confirm access",
        access_to_confirm,
        _access,
        order=100,
        offices=(StaffGroup.HUB_LEADS, Membership.Role.ADMINISTRATOR),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "hub.settings",
        "Confirm changes to settings",
        to_confirm(_is_of_settings),
        _setting,
        order=110,
        offices=EVERY_OFFICE,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "hub.periods",
        "Confirm pre-election periods",
        to_confirm(lambda pending: pending.period_id is not None),
        _setting,
        order=111,
        offices=EVERY_OFFICE,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "hub.endings",
        "Confirm email addresses of organisations",
        to_confirm(lambda pending: pending.organisation_id is not None),
        _setting,
        order=112,
        offices=EVERY_OFFICE,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "hub.corrections",
        "Publish corrections",
        corrections_to_publish,
        _correction,
        order=120,
        offices=(StaffGroup.ANALYSTS, StaffGroup.HUB_LEADS),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "hub.quarters",
        "Check the figures and close the quarter",
        quarter_to_be_closed,
        _quarter,
        order=125,
        offices=(StaffGroup.ANALYSTS, StaffGroup.HUB_LEADS),
    ),
    WorkQueue(
        "hub.emails",
        "Send failed emails again",
        failed_emails,
        _email,
        130,
        whole=_all_emails,
        offices=HUB_TEAM,
        on_front_page=True,
    ),
    WorkQueue(
        "hub.access_asked_for",
        "A second person confirms access",
        access_asked_for,
        _access_of_mine,
        order=100,
        others_act=True,
        offices=EVERY_OFFICE,
    ),
    WorkQueue(
        "hub.changes_asked_for",
        "A second person confirms a change",
        changes_asked_for,
        _asked,
        order=110,
        others_act=True,
        offices=EVERY_OFFICE,
    ),
)
