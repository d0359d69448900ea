"""Interviews of today that a panel marks, and a merit list with a tie that its chair has signed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hub.models import User
from roles.demo.people import Cast
from roles.demo.selection.living_panels import certify
from roles.models import Application, Campaign, Panel, PanelMember, Score, StageResult
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.merit_order import merit_order
from roles.models.selection.score import ScoreVersion
from roles.models.selection.stage_result import StageResultQuerySet
from roles.selection.services.conflicts import declare_on_names
from roles.selection.services.merit_lists import Ahead, seen_of, sign_merit_list

WHY = (
    "Both reached the same points. The first led the harder of the two changes: three suppliers, "
    "and a date that the law had set."
)
# What each of two people on the panel gives whom, by what the panel found; two are equal.
GIVEN = {
    Application.State.RECOMMENDED: (5, 6),
    Application.State.RESERVE: (6, 5),
    Application.State.NOT_APPOINTABLE: (3, 3),
}
SAID = (
    "Described how the team agreed what to stop doing, and what the users noticed of it.",
    "Named the risk early, told the board, and says what they would do sooner next time.",
)


def load() -> None:
    """Make what is missing; the same again changes nothing."""
    living = Campaign.objects.filter(organisation__is_demo=True, merit_lists=None)
    for campaign in living.filter(state=CampaignState.MERIT_AGREED).order_by("pk"):
        if not campaign.grade.is_scs:
            _sign(campaign)
    rows = Campaign.objects.filter(
        organisation__is_demo=True,
        state=CampaignState.INTERVIEWING,
        selection_panels__kind=Stage.Kind.INTERVIEW,
    )
    for campaign in rows.distinct():
        _begin_to_mark(campaign)


def _sign(campaign: Campaign) -> None:
    """The panel marked everybody who was met; the chair settled a tie and signed the list."""
    results = list(
        _met(campaign).filter(application__state__in=GIVEN).select_related("application")
    )
    if not results or campaign.merit_agreed_at is None:
        return
    cast = Cast.of(campaign.organisation.code)
    at = campaign.merit_agreed_at - timedelta(days=3)
    panel = _panel(campaign, results[0].number, [cast.manager, cast.approver], at)
    _met(campaign).update(is_marked=True)
    for result in results:
        for number, place in enumerate(panel.members.sitting().order_by("role", "pk")):
            _mark(result, place, GIVEN[Application.State(result.application.state)][number], at)
    order = merit_order(campaign)
    ahead = [
        Ahead(one.key, other.key, WHY)
        if one.application.state == Application.State.RECOMMENDED
        else Ahead(other.key, one.key, WHY)
        for one, other, _ in order.pairs()
    ]
    sign_merit_list(
        panel=panel,
        seen=seen_of(order, None),
        ahead=ahead,
        actor=cast.manager,
        at=at + timedelta(hours=2),
    )


def _begin_to_mark(campaign: Campaign) -> None:
    """Somebody has been met: one of the panel has given marks, the chair has not."""
    rows = _met(campaign).filter(application__state=Application.State.INTERVIEWED)
    if not rows.exists() or _met(campaign).marked().exists():
        return
    _met(campaign).update(is_marked=True)
    # The chair has said that they know none of those who were invited, and marks next.
    chairs = PanelMember.objects.sitting().filter(
        panel__campaign=campaign, panel__kind=Stage.Kind.INTERVIEW, role=PanelMember.Role.CHAIR
    )
    for chair in chairs.select_related("person", "panel__campaign"):
        if chair.person is not None:
            declare_on_names(member=chair, applications=[], actor=chair.person)
    members = PanelMember.objects.sitting().filter(
        panel__campaign=campaign, panel__kind=Stage.Kind.INTERVIEW, role=PanelMember.Role.MEMBER
    )
    for result in rows.select_related("application"):
        for place in members.order_by("pk")[:1]:
            _mark(result, place, 5, timezone.now())


def _met(campaign: Campaign) -> StageResultQuerySet:
    """The results of a campaign's interviews."""
    return StageResult.objects.filter(application__campaign=campaign, kind=Stage.Kind.INTERVIEW)


def _panel(campaign: Campaign, number: int, people: list[User], at: datetime) -> Panel:
    panel, _ = Panel.objects.get_or_create(
        campaign=campaign,
        number=number,
        defaults={"kind": Stage.Kind.INTERVIEW, "made_by": people[0], "made_at": at},
    )
    roles = (PanelMember.Role.CHAIR, PanelMember.Role.MEMBER)
    for person, role in zip(people, roles, strict=True):
        certify(person)
        PanelMember.objects.get_or_create(
            panel=panel,
            person=person,
            defaults={
                "role": role,
                "state": PanelMember.State.ACCEPTED,
                "answer_by": timezone.localdate(at),
                "invited_by": people[0],
                "invited_at": at - timedelta(days=10),
                "accepted_at": at - timedelta(days=9),
                "declared_at": at - timedelta(days=9),
            },
        )
    return panel


def _mark(result: StageResult, place: PanelMember, points: int, at: datetime) -> None:
    """The same points for every question, with what was said."""
    for number, element in enumerate(elements_to_mark(result.campaign, result.number)):
        score, _ = Score.objects.update_or_create(
            result=result,
            place=place,
            element=element.slug,
            defaults={
                "points": points,
                "evidence": SAID[number % len(SAID)],
                "saved_at": at,
                "submitted_at": at,
            },
        )
        score.keep(ScoreVersion.Why.SUBMITTED, at=at)
