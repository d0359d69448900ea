"""Marks that differ in the sift of today: some were agreed, on one the panel has still to agree."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from roles.models import Application, Campaign, Panel, PanelMember, Score, StageResult
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.agenda import items_of
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.score import ScoreVersion
from roles.selection.services.moderating import agree_mark

AGREED = (
    "We read the answer again together. It names two teams and what changed for them, but gives no "
    "figures for the second one."
)
# What the three people on the panel make of the first answer on which they do not agree yet.
APART = (
    (6, "Led three teams through a change of supplier, with the risks named early."),
    (3, "Says that the team delivered, not what the candidate did. No dates and no result."),
    (4, "Covers the criterion once, with a result: the release went out two weeks earlier."),
)


def agree(application: Application, at: datetime) -> None:
    """The chair agrees marks that differ, before the application is decided."""
    for result in StageResult.objects.marked().filter(application=application, outcome=""):
        panel = Panel.objects.get(campaign=application.campaign_id, number=result.number)
        chair = panel.members.sitting().get(role=PanelMember.Role.CHAIR).person
        for item in items_of(application.campaign, result.number, [result]):
            if item.is_open and chair is not None:
                agree_mark(
                    panel=panel,
                    result=result,
                    element=item.element.slug,
                    points=sorted(item.points)[len(item.points) // 2],
                    note=AGREED,
                    seen=0,
                    actor=chair,
                    at=at,
                )


def load() -> None:
    """Everybody has marked one application of the sift, and not alike."""
    for campaign in Campaign.objects.filter(
        organisation__is_demo=True, state=CampaignState.SIFTING
    ):
        waiting = StageResult.objects.to_mark().filter(application__campaign=campaign)
        result = waiting.select_related("application").order_by("application__reference").first()
        if result is not None and not result.all_marks_in:
            _mark(campaign, result)


def _mark(campaign: Campaign, result: StageResult) -> None:
    now = timezone.now()
    elements = [element.slug for element in elements_to_mark(campaign, result.number)]
    sitting = PanelMember.objects.sitting().filter(panel__campaign=campaign)
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
