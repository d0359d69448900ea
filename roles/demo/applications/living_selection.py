"""What becomes of the applications of the campaigns of today, stage by stage of each campaign.

Nobody is chosen before the role has closed: the story of a campaign calls ``choose`` at each of its
stages, and an application goes the steps of its path that belong to the stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.utils import timezone

from hub.demo import days_after, morning
from hub.models import User
from roles.applications.services.applications import move_application
from roles.demo.people import Cast, adviser
from roles.models import Application, Campaign, PreEmploymentCheck
from roles.models.campaigns.check_kinds import BASELINE, checks_needed
from roles.selection.forms.offers import usual_conditions
from roles.selection.services import offers
from roles.selection.services.check_steps import start_checks
from roles.selection.services.checks import record_checks
from roles.selection.services.interview_clashes import why_clash, why_outside
from roles.selection.services.interviews import book_interview

FEEDBACK = "You answered clearly. Say more about what you did yourself, and what came of it."

SIFTED, OUT = ("pass_sift",), ("fail_sift",)
INVITED = (*SIFTED, "invite")
BOOKED = (*INVITED, "book")
SEEN = (*BOOKED, "record_interview")
CHOSEN, SECOND, NOT_YET = (*SEEN, "recommend"), (*SEEN, "put_on_reserve"), (*SEEN, "not_appoint")
PATHS: dict[str, tuple[tuple[str, ...], ...]] = {
    "open": ((), (), ("withdraw",)),
    "paused": ((), ()),
    "cancelled": ((), ("withdraw",)),
    "closed": ((), (), (), ("withdraw",)),
    "sifting": (SIFTED, OUT, (), (), OUT, SIFTED),
    "interviewing": (INVITED, BOOKED, SEEN, OUT, INVITED, OUT, INVITED),
    "merit_agreed": (CHOSEN, SECOND, NOT_YET, (*BOOKED, "miss_interview"), OUT),
    # One is declined: the next in order is on the reserve list, and a post is open.
    "offering": (
        (*CHOSEN, "offer"),
        (*CHOSEN, "accept"),
        (*CHOSEN, "offer_late"),
        (*CHOSEN, "decline"),
        SECOND,
        OUT,
    ),
    # A second campaign at its offers has come further: its three posts are filled.
    "offered": (
        (*CHOSEN, "decline"),
        (*CHOSEN, "withdraw_offer"),
        (*CHOSEN, "fall_through"),
        (*CHOSEN, "start_checks"),
        (*CHOSEN, "offer_formally"),
        (*CHOSEN, "start"),
        SECOND,
        OUT,
    ),
    # A panel marks them, and nobody is decided on yet.
    "marked": ((),) * 8,
    # The hub lead has to agree to the appointment before the post is offered.
    "senior": (CHOSEN, SECOND, OUT),
    "unfilled": (OUT, NOT_YET, OUT),
    "readvertised": (OUT, OUT),
}
# The steps of each stage of a campaign, and how many worked days after the role closed they are
# made.
STEPS: dict[str, dict[str, int]] = {
    "sifting": {"pass_sift": 2, "fail_sift": 2},
    "interviewing": {
        "invite": 4,
        "book": 5,
        "record_interview": 8,
        "miss_interview": 9,
        "recommend": 10,
        "put_on_reserve": 10,
        "not_appoint": 10,
    },
    "offering": dict.fromkeys(
        (
            "offer",
            "offer_late",
            "withdraw_offer",
            "accept",
            "decline",
            "fall_through",
            "start_checks",
            "offer_formally",
            "start",
        ),
        14,
    ),
}
# When the panel of a campaign meets people on a day: each at an hour of their own.
HOURS = (9, 10, 11, 12, 13, 14, 15, 16)
# How many worked days after it is booked an interview is held.
TO_INTERVIEW = 3
# How far each ending of an offer has come after its acceptance.
AFTER_ACCEPTANCE: dict[str, tuple[str, ...]] = {
    "accept": (),
    "fall_through": (),
    "start_checks": ("start_checks",),
    "offer_formally": ("start_checks", "offer_formally"),
    "start": ("start_checks", "offer_formally"),
}


def choose(campaign: Campaign, stage: str, paths: tuple[tuple[str, ...], ...], cast: Cast) -> None:
    """Make the steps that belong to a stage of the campaign, for each of its applications."""
    closed = timezone.localdate(campaign.closes_at)
    applications = campaign.applications.sent().order_by("pk")
    for number, (application, path) in enumerate(zip(applications, paths, strict=False)):
        hour = HOURS[number % len(HOURS)]
        for step in path:
            days = STEPS.get(stage, {}).get(step)
            if days is not None:
                # Held on the day, an hour after it began.
                day = days_after(closed, days)
                at = morning(day, hour + 1) if step == "record_interview" else morning(day)
                if step == "book":
                    # Who has not been met is met in three days from today.
                    since = timezone.localdate() if step == path[-1] else day
                    starts_at = morning(days_after(since, TO_INTERVIEW), hour)
                    application = _book(application, cast.manager, starts_at, at)
                else:
                    is_hubs = step in (*SIFTED, *OUT) and not campaign.why_hub_does_not_sift
                    who = adviser() if is_hubs else cast.manager
                    application = _step(application, step, who, at)


def _step(application: Application, step: str, manager: User, at: datetime) -> Application:
    if step in STEPS["offering"]:
        return _offer(application, step, manager, at)
    feedback = FEEDBACK if step in ("recommend", "put_on_reserve", "not_appoint") else ""
    return move_application(
        application=application, move=step, actor=manager, feedback=feedback, at=at
    )


def _book(
    application: Application, manager: User, starts_at: datetime, at: datetime
) -> Application:
    campaign = application.campaign
    place = "https://video.example.gov.uk/" + application.reference.lower()
    return book_interview(
        application=application,
        starts_at=starts_at,
        place=place,
        contact_name=campaign.contact_name,
        contact_email=campaign.contact_email,
        together=why_clash(application, starts_at=starts_at, minutes=60, place=place),
        outside=why_outside(application, starts_at),
        actor=manager,
        at=at,
    )


def _pass_checks(
    application: Application, kinds: Iterable[str], manager: User, at: datetime
) -> None:
    record_checks(
        application=application,
        kinds=kinds,
        result=PreEmploymentCheck.Result.PASSED,
        checked_on=timezone.localdate(at),
        actor=manager,
        at=at,
    )


def _offer(application: Application, ending: str, manager: User, at: datetime) -> Application:
    """Offer a free post, and take the offer as far as its ending says."""
    campaign = application.campaign
    post, place = offers.open_posts(campaign).first(), campaign.places.first()
    if post is None or place is None:
        return application
    day, today = timezone.localdate(at), timezone.localdate()
    if ending == "offer":
        day = max(day, days_after(today, -2))  # There is still time to answer.
    elif ending == "offer_late":
        day = max(day, days_after(today, -7))  # The day to answer by is over.
    at = max(at, morning(day))
    answer_by = days_after(day, 5)
    starts_on = days_after(day, 9 if ending == "start" else 32)
    application = offers.make_provisional_offer(
        application=application,
        post=post,
        salary=campaign.salary_min or 0,
        place=place,
        working_pattern=campaign.WorkingPattern.FULL_TIME,
        hours_per_week=Decimal(37),
        starts_on=starts_on,
        answer_by=answer_by,
        contact_name=campaign.contact_name,
        contact_email=campaign.contact_email,
        conditions="\n".join(usual_conditions(campaign)),
        actor=manager,
        at=at,
    )
    candidate = application.candidate
    if ending in ("offer", "offer_late") or candidate is None:
        return application
    if ending == "withdraw_offer":
        return offers.withdraw_offer(
            application=application,
            reason="You have not answered, and the team has to go on with somebody else.",
            actor=manager,
            at=morning(days_after(day, 7)),
        )
    at = morning(days_after(day, 1))
    if ending == "decline":
        return offers.decline_offer(
            application=application,
            actor=candidate,
            reason="place",
            words="I would have to travel for 3 hours a day.",
            at=at,
        )
    application = offers.accept_offer(application=application, actor=candidate, at=at)
    for number, move in enumerate(AFTER_ACCEPTANCE[ending], start=1):
        at = morning(days_after(day, 1 + 3 * number))
        if move == "offer_formally":
            _pass_checks(application, checks_needed(application.campaign), manager, at)
        begin = start_checks if move == "start_checks" else partial(move_application, move=move)
        application = begin(application=application, actor=manager, at=at)
    if ending == "start_checks":
        # Some are back, the others are waited for.
        _pass_checks(application, BASELINE[:2], manager, morning(days_after(day, 5)))
    if ending == "fall_through":
        return offers.record_fall_through(
            application=application,
            reason="The references could not be confirmed.",
            actor=manager,
            at=at,
        )
    if ending == "start":
        return offers.record_start(application=application, actor=manager, at=morning(starts_on))
    return application
