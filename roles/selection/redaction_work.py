"""What waits for who hides personal details before the sift, and for those who wait for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hub.models import User
from hub.numbers import plural
from hub.work import WorkItem, WorkKind, WorkQueue
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.selection.redaction import Redactor, RedactorQuerySet


def _waiting(person: User) -> RedactorQuerySet:
    rows: RedactorQuerySet = Redactor.objects.with_waiting(person).exclude(
        campaign__in=competed_in(person)
    )
    rows = rows.select_related("campaign__organisation", "person")
    ordered: RedactorQuerySet = rows.order_by("campaign__sift_on", "pk")
    return ordered


def to_hide(person: User) -> QuerySet[Redactor]:
    """The campaigns in which the person hides details themselves, and some wait."""
    return _waiting(person).of(person)


def hidden_by_others(person: User) -> QuerySet[Redactor]:
    """Those whose sift waits for somebody else to hide them."""
    rows = _waiting(person).exclude(person__in=person.account_keys)
    return rows.filter(campaign__organisation__in=person.organisations(*RUNNING_CAMPAIGNS))


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
        "Somebody hides personal details before the sift",
        hidden_by_others,
        _hidden_by,
        order=48,
        others_act=True,
        offices=RUNNING_CAMPAIGNS,
    ),
)
