"""What waits for who hides personal details before the sift, and for those who wait for them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from hub.models import User
from hub.numbers import plural
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue, read_once
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.selection.redaction import Redaction, Redactor


def _waiting(person: User) -> list[Any]:
    """The campaigns in which details wait to be hidden that the person hides or runs."""
    return read_once(person, "roles.redactions_waiting", _read_waiting)


def _read_waiting(person: User) -> list[Any]:
    rows = Redactor.objects.at_work()
    rows = rows.exclude(campaign__in=competed_in(person)).select_related(
        "campaign__organisation", "person"
    )
    mine = set(rows.of(person).values_list("pk", flat=True))
    bodies = set(person.organisations(*RUNNING_CAMPAIGNS).values_list("pk", flat=True))
    found = [row for row in rows if row.pk in mine or row.campaign.organisation_id in bodies]
    for row in found:
        row.campaign.read_by(person)
    numbers = Redaction.objects.counts_waiting([row.campaign for row in found])
    kept: list[Any] = []
    for row in found:
        waiting: Any = row
        waiting.number, waiting.is_own = numbers.get(row.campaign_id, 0), row.pk in mine
        if waiting.number:
            kept.append(waiting)
    return sorted(kept, key=lambda row: (row.campaign.sift_on or timezone.localdate(), row.pk))


def to_hide(person: User) -> list[Any]:
    """Those in which the person hides details themselves."""
    return [row for row in _waiting(person) if row.is_own]


def hidden_by_others(person: User) -> list[Any]:
    """Those whose sift waits for somebody else to hide them."""
    return [row for row in _waiting(person) if not row.is_own]


def _item(row: Any, href: str, who: str = "") -> WorkItem:
    campaign: Campaign = row.campaign
    return WorkItem(
        text=f"{campaign.title}, {campaign.reference}: {plural(row.number, 'application')}{who}",
        href=href,
        since=campaign.closed_at or row.appointed_at,
        until=campaign.sift_on,
        organisation=campaign.organisation.name,
    )


def _to_hide(row: Any) -> WorkItem:
    return _item(row, reverse("roles:redact_next", args=[row.campaign.reference]))


def _hidden_by(row: Any) -> WorkItem:
    address = reverse("roles:redaction_list", args=[row.campaign.reference])
    return _item(row, address, f", with {row.name}")


REDACTION_WORK = (
    WorkQueue(
        "roles.redactions",
        "Hide personal details in answers",
        to_hide,
        _to_hide,
        order=47,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.redactions_awaited",
        "Personal details are hidden before the sift",
        hidden_by_others,
        _hidden_by,
        order=48,
        others_act=True,
        offices=(*RUNNING_CAMPAIGNS, *HUB_TEAM),
    ),
)
