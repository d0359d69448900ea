"""What waits around interview schemes, for who arranges the selection and is on no panel (R12)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hub.models import Membership, User
from hub.work import WorkItem, WorkKind, WorkQueue
from roles.models.campaigns.campaign_side import competed_in
from roles.models.selection.panel import PanelMember
from roles.models.selection.redaction import Redactor
from roles.models.selection.sift_cut import SchemeRule, SiftCut

OFFICES = (Membership.Role.RESOURCING,)


def _open_to(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Those of campaigns on whose panels they never were, and whose answers they did not hide."""
    held = PanelMember.objects.of_side(person).ever_held().order_by()
    hid = Redactor.objects.of_side(person).order_by()
    rows = rows.filter(campaign__organisation__in=person.organisations(*OFFICES))
    rows = rows.exclude(campaign__in=competed_in(person))
    rows = rows.exclude(campaign__in=held.values("panel__campaign"))
    rows = rows.exclude(campaign__in=hid.values("campaign"))
    return rows.select_related("campaign__organisation")


def to_decide(person: User) -> QuerySet[SiftCut]:
    """Numbers to invite whose schemes somebody can decide now, who did not decide the number."""
    rows = _open_to(SiftCut.objects.to_decide(), person)
    return rows.exclude(decided_by__in=person.side_keys).order_by("decided_at", "pk")


def to_confirm(person: User) -> QuerySet[SchemeRule]:
    """Rules changed after the role had closed that somebody else changed."""
    rows = _open_to(SchemeRule.objects.to_confirm(), person)
    return rows.exclude(set_by__in=person.side_keys).order_by("set_at", "pk")


def _to_decide(cut: SiftCut) -> WorkItem:
    campaign = cut.campaign
    return WorkItem(
        text=f"{campaign.title}, {campaign.reference}",
        href=reverse("roles:schemes", args=[campaign.reference]),
        since=cut.decided_at,
        until=campaign.interviews_from,
        organisation=campaign.organisation.name,
    )


def _to_confirm(rule: SchemeRule) -> WorkItem:
    campaign = rule.campaign
    return WorkItem(
        text=f"{campaign.title}, {campaign.reference}",
        href=reverse("roles:scheme_rule_confirm", args=[campaign.reference]),
        since=rule.set_at,
        organisation=campaign.organisation.name,
    )


CUT_WORK = (
    WorkQueue(
        "roles.schemes_to_decide",
        "Decide on interview schemes",
        to_decide,
        _to_decide,
        order=48,
        offices=OFFICES,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.scheme_rules_to_confirm",
        "Confirm changed rules for interview schemes",
        to_confirm,
        _to_confirm,
        order=48,
        offices=OFFICES,
        kind=WorkKind.DECIDE,
    ),
)
