"""What waits for those on a panel that marks."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from hub.models import User
from hub.work import WorkItem, WorkKind, WorkQueue
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import MEETING, CampaignState
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import Score
from roles.models.selection.share import MarkingShare
from roles.models.selection.slot import SlotSeat
from roles.models.selection.stage_result import StageResult


def to_mark(person: User) -> QuerySet[PanelMember]:
    """Places by which a person has still to mark applications that wait for their marks.

    What a conflict of interest hides from them counts for nothing (S4), nor what others marked.
    """
    rows = (
        PanelMember.objects.of(person)
        .sitting()
        .filter(
            Q(panel__kind=Stage.Kind.SIFT, panel__campaign__state=CampaignState.SIFTING)
            | (~Q(panel__kind=Stage.Kind.SIFT) & Q(panel__campaign__state__in=MEETING)),
            declared_at__isnull=False,
        )
    )
    rows = rows.exclude(panel__campaign__in=competed_in(person)).with_related()
    own = Score.objects.by(person).submitted().filter(result=OuterRef("pk"))
    # An interview whose time says who held it is theirs alone to mark (S33).
    seats = SlotSeat.objects.held().filter(
        slot__application=OuterRef("application"), slot__number=OuterRef("number")
    )
    waiting = (
        StageResult.objects.to_mark()
        .shown_to(person)
        .readable()
        .filter(
            ~Exists(own),
            Q(kind=Stage.Kind.SIFT)
            | ~Exists(seats)
            | Exists(seats.filter(place__in=PanelMember.objects.of(person))),
            application__campaign=OuterRef("panel__campaign"),
            number=OuterRef("panel__number"),
        )
    )
    # Of a sift that is shared out, their own share (S6).
    share = MarkingShare.objects.standing().filter(
        application=OuterRef("application"), place=OuterRef(OuterRef("pk"))
    )
    is_shared = Q(panel__markers_each__isnull=False)
    rows = rows.filter((~is_shared & Exists(waiting)) | Exists(waiting.filter(Exists(share))))
    return rows.order_by("panel__campaign__interviews_from", "pk")


def _to_mark(place: PanelMember) -> WorkItem:
    campaign = place.panel.campaign
    is_sift = place.panel.kind == Stage.Kind.SIFT
    return WorkItem(
        text=f"{campaign.title}, {place.panel.stage_words}",
        href=reverse("roles:marking_next", args=[place.pk]),
        since=(campaign.sifting_at if is_sift else campaign.interviewing_at) or place.invited_at,
        until=place.panel.days[1],
        organisation=campaign.organisation.name,
    )


MARKING_WORK = (
    WorkQueue(
        "roles.marking",
        "Mark answers and interviews of candidates",
        to_mark,
        _to_mark,
        order=47,
        kind=WorkKind.DECIDE,
    ),
)
