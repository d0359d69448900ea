"""The specialist posts of DWP in 2013: 11 filled in the second quarter, and two controls.

The total is the report's; roles, titles and dates are invented. The controls are posts beside the
figure that must not move it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hub.demo import morning, working_day
from hub.models import FrameworkVersion
from roles.campaigns.services import posts
from roles.campaigns.services.completion import end_campaign
from roles.demo.campaigns.stages import accept, advertise, finish, run_to_offers
from roles.demo.people import Cast, adviser, grade, role_and_level
from roles.models import Outcome, SupportKind
from roles.support.services import requests
from roles.support.services.activities import log_activity


@dataclass(frozen=True)
class SpecialistStory:
    """Specialist posts that DWP asked for in one request, and the days they were filled."""

    level: str
    grade: str
    title: str
    salaries: tuple[int, int]
    asked_on: date
    filled_on: tuple[date, ...]
    declined_on: date | None = None


SPECIALISTS = (
    SpecialistStory(
        "product-manager",
        "g7",
        "Product manager, Carer's Allowance",
        (45000, 55000),
        date(2013, 1, 14),
        (date(2013, 4, 12), date(2013, 5, 3)),
    ),
    SpecialistStory(
        "delivery-manager",
        "g7",
        "Delivery manager, Personal Independence Payment",
        (45000, 54000),
        date(2013, 1, 21),
        (date(2013, 4, 19), date(2013, 5, 10)),
    ),
    SpecialistStory(
        "user-researcher",
        "seo",
        "User researcher, Universal Credit",
        (34000, 40000),
        date(2013, 1, 28),
        (date(2013, 4, 26), date(2013, 6, 7)),
    ),
    SpecialistStory(
        "designer",
        "seo",
        "Interaction designer, Carer's Allowance",
        (34000, 41000),
        date(2013, 2, 4),
        (date(2013, 5, 17),),
    ),
    SpecialistStory(
        "content-designer",
        "seo",
        "Content designer, Personal Independence Payment",
        (33000, 39000),
        date(2013, 2, 11),
        (date(2013, 5, 24),),
    ),
    SpecialistStory(
        "developer",
        "g7",
        "Developer, Universal Credit",
        (45000, 56000),
        date(2013, 2, 18),
        (date(2013, 5, 31), date(2013, 6, 14)),
    ),
    SpecialistStory(
        "technical-architect",
        "g6",
        "Technical architect, working-age services",
        (56000, 66000),
        date(2013, 2, 25),
        (date(2013, 6, 28),),
    ),
    # Controls: the day after the quarter, and an offer that was declined.
    SpecialistStory(
        "delivery-manager",
        "seo",
        "Delivery manager, Universal Credit",
        (36000, 42000),
        date(2013, 3, 4),
        (date(2013, 7, 1),),
    ),
    SpecialistStory(
        "business-analyst",
        "seo",
        "Business analyst, Carer's Allowance",
        (34000, 40000),
        date(2013, 3, 11),
        (),
        declined_on=date(2013, 6, 20),
    ),
)


def load(version: FrameworkVersion) -> None:
    """Make the specialist posts and their controls."""
    for story in SPECIALISTS:
        _load(version, story)


def _load(version: FrameworkVersion, story: SpecialistStory) -> None:
    cast, helper = Cast.of("DWP"), adviser()
    role, level = role_and_level(version, story.level)
    day = story.asked_on
    request = requests.submit_request(
        organisation=cast.organisation,
        kinds=[SupportKind.ATTRACTION],
        role=role,
        level=level,
        grade=grade(story.grade),
        posts_wanted=len(story.filled_on) or 1,
        reason="The department's digital services have nobody with these skills.",
        needed_by=date(2013, 9, 1),
        actor=cast.requester,
        at=morning(day),
    )
    accept(request, day)
    campaign = advertise(cast, request, story.title, story.salaries, day + timedelta(days=14))
    found = list(campaign.posts.all())
    for post in found:
        log_activity(
            request=request,
            type="attraction",
            on=working_day(day + timedelta(days=10)),
            post=post,
            actor=helper,
            at=morning(day + timedelta(days=10)),
        )
    run_to_offers(cast, campaign)
    for number, (post, filled) in enumerate(zip(found, story.filled_on, strict=False), start=1):
        reference = f"{request.reference}/{number}"
        posts.offer_post(
            post=post,
            reference=reference,
            actor=cast.manager,
            at=morning(filled - timedelta(days=4)),
        )
        posts.accept_post(
            post=post, person=None, reference=reference, actor=cast.manager, at=morning(filled)
        )
    if story.declined_on:
        posts.offer_post(
            post=found[0],
            reference=f"{request.reference}/1",
            actor=cast.manager,
            at=morning(story.declined_on - timedelta(days=4)),
        )
        posts.release_post(post=found[0], actor=cast.manager, at=morning(story.declined_on))
        end_campaign(
            campaign=campaign,
            closed_posts=campaign.posts.open(),
            reason="The only offer was declined.",
            actor=cast.manager,
            at=morning(story.declined_on + timedelta(days=7)),
        )
    outcome = Outcome.UNFILLED if story.declined_on else Outcome.FILLED_BY_CAMPAIGN
    finish(request, outcome, "The campaign has ended.")
