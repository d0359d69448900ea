"""What waits because somebody on a panel may have a conflict of interest (R9)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, User
from hub.numbers import plural
from hub.work import WorkItem, WorkKind, WorkQueue
from roles.applications.work import times_to_choose
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import ASSESSING
from roles.models.selection.conflict import Conflict
from roles.models.selection.panel import PanelMember
from roles.selection.services.marker_gaps import MarkerGap, marker_gaps
from roles.selection.services.slot_gaps import without_times


def _arranged_by(person: User) -> QuerySet[Campaign]:
    """The campaigns whose selection a person arranges, being on none of their panels."""
    campaigns = Campaign.objects.filter(
        organisation__in=person.organisations(Membership.Role.RESOURCING)
    ).exclude(pk__in=competed_in(person))
    own = PanelMember.objects.of_side(person).ever_held().order_by().values("panel__campaign")
    return campaigns.exclude(pk__in=own)


def to_decide(person: User) -> QuerySet[Conflict]:
    """Possible conflicts for who arranges the selection and is on none of its panels."""
    rows = (
        Conflict.objects.to_decide()
        .listed()
        .filter(application__campaign__in=_arranged_by(person).order_by().values("pk"))
    )
    rows = rows.open_to(person).by_reference()
    return rows.select_related("application__campaign__organisation", "person")


def to_look_at_again(person: User) -> QuerySet[Conflict]:
    """Decisions of people with a conflict, for who arranges the selection and is on no panel."""
    rows = Conflict.objects.to_look_at_again().filter(
        application__campaign__in=_arranged_by(person).order_by().values("pk"),
        application__campaign__state__in=ASSESSING,
    )
    rows = rows.open_to(person).by_reference()
    return rows.select_related("application__campaign__organisation", "person")


def _to_decide(conflict: Conflict) -> WorkItem:
    """By the day alone: no moment says who applied when (R11)."""
    campaign, found = conflict.application.campaign, timezone.localdate(conflict.found_at)
    return WorkItem(
        text=f"{campaign.reference}, {campaign.title}: {conflict.name}",
        href=reverse("roles:conflict_move", args=[campaign.reference, conflict.pk, "decide"]),
        since=found,
        until=campaign.sift_on if campaign.sift_on and campaign.sift_on >= found else None,
        organisation=campaign.organisation.name,
    )


def _to_look_at_again(conflict: Conflict) -> WorkItem:
    campaign, moves = conflict.application.campaign, "roles:conflict_move"
    return WorkItem(
        text=f"{campaign.reference}, {campaign.title}: {conflict.application.reference}",
        href=reverse(moves, args=[campaign.reference, conflict.pk, "look-again"]),
        since=timezone.localdate(conflict.confirmed_at or conflict.found_at),
        organisation=campaign.organisation.name,
    )


def without_markers(person: User) -> list[MarkerGap]:
    """Panels of which too few people can mark, where somebody else can be invited (S3)."""
    return [each for each in marker_gaps(person) if each.can_mend]


def _to_find_markers(each: MarkerGap) -> WorkItem:
    panel = each.panel
    number = plural(each.number, "application")
    names = [panel.campaign.reference, panel.number]
    is_shared = panel.markers_each is not None
    return WorkItem(
        text=f"{panel.campaign.reference}, {panel.campaign.title}, {panel.stage_words}: {number}",
        href=reverse("roles:share_out", args=names)
        if is_shared
        else reverse("roles:panel_move", args=[*names, "invite"]),
        since=panel.campaign.sifting_at or panel.made_at,
        until=panel.campaign.interviews_from,
        organisation=panel.campaign.organisation.name,
    )


def without_interview_times(person: User) -> QuerySet[Application]:
    """Candidates who have no time to choose, for who may know why: nobody on a panel (R9)."""
    rows = Application.objects.handled_by(person).invited().going_on()
    rows = rows.filter(
        state=ApplicationState.INTERVIEW_INVITED,
        campaign__in=_arranged_by(person).order_by().values("pk"),
    )
    rows = without_times(rows, times_to_choose(person))
    return rows.select_related("campaign__organisation").order_by("reference")


def _to_offer_times(application: Application) -> WorkItem:
    campaign = application.campaign
    return WorkItem(
        text=f"{application.reference}, {campaign.title}",
        href=reverse("roles:slot_offer", args=[campaign.reference]),
        since=application.interview_invited_at or application.draft_at,
        organisation=campaign.organisation.name,
    )


CONFLICT_WORK = (
    WorkQueue(
        "roles.interviews_without_times",
        "Offer interview times that these candidates can choose",
        without_interview_times,
        _to_offer_times,
        order=49,
        offices=(Membership.Role.RESOURCING,),
    ),
    WorkQueue(
        "roles.panels_without_markers",
        "Find somebody else to mark applications",
        without_markers,
        _to_find_markers,
        order=46,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.conflicts",
        "Decide on possible conflicts of interest",
        to_decide,
        _to_decide,
        order=48,
        offices=(Membership.Role.RESOURCING,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.decisions_to_look_at",
        "Look again at decisions of people with a conflict of interest",
        to_look_at_again,
        _to_look_at_again,
        order=48,
        offices=(Membership.Role.RESOURCING,),
        kind=WorkKind.DECIDE,
    ),
)
