"""Times for interviews are kept, closed, and given other people to hold them (S28 to S31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.locks import hold_until_the_end
from hub.models import User
from hub.numbers import plural
from hub.refusals import RefusedError
from roles.applications.services.applications import notify_candidate
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.panel import FEWEST, Panel, PanelMember
from roles.models.selection.planned_stage import PlannedStage, planned_stages
from roles.models.selection.slot import Slot, SlotSeat, room_of
from roles.selection.services.holders import tell_who_held
from roles.selection.services.interview_clashes import confirmed_outside
from roles.selection.services.panel_rules import in_how_many_people, needs_commissioner
from roles.selection.services.slot_duties import remind_holder
from roles.selection.services.slot_ends import close_times
from roles.selection.services.slot_plan import Plan, Wish, certified, plan_of
from roles.selection.services.slot_times import (
    buffer_now,
    keys_of_each,
    name_of_person,
    name_of_room,
    span_of,
    taken_between,
)


class SlotRefusedError(RefusedError):
    """The times cannot be kept like that."""


class PlanChangedError(SlotRefusedError):
    """What was shown is not what can be kept now."""

    reason = "The times you can offer have changed since you checked them. Check them again first"


class NoTimesError(SlotRefusedError):
    """There is nothing to keep."""

    reason = "None of these times can be offered. Change the days, the times or the people"


class TooFewPeopleError(SlotRefusedError):
    """Nobody interviews alone (R9)."""

    field = "everybody"


class NotFreeError(SlotRefusedError):
    """Somebody has taken the time meanwhile, or it is closed."""

    reason = "This time is not free any more"


def fewest_for(campaign: Campaign) -> int:
    """How many people of the panel hold an interview, a Commissioner beside them (R9, R10)."""
    return FEWEST - 1 if needs_commissioner(campaign) else FEWEST


def interview_stage(campaign: Campaign) -> PlannedStage | None:
    """The stage at which candidates are interviewed: the first of that kind in the plan."""
    stages = planned_stages(campaign)
    return next((stage for stage in stages if stage.kind == Stage.Kind.INTERVIEW), None)


def interview_panel(campaign: Campaign) -> Panel | None:
    """The panel of that stage; None where it is not set up."""
    stage = interview_stage(campaign)
    if stage is None:
        return None
    return Panel.objects.filter(campaign=campaign, number=stage.number).first()


def who_can_hold(campaign: Campaign, day: date | None = None) -> list[PanelMember]:
    """Those who sit on the panel for interviews and can hold one on a day, each once; today's.

    They have declared whom they know, and their assessor's certificate is valid then (R9).
    """
    panel = interview_panel(campaign)
    if panel is None:
        return []
    rows = panel.members.sitting().filter(declared_at__isnull=False, person__is_active=True)
    return certified(list(rows.select_related("person")), day or timezone.localdate())


def why_no_times(campaign: Campaign) -> str:
    """Why nobody can keep times for interviews yet; "" where they can."""
    if campaign.is_ended:
        return "Recruitment for this role has ended"
    if campaign.closes_at is None or campaign.is_live:
        return "You can offer interview times after the role has closed"
    if in_how_many_people([each.person for each in who_can_hold(campaign) if each.person]) < (
        fewest_for(campaign)
    ):
        return (
            "First set up the panel for interviews. At least "
            f"{plural(fewest_for(campaign), 'person', 'people')} must have accepted, declared any "
            "conflicts of interest, and have a valid assessor’s certificate"
        )
    return ""


@requires("roles.set_up_panel", "campaign")
@transaction.atomic
def make_slots(
    *, campaign: Campaign, wish: Wish, seen: str, actor: User, at: datetime | None = None
) -> list[Slot]:
    """Keep the times that somebody saw (``Plan.version``); candidates who wait are told.

    Everybody who keeps the same people or room at the same moment waits. Raises
    ``PlanChangedError`` where others can be kept by now, ``NoTimesError`` for none,
    ``TooFewPeopleError``, and ``SlotRefusedError`` where no times can be kept at all.
    """
    moment = at or timezone.now()
    people = [place.person for place in (*wish.everybody, *wish.one_of) if place.person]
    room = room_of(wish.medium, wish.place, campaign.organisation.department)
    keys = {key for own in keys_of_each(people).values() for key in own}
    names = [*map(name_of_person, keys), *([name_of_room(room)] if room else [])]
    hold_until_the_end(names)
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if why := why_no_times(locked):
        raise SlotRefusedError([why])
    sitting = {place.pk for place in who_can_hold(locked)}
    if not sitting.issuperset(place.pk for place in (*wish.everybody, *wish.one_of)):
        raise PlanChangedError
    if why := why_too_few(wish.campaign, wish.everybody, wish.one_of):
        raise TooFewPeopleError([why])
    plan = plan_of(wish, moment)
    if plan.version != seen:
        raise PlanChangedError
    if not plan.starts:
        raise NoTimesError
    made = _make(wish, plan, room, actor, moment)
    words = f"{plural(len(made), 'time')}, from {datetime_gb(made[0].starts_at)}"
    days = dict.fromkeys(timezone.localdate(slot.starts_at) for slot in made)
    if outside := confirmed_outside(locked, days):
        words = f"{words}. {outside}"
    log(locked, "roles.slots_made", actor=actor, at=moment, data={"detail": words})
    for application in to_choose(locked):
        notify_candidate(
            "roles.interview_times", application, at=moment, occasion=moment.isoformat()
        )
    return made


def why_too_few(
    campaign: Campaign, everybody: Iterable[PanelMember], one_of: Iterable[PanelMember]
) -> str:
    """Why the people are too few to interview anybody; "" where they are enough."""
    people = [place.person for place in everybody if place.person]
    others = [place.person for place in one_of if place.person]
    number = in_how_many_people(people) + bool(in_how_many_people(others))
    if number >= (fewest := fewest_for(campaign)):
        return ""
    if fewest < FEWEST:
        return "At least 1 person must hold each interview with the Commissioner. Select somebody"
    return f"At least {fewest} different people must hold each interview. Select somebody else"


def _make(wish: Wish, plan: Plan, room: str, actor: User, at: datetime) -> list[Slot]:
    buffer = int(buffer_now().total_seconds() // 60)
    slots = Slot.objects.bulk_create(
        Slot(
            campaign=wish.campaign,
            number=wish.number,
            starts_at=start.starts_at,
            minutes=wish.minutes,
            buffer=buffer,
            medium=wish.medium,
            place=wish.place,
            room=room,
            made_by=actor,
            made_at=at,
        )
        for start in plan.starts
    )
    SlotSeat.objects.bulk_create(
        SlotSeat(slot=slot, place=place, person=place.person, starts_at=slot.starts_at)
        for slot, start in zip(slots, plan.starts, strict=True)
        for place in start.holders
    )
    return slots


@requires("roles.set_up_panel", "slot")
@transaction.atomic
def close_slot(*, slot: Slot, actor: User, at: datetime | None = None) -> Slot:
    """Close one time that is free. Raises ``NotFreeError``."""
    moment = at or timezone.now()
    if not close_times(Slot.objects.filter(pk=slot.pk), slot.campaign, actor, moment):
        raise NotFreeError
    return Slot.objects.get(pk=slot.pk)


@requires("roles.set_up_panel", "campaign")
@transaction.atomic
def close_free_slots(*, campaign: Campaign, actor: User, at: datetime | None = None) -> int:
    """Close all times of a campaign that are free and to come; returns how many."""
    moment = at or timezone.now()
    return close_times(
        Slot.objects.to_come(moment).filter(campaign=campaign), campaign, actor, moment
    )


@requires("roles.set_up_panel", "slot")
@transaction.atomic
def replace_holder(
    *, slot: Slot, place: PanelMember, actor: User, at: datetime | None = None
) -> SlotSeat:
    """Let somebody else of the panel hold an interview (S31); they are told.

    Raises ``SlotRefusedError`` for who is not free then, or must not meet the candidate (R9).
    """
    moment = at or timezone.now()
    keys = place.person.account_keys if place.person else frozenset()
    hold_until_the_end(map(name_of_person, keys))
    locked = Slot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
    if place.pk not in {each.pk for each in who_can_replace(locked)}:
        raise SlotRefusedError([f"{place.name} cannot hold this interview. Choose somebody else"])
    gone = locked.seats.gone().order_by("pk").first()
    if gone is None:
        raise SlotRefusedError(["Everybody who holds this interview can be there"])
    SlotSeat.objects.filter(pk=gone.pk).update(is_held=False)
    seat = SlotSeat.objects.create(
        slot=locked, place=place, person=place.person, starts_at=locked.starts_at
    )
    words = {"detail": datetime_gb(locked.starts_at)}
    log(locked.campaign, "roles.slot_holder_replaced", actor=actor, at=moment, data=words)
    remind_holder(seat, moment, f"{locked.starts_at.isoformat()} in place of somebody")
    if locked.application is not None:
        tell_who_held(locked.application, [gone.place], moment)
    return seat


def who_can_replace(slot: Slot) -> list[PanelMember]:
    """Those of the panel who are free at a time and have no conflict with who comes then (R9)."""
    held = set(slot.seats.held().values_list("person", flat=True))
    able = who_can_hold(slot.campaign, timezone.localdate(slot.starts_at))
    places = [each for each in able if each.person_id not in held]
    kept: set[int | None] = set()
    if slot.application is not None:
        conflicts = slot.application.conflicts.filter(hides=True)
        kept = set(conflicts.values_list("person", flat=True))
    keys = keys_of_each([each.person for each in places if each.person])
    every = {key for own in keys.values() for key in own}
    wanted, day = span_of(slot), timedelta(days=1)
    taken = taken_between(
        every, [], slot.starts_at - day, slot.ends_at + day, campaign=slot.campaign
    )
    return [
        each
        for each in places
        if each.person_id is not None
        and kept.isdisjoint(keys[each.person_id])
        and taken.of_person(keys[each.person_id], wanted, buffer_now()) is None
    ]


@internal
def to_choose(campaign: Campaign) -> list[Application]:
    """The applications whose candidates are invited and have no interview yet."""
    rows = Application.objects.filter(
        campaign=campaign,
        state=ApplicationState.INTERVIEW_INVITED,
        is_set_aside=False,
        candidate__isnull=False,
    )
    return list(rows.select_related("campaign__organisation", "candidate").order_by("pk"))


@dataclass(frozen=True)
class Enough:
    """Whether there are enough free times for those who have still to choose (S30)."""

    free: int
    people: int
    wanted: int

    @property
    def are_too_few(self) -> bool:
        """Whether somebody will have no choice."""
        return self.free < self.wanted


def are_enough(campaign: Campaign, at: datetime) -> Enough:
    """The free times that can still be chosen, beside the people who have to, for its reader."""
    people = campaign.applications_shown.filter(
        state=ApplicationState.INTERVIEW_INVITED, is_set_aside=False
    ).count()
    free = Slot.objects.choosable(at).filter(campaign=campaign).count()
    percent = RecruitmentPolicy.load().interview_times_percent
    return Enough(free, people, ceil(people * percent / 100))


def slots_of(campaign: Campaign) -> list[Slot]:
    """The times of a campaign that were not closed, each with who holds it."""
    seats = SlotSeat.objects.held().select_related("place__person")
    rows = Slot.objects.open().filter(campaign=campaign).select_related("application")
    return list(rows.prefetch_related(Prefetch("seats", seats)))
