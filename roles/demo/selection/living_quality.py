"""Marks of a sift that is over, so that figures of how a panel marks can be looked at.

Three people marked everybody; one of them gives a little more than the others.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from roles.demo.people import Cast
from roles.demo.selection.living_marking import BECAUSE
from roles.demo.selection.living_panels import certify
from roles.models import Campaign, Panel, PanelMember, Score, Stage, StageResult
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.score import ScoreVersion

# Of whose department a role is filled.
FILLED_AT = "HMRC"
# What the chair and the two others give, one application after the other; a pass is 4 or more.
PASSED = ((5, 5, 6), (4, 4, 5), (6, 5, 6), (5, 4, 5), (4, 5, 5), (5, 5, 5), (6, 6, 7))
FAILED = ((3, 2, 3), (2, 2, 3))


def load() -> None:
    """Make what is missing; the same again changes nothing."""
    decided = StageResult.objects.filter(kind=Stage.Kind.SIFT, decided_at__isnull=False)
    rows = Campaign.objects.filter(
        pk__in=decided.order_by().values("application__campaign"),
        organisation__code=FILLED_AT,
        organisation__is_demo=True,
        state=CampaignState.FILLED,
        selection_panels=None,
        sifting_at__gt=timezone.now() - timedelta(days=400),
        interviewing_at__isnull=False,
    )
    for campaign in rows.order_by("pk")[:1]:
        _mark(campaign)


def _mark(campaign: Campaign) -> None:
    results = StageResult.objects.filter(
        application__campaign=campaign, kind=Stage.Kind.SIFT, decided_at__isnull=False
    )
    own = list(results.select_related("application").order_by("application__reference"))
    if not own or campaign.sifting_at is None:
        return
    cast, at = Cast.of(campaign.organisation.code), campaign.sifting_at
    people = (cast.manager, cast.approver, cast.requester)
    panel = Panel.objects.create(
        campaign=campaign,
        number=own[0].number,
        kind=Stage.Kind.SIFT,
        made_by=cast.manager,
        made_at=at - timedelta(days=9),
    )
    places = []
    for number, person in enumerate(people):
        certify(person)
        role = PanelMember.Role.MEMBER if number else PanelMember.Role.CHAIR
        places.append(
            PanelMember.objects.create(
                panel=panel,
                person=person,
                role=role,
                state=PanelMember.State.ACCEPTED,
                answer_by=timezone.localdate(at - timedelta(days=5)),
                invited_by=cast.manager,
                invited_at=at - timedelta(days=9),
                accepted_at=at - timedelta(days=8),
                declared_at=at - timedelta(days=8),
            )
        )
    results.update(is_marked=True)
    turns = {StageResult.Outcome.PASSED: 0, StageResult.Outcome.NOT_PASSED: 0}
    for result in own:
        outcome = StageResult.Outcome(result.outcome)
        given = PASSED if outcome == StageResult.Outcome.PASSED else FAILED
        points = given[turns[outcome] % len(given)]
        turns[outcome] += 1
        for number, place in enumerate(places):
            _give(result, place, points[number], number)


def _give(result: StageResult, place: PanelMember, points: int, number: int) -> None:
    at = (result.decided_at or timezone.now()) - timedelta(hours=3)
    # The third writes no more than has to be.
    words = number < 2 or not 4 <= points < 7
    for element in elements_to_mark(result.campaign, result.number):
        score = Score.objects.create(
            result=result,
            place=place,
            element=element.slug,
            points=points,
            evidence=BECAUSE[points][number % 2] if words else "",
            saved_at=at,
            submitted_at=at,
        )
        score.keep(ScoreVersion.Why.SUBMITTED, at=at)
