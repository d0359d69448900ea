"""What waits around the merit list: signing it, and confirming a correction of it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from hub.models import Membership, User
from hub.work import WorkItem, WorkKind, WorkQueue
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import MEETING
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.merit_list import MeritList
from roles.models.selection.merit_order import merit_order
from roles.models.selection.moderation import panels_with_chair
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.stage_result import StageResult
from roles.selection.services.merit_lists import hides_from, panel_that_signs, why_not_signed


def to_sign(person: User) -> list[Panel]:
    """The panels whose first merit list somebody can sign now: every mark is in and agreed."""
    own = (
        PanelMember.objects.of(person)
        .sitting()
        .filter(role=PanelMember.Role.CHAIR, declared_at__isnull=False)
    )
    arranges = Campaign.objects.filter(
        organisation__in=person.organisations(Membership.Role.RESOURCING)
    ).exclude(
        pk__in=PanelMember.objects.of_side(person).ever_held().order_by().values("panel__campaign")
    )
    marked = StageResult.objects.marked().filter(
        application__campaign=OuterRef("campaign"), number=OuterRef("number")
    )
    signed = MeritList.objects.filter(campaign=OuterRef("campaign"))
    rows = Panel.objects.filter(
        Q(members__in=own)
        | (
            ~Q(pk__in=panels_with_chair().values("pk"))
            & Q(campaign__in=arranges.order_by().values("pk"))
        ),
        ~Q(kind=Stage.Kind.SIFT),
        Exists(marked),
        ~Exists(signed),
        campaign__state__in=MEETING,
    ).exclude(campaign__in=competed_in(person))
    rows = rows.select_related("campaign__organisation", "campaign__grade").distinct()
    return [panel for panel in rows.order_by("pk") if _can_be_signed(panel, person)]


def _can_be_signed(panel: Panel, person: User) -> bool:
    campaign = panel.campaign
    signs = panel_that_signs(campaign)
    if signs is None or signs.pk != panel.pk or hides_from(campaign, person):
        return False
    return not why_not_signed(campaign) and not merit_order(campaign).missing


def to_confirm(person: User) -> QuerySet[MeritList]:
    """Corrections that wait for a second person who selects, and did not sign them."""
    offices = (Membership.Role.HIRING_MANAGER, Membership.Role.RESOURCING)
    hidden = Application.objects.all().hidden_from(person)
    rows = MeritList.objects.to_confirm().filter(
        campaign__organisation__in=person.organisations(*offices)
    )
    rows = rows.exclude(campaign__in=competed_in(person)).exclude(signed_by__in=person.side_keys)
    rows = rows.exclude(campaign__in=Campaign.objects.undeclared_by(person))
    if hidden:
        rows = rows.exclude(
            campaign__in=Application.objects.filter(pk__in=hidden).order_by().values("campaign")
        )
    return rows.select_related("campaign__organisation").order_by("signed_at", "pk")


def _to_sign(panel: Panel) -> WorkItem:
    campaign = panel.campaign
    return WorkItem(
        text=f"{campaign.reference}, {campaign.title}",
        href=reverse("roles:merit_list_sign", args=[campaign.reference]),
        since=campaign.interviewing_at or panel.made_at,
        until=panel.days[1],
        organisation=campaign.organisation.name,
    )


def _to_confirm(row: MeritList) -> WorkItem:
    campaign = row.campaign
    return WorkItem(
        text=f"{campaign.reference}, {campaign.title}, version {row.version}",
        href=reverse("roles:merit_list_confirm", args=[campaign.reference, row.version]),
        since=row.signed_at,
        organisation=campaign.organisation.name,
    )


MERIT_WORK = (
    WorkQueue(
        "roles.merit_lists_to_sign",
        "Sign merit lists",
        to_sign,
        _to_sign,
        order=48,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.merit_lists_to_confirm",
        "Confirm corrections of merit lists",
        to_confirm,
        _to_confirm,
        order=48,
        kind=WorkKind.DECIDE,
    ),
)
