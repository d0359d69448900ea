"""The panel that marks a sift of today: one member is done, one is half way, one has not begun.

Two of the three mark each application. Nobody is decided on yet: that waits for both marks.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from roles.demo.campaigns.story import AdvertStory
from roles.demo.people import Cast
from roles.demo.selection.living_panels import accept_all, panel_of
from roles.models import Campaign, PanelMember, Score
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.score import ScoreVersion
from roles.selection.services.conflicts import declare_own_knowledge
from roles.selection.services.marking import Mark, save_mark
from roles.selection.services.marking_list import AnswerToMark, marking_list
from roles.selection.services.share_piles import Sharing
from roles.selection.services.sharing_out import preview_of, share_out, why_not_shared

TWO_EACH = Sharing(2)
# What each mark is based on: two of each, so that two people do not write the same.
BECAUSE = {
    2: (
        "Says that the team delivered, not what the candidate did. No dates and no result.",
        "One short example from a course. Nothing about the second part of the criterion.",
    ),
    3: (
        "A clear situation, but the result is “it went well”. It does not say how they know.",
        "Some evidence of planning. How they handled the delay is missing.",
    ),
    4: (
        "Covers the criterion once, with a result: the release went out two weeks earlier.",
        "A good example of stand-ups and a board. Little about people who disagreed.",
    ),
    5: (
        "Two examples with figures. Says what they would do differently.",
        "Cut the waiting time from 9 days to 4, and says how it was measured.",
    ),
    6: (
        "Led three teams through a change of supplier, with the risks named early.",
        "Strong on coaching: the team runs its own retrospectives now.",
    ),
    7: (
        "Everything the criterion asks for, at two departments, with results that lasted.",
        "Above the grade throughout: set the way of working that others took over.",
    ),
}


def sit(campaign: Campaign, story: AdvertStory, cast: Cast, at: datetime) -> None:
    """Three people sit on the panel and know nobody, before the sift of that story starts."""
    if not story.is_marked or campaign.selection_panels.exists():
        return
    opened = campaign.opened_at or at
    panel = panel_of(campaign, cast, [cast.approver, cast.requester], opened)
    accept_all(panel, opened + timedelta(hours=1))
    for member in panel.members.sitting().select_related("person"):
        if member.person is not None:
            declare_own_knowledge(
                member=member,
                knows_somebody=False,
                names="",
                actor=member.person,
                at=opened + timedelta(hours=2),
            )


def load() -> None:
    """Of those to decide: the chair has marked all, the second half, the third nothing."""
    for campaign in Campaign.objects.filter(
        organisation__is_demo=True, state=CampaignState.SIFTING
    ):
        _share(campaign)
        for number, member in enumerate(_members(campaign)):
            _half(member, number)


def _share(campaign: Campaign) -> None:
    """The chair has shared the marking out, before anybody began."""
    panel = campaign.selection_panels.that_sift().filter(markers_each=None).first()
    if panel is None or Score.objects.filter(place__panel=panel).exists():
        return
    chair = panel.members.sitting().filter(role=PanelMember.Role.CHAIR).first()
    if why_not_shared(panel) or chair is None or chair.person is None:
        return
    seen = preview_of(panel, TWO_EACH)
    if seen.changes and not seen.why_no_room(chair.person):
        share_out(panel=panel, sharing=TWO_EACH, seen=seen.shared.version, actor=chair.person)


def _half(member: PanelMember, number: int) -> None:
    if member.person is None or Score.objects.filter(place=member).exists():
        return
    answers = [each for each in marking_list(member, member.person).answers if not each.is_marked]
    if number == 0:
        for at, answer in enumerate(answers):
            _save(answer, 3 + at % 4, number)
        now = timezone.now()
        for score in Score.objects.filter(place=member).drafts():
            Score.objects.filter(pk=score.pk).update(submitted_at=now)
            score.keep(ScoreVersion.Why.SUBMITTED, at=now)
    elif number == 1:
        for at, answer in enumerate(answers[: len(answers) // 2]):
            _save(answer, 4 + at % 3, number)


def _save(answer: AnswerToMark, points: int, number: int) -> None:
    member = answer.member
    if member.person is not None:
        save_mark(
            member=member,
            element=answer.element.slug,
            code=answer.code,
            mark=Mark(0, points, evidence=BECAUSE[points][number % 2]),
            actor=member.person,
        )


def _members(campaign: Campaign) -> list[PanelMember]:
    rows = PanelMember.objects.sitting().filter(panel__campaign=campaign)
    return list(
        rows.select_related("person", "panel__campaign").order_by("role", "invited_at", "pk")
    )
