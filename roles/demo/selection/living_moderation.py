"""Marks that differ in the sift of today: some were agreed, on one the panel has still to agree."""

from __future__ import annotations

from django.utils import timezone

from roles.models import (
    Campaign,
    MarkingShare,
    Moderation,
    Panel,
    PanelMember,
    Score,
    StageResult,
)
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.agenda import items_of
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.score import ScoreVersion
from roles.selection.services.moderating import agree_mark

AGREED = (
    "We read the answer again together. It names two teams and what changed for them, but gives no "
    "figures for the second one."
)
# What the people on the panel make of the first answer on which they do not agree yet.
APART = (
    (6, "Led three teams through a change of supplier, with the risks named early."),
    (3, "Says that the team delivered, not what the candidate did. No dates and no result."),
    (4, "Covers the criterion once, with a result: the release went out two weeks earlier."),
)


def load() -> None:
    """Two applications are marked whole, not alike; on one of them the panel has agreed."""
    for campaign in Campaign.objects.filter(
        organisation__is_demo=True, state=CampaignState.SIFTING
    ):
        rows = StageResult.objects.marked().filter(application__campaign=campaign)
        if Moderation.objects.filter(result__in=rows.order_by().values("pk")).exists():
            continue
        waiting = rows.to_mark().select_related("application").order_by("application__reference")
        for number, result in enumerate(waiting[:2]):
            _mark(campaign, result)
            if number == 0:
                _agree(result)


def _agree(result: StageResult) -> None:
    """The chair agrees the mark that differs, from the evidence."""
    panel = Panel.objects.get(campaign=result.application.campaign_id, number=result.number)
    chair = panel.members.sitting().get(role=PanelMember.Role.CHAIR).person
    for item in items_of(result.application.campaign, result.number, [result]):
        if item.is_open and chair is not None:
            agree_mark(
                panel=panel,
                result=result,
                element=item.element.slug,
                points=4,
                note=AGREED,
                seen=0,
                actor=chair,
            )


def _mark(campaign: Campaign, result: StageResult) -> None:
    now = timezone.now()
    elements = [element.slug for element in elements_to_mark(campaign, result.number)]
    own = MarkingShare.objects.standing().filter(application=result.application_id)
    sitting = PanelMember.objects.sitting().filter(panel__campaign=campaign)
    if own.exists():
        sitting = sitting.filter(pk__in=own.order_by().values("place"))
    members = list(sitting.order_by("role", "invited_at", "pk"))
    for member, (points, evidence) in zip(members, APART, strict=False):
        for place, element in enumerate(elements):
            given = points if place == 0 else 4
            score, _ = Score.objects.update_or_create(
                result=result,
                place=member,
                element=element,
                defaults={
                    "points": given,
                    "evidence": evidence,
                    "cannot_mark": False,
                    "is_flagged": False,
                    "saved_at": now,
                    "submitted_at": now,
                },
            )
            score.keep(ScoreVersion.Why.SUBMITTED, at=now)
