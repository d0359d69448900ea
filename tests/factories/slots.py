"""Short ways to keep times for interviews in a test, through their services."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from hub.models import User
from hub.periods import LONDON
from hub.working_days import add_working_days
from roles.models import Application, Campaign, PanelMember, Slot, Stage
from roles.selection.services.slot_plan import Plan, Wish, plan_of
from roles.selection.services.slots import interview_stage, make_slots, who_can_hold
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.panels import make_declared_panel, make_sitter


def working_day(number: int) -> date:
    """The working day that is so many working days from today."""
    return add_working_days(timezone.localdate(), number, region="ENG")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in London."""
    return datetime.combine(day, time(hour, minute), LONDON)


def make_interviewing(*, people: int = 1, members: int = 1, **advert: Any) -> Campaign:
    """A campaign with a panel for interviews and candidates who are invited."""
    campaign = make_advert(**advert)
    for _ in range(people):
        make_application(campaign, None, "pass_sift", "invite")
    bring_to(campaign, "interviewing")
    sitters = [make_sitter(campaign) for _ in range(members)]
    make_declared_panel(campaign, *sitters, kind=Stage.Kind.INTERVIEW)
    campaign.refresh_from_db()
    return campaign


def make_wish(campaign: Campaign, day: date | None = None, **changes: Any) -> Wish:
    """9am to midday of a day in five working days, 45 minutes each, by video."""
    stage = interview_stage(campaign)
    given: dict[str, Any] = {
        "campaign": campaign,
        "number": stage.number if stage else 0,
        "days": [day or working_day(5)],
        "first": time(9),
        "last": time(12),
        "minutes": 45,
        "gap": 15,
        "medium": "video",
        "place": f"https://video.example.gov.uk/{campaign.reference.lower()}",
        "everybody": who_can_hold(campaign),
        **changes,
    }
    return Wish(**given)


def make_times(
    campaign: Campaign, day: date | None = None, *, actor: User | None = None, **changes: Any
) -> list[Slot]:
    """The same, kept: three times, unless told otherwise."""
    when = changes.pop("at", None)
    wish = make_wish(campaign, day, **changes)
    plan = plan_of(wish, when or timezone.now())
    actor = actor or make_handler(campaign)
    return make_slots(campaign=campaign, wish=wish, seen=plan.version, actor=actor, at=when)


def planned(campaign: Campaign, day: date | None = None, **changes: Any) -> Plan:
    """What could be kept."""
    return plan_of(make_wish(campaign, day, **changes), timezone.now())


def invited_of(campaign: Campaign) -> list[Application]:
    """Its applications whose candidates are invited."""
    return list(campaign.applications.filter(state="interview_invited").order_by("pk"))


def holders_of(campaign: Campaign) -> list[PanelMember]:
    """Who can hold its interviews."""
    return who_can_hold(campaign)


HOUR = timedelta(hours=1)
