"""Times for the interviews of today's campaign: some taken, some free, and one person none suits.

Tom Bell, whom a visitor can become, has still to choose.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from hub.demo import days_after
from roles.demo.applications.living_applications import TOM
from roles.demo.clearing import forget
from roles.demo.people import Cast
from roles.demo.selection.living_panels import certify
from roles.models import Application, Campaign, Slot, SlotSeat
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.panel import Panel
from roles.selection.services.conflicts import declare_own_knowledge
from roles.selection.services.panel_answers import accept_invitation
from roles.selection.services.panels import set_up_panel
from roles.selection.services.slot_choices import choose_time, say_none_suits, times_for
from roles.selection.services.slot_plan import Wish, plan_of
from roles.selection.services.slots import (
    interview_panel,
    interview_stage,
    make_slots,
    who_can_hold,
)
from roles.selection.services.waiting_for_times import tell_who_waits

WORDS = "I work on both days. I could come on any day of the week after, or after 5pm."


def load() -> None:
    """Make what is missing; the same again changes nothing."""
    rows = Campaign.objects.filter(
        organisation__is_demo=True, state=CampaignState.INTERVIEWING, slots=None
    )
    for campaign in rows.order_by("-pk")[:1]:
        if _offer(campaign):
            _answer(campaign)


def clear() -> None:
    """Remove what was told of the times; they go with their campaigns."""
    seats = SlotSeat.objects.filter(slot__campaign__organisation__is_demo=True)
    forget(SlotSeat, [str(pk) for pk in seats.values_list("pk", flat=True)])


def _offer(campaign: Campaign) -> list[Slot]:
    """The times of the next two days on which people are interviewed; none where it is over."""
    cast, today = Cast.of(campaign.organisation.code), timezone.localdate()
    days = [days_after(today, number) for number in (1, 2)]
    stage, last = interview_stage(campaign), campaign.interviews_to
    if stage is None or (last is not None and last < days[0]):
        return []
    _panel(campaign, cast)
    wish = Wish(
        campaign=campaign,
        number=stage.number,
        days=days,
        first=time(10),
        last=time(15),
        minutes=45,
        gap=15,
        medium="video",
        place="https://video.example.gov.uk/interviews",
        everybody=who_can_hold(campaign),
        breaks=[(time(12), time(13))],
    )
    plan = plan_of(wish, timezone.now())
    if not plan.starts:
        return []
    return make_slots(campaign=campaign, wish=wish, seen=plan.version, actor=cast.resourcing)


def _panel(campaign: Campaign, cast: Cast) -> Panel:
    panel, stage = interview_panel(campaign), interview_stage(campaign)
    if panel is not None:
        return panel
    assert stage is not None
    people = (cast.manager, cast.approver)
    for person in people:
        certify(person)
    panel = set_up_panel(
        campaign=campaign,
        number=stage.number,
        chair=cast.manager,
        members=[cast.approver],
        answer_by=max(campaign.interviews_to or timezone.localdate(), _tomorrow()),
        actor=cast.manager,
    )
    for member in panel.members.invited().select_related("person"):
        if member.person is not None:
            accept_invitation(member=member, actor=member.person)
            declare_own_knowledge(
                member=member, knows_somebody=False, names="", actor=member.person
            )
    return panel


def _tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def _answer(campaign: Campaign) -> None:
    """The last of those who are invited has chosen; none of the times suits another."""
    rows = campaign.applications.filter(
        state=Application.State.INTERVIEW_INVITED, candidate__isnull=False, is_set_aside=False
    )
    others = list(rows.exclude(candidate__email=TOM).order_by("pk"))
    for application, act in zip(reversed(others), (_choose, _none), strict=False):
        act(application)
    # Who has no time to choose waits from now on.
    tell_who_waits()


def _choose(application: Application) -> None:
    free = [each.slot for each in times_for(application, timezone.now()) if not each.why_not]
    if free and application.candidate is not None:
        choose_time(application=application, slot=free[0], actor=application.candidate)


def _none(application: Application) -> None:
    if application.candidate is not None:
        say_none_suits(application=application, words=WORDS, actor=application.candidate)
