"""The quarters before this one: specialist campaigns that ended in each, and what they counted.

Their applications are deleted by now: what was printed when each campaign ended is what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from hub.demo import days_after, morning, working_day
from hub.models import FrameworkVersion, Need
from hub.periods import Quarter
from roles.campaigns.services import posts
from roles.demo.campaigns.stages import accept, advertise, finish, run_to_offers, work
from roles.demo.people import Cast, grade, role_and_level
from roles.models import Campaign, Outcome, SupportKind
from roles.selection.services.counting import STAGES, keep_count
from roles.support.services import requests


@dataclass(frozen=True)
class PastStory:
    """A campaign that ended so many quarters ago; how many people came to each stage of it.

    ``offers`` is the day of its first offer, counted from the first of the quarter.
    """

    quarters_ago: int
    department: str
    level: str
    grade: str
    title: str
    salaries: tuple[int, int]
    filled: int
    people: tuple[int, int, int, int, int]
    offers: int = 12


STORIES = (
    PastStory(
        5,
        "HMRC",
        "product-manager",
        "g7",
        "Product manager, Self Assessment",
        (56000, 62000),
        1,
        (38, 29, 11, 6, 1),
    ),
    PastStory(
        4,
        "DWP",
        "delivery-manager",
        "g7",
        "Delivery manager, Pension Credit",
        (56900, 62500),
        2,
        (61, 44, 16, 10, 3),
    ),
    PastStory(
        4,
        "DfT",
        "interaction-designer",
        "seo",
        "Interaction designer, Blue Badge",
        (43900, 48900),
        1,
        (47, 35, 13, 9, 2),
        30,
    ),
    PastStory(
        3,
        "HO",
        "senior-developer",
        "g7",
        "Senior software developer, Visas",
        (59000, 66500),
        2,
        (88, 63, 24, 15, 4),
    ),
    PastStory(
        3,
        "MoJ",
        "content-designer",
        "heo",
        "Content designer, Divorce",
        (36000, 40200),
        1,
        (74, 58, 21, 12, 2),
        25,
    ),
    PastStory(
        3,
        "DEFRA",
        "user-researcher",
        "seo",
        "User researcher, Flood warnings",
        (43500, 48000),
        1,
        (52, 40, 17, 11, 2),
        40,
    ),
    PastStory(
        2,
        "HMRC",
        "data-analyst",
        "heo",
        "Data analyst, Child Benefit",
        (35700, 39900),
        3,
        (126, 97, 33, 21, 5),
    ),
    PastStory(
        2,
        "DSIT",
        "product-manager",
        "g7",
        "Product manager, GOV.UK Notify",
        (58000, 64000),
        1,
        (69, 51, 19, 11, 2),
        26,
    ),
    PastStory(
        2,
        "DBT",
        "business-analyst",
        "seo",
        "Business analyst, Export licences",
        (43200, 48300),
        2,
        (58, 43, 18, 12, 3),
        44,
    ),
    PastStory(
        1,
        "DfT",
        "delivery-manager",
        "seo",
        "Delivery manager, Vehicle tax",
        (43900, 48900),
        2,
        (64, 49, 20, 13, 3),
        33,
    ),
)
# The need of a finding, answered by a campaign of its own: see ``answer_need``.
ANSWERED = PastStory(
    0,
    "DWP",
    "service-owner",
    "g6",
    "Service owner, Attendance Allowance",
    (70725, 79000),
    1,
    (41, 32, 12, 9, 1),
)
WHY = "The department's digital services have too few people with these skills."


def load() -> None:
    """Make the campaigns that are not there."""
    version = FrameworkVersion.objects.current()
    for story in STORIES:
        if not _is_there(story):
            first = _quarter(story.quarters_ago).start
            with transaction.atomic():
                _make(version, story, working_day(first + timedelta(days=story.offers)))
    if not _is_there(ANSWERED):
        _answer_need(version)


def _answer_need(version: FrameworkVersion) -> None:
    """A need of DWP that nothing answered for a month is met by a campaign."""
    today = timezone.localdate()
    role, _ = role_and_level(version, ANSWERED.level)
    waiting = Need.objects.filter(
        organisation__code=ANSWERED.department,
        role=role,
        state=Need.State.RAISED,
        raised_at__gt=morning(today - timedelta(days=260)),
        raised_at__lt=morning(today - timedelta(days=200)),
    )
    if need := waiting.last():
        with transaction.atomic():
            _make(version, ANSWERED, working_day(today - timedelta(days=150)), need)


def _is_there(story: PastStory) -> bool:
    return Campaign.objects.filter(organisation__code=story.department, title=story.title).exists()


def _quarter(ago: int) -> Quarter:
    found = Quarter.containing(timezone.now())
    for _ in range(ago):
        found = found.previous
    return found


def _make(
    version: FrameworkVersion, story: PastStory, offered: date, need: Need | None = None
) -> None:
    cast = Cast.of(story.department)
    role, level = role_and_level(version, story.level)
    asked = working_day(offered - timedelta(days=49))
    request = requests.submit_request(
        organisation=cast.organisation,
        kinds=[SupportKind.ATTRACTION],
        role=role,
        level=level,
        grade=grade(story.grade),
        posts_wanted=story.filled,
        reason=need.reason if need else WHY,
        need=need,
        actor=cast.requester,
        at=morning(asked),
    )
    accept(request, asked)
    opens = working_day(asked + timedelta(days=7))
    campaign = advertise(cast, request, story.title, story.salaries, opens)
    run_to_offers(cast, campaign)
    day = days_after(offered, 1)
    for number, post in enumerate(campaign.posts.all(), start=1):
        work(request, post, "attraction", asked + timedelta(days=5))
        reference = f"{request.reference}/{number}"
        posts.offer_post(post=post, reference=reference, actor=cast.manager, at=morning(day))
        day = days_after(day, 3)
        posts.accept_post(
            post=post, person=None, reference=reference, actor=cast.manager, at=morning(day)
        )
    keep_count(
        campaign=Campaign.objects.get(pk=campaign.pk),
        counts=dict(zip(STAGES, story.people, strict=True)),
        at=morning(days_after(day, 1)),
    )
    finish(request, Outcome.FILLED_BY_CAMPAIGN, "The posts are filled.", days_after(day, 2))
