"""The 29 senior technology posts of 2013 that the hub worked on, and a control.

The total is the report's; how they spread over departments, roles and outcomes is invented.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle

from hub.demo import morning
from hub.models import FrameworkVersion
from roles.campaigns.services import approvals, campaigns, drafting, posts
from roles.campaigns.services.appointments import record_agreement
from roles.campaigns.services.completion import end_campaign
from roles.demo.campaigns.stages import (
    STORY_ENDS,
    accept,
    advertise,
    criteria_of,
    describe_senior,
    finish,
    run_to_offers,
    work,
)
from roles.demo.people import Cast, grade, hub_lead, role_and_level
from roles.models import Outcome, SupportKind
from roles.support.services import requests

# How many senior posts in which department, and how far each came by the end of the quarter.
SENIOR_POSTS = {"DWP": 8, "HMRC": 7, "HO": 5, "MoJ": 4, "BIS": 2, "DfT": 2, "DEFRA": 1}
AGREED, ADVERTISED, INTERVIEWING, ACCEPTED, STOPPED = range(5)
SENIOR_OUTCOMES = {AGREED: 12, ADVERTISED: 7, INTERVIEWING: 5, ACCEPTED: 4, STOPPED: 1}
SENIOR_ROLES = (
    ("technology-lead", "scs1", "Technology lead"),
    ("chief-technology-officer", "scs2", "Chief technology officer"),
    ("service-manager-scs", "scs1", "Service manager"),
    ("head-of-business-it", "scs1", "Head of business IT"),
    ("chief-digital-officer", "scs2", "Chief digital officer"),
    ("head-of-policy-and-performance", "scs1", "Head of policy and performance"),
)


def load(version: FrameworkVersion) -> None:
    """Make the senior posts, one request each."""
    reached = [stage for stage, number in SENIOR_OUTCOMES.items() for _ in range(number)]
    kinds = cycle(SENIOR_ROLES)
    # One day after another through April and May.
    day = date(2013, 4, 2)
    number = 0
    for code, wanted in SENIOR_POSTS.items():
        cast = Cast.of(code)
        for _ in range(wanted):
            # Spread the outcomes over the departments: 29 and 7 have no common factor.
            stage = reached[number * 7 % len(reached)]
            level, grade_code, title = next(kinds)
            _load_senior(version, cast, level, grade_code, title, stage, day, number)
            number += 1
            day += timedelta(days=1)


def _load_senior(
    version: FrameworkVersion,
    cast: Cast,
    level_slug: str,
    grade_code: str,
    title: str,
    stage: int,
    day: date,
    number: int,
) -> None:
    role, level = role_and_level(version, level_slug)
    request = requests.submit_request(
        organisation=cast.organisation,
        kinds=[SupportKind.JOB_DESCRIPTION_AGREEMENT],
        role=role,
        level=level,
        grade=grade(grade_code),
        posts_wanted=1,
        reason="The department needs senior people who know technology.",
        actor=cast.requester,
        at=morning(day),
    )
    accept(request, day)
    post = request.posts.get()
    work(request, post, "job_description", day + timedelta(days=5))
    if number == 0:
        # Control: a second activity on the same post; the post still counts once.
        work(request, post, "salary", day + timedelta(days=9))
    salaries = (65000, 90000) if grade_code == "scs1" else (85000, 120000)
    agreed = morning(day + timedelta(days=8))
    if stage == AGREED:
        campaign = drafting.make_campaign_from_request(
            request=request, title=title, actor=cast.manager, at=agreed
        )
        drafting.change_terms(
            campaign=campaign,
            actor=cast.manager,
            at=agreed,
            salary_min=salaries[0],
            salary_max=salaries[1],
            essential_criteria=criteria_of(request),
        )
        describe_senior(campaign, cast, agreed)
        approvals.agree_job_description(campaign=campaign, actor=hub_lead(), at=agreed)
        campaigns.cancel_campaign(
            campaign=campaign,
            closed_posts=campaign.posts.open(),
            reason="The department filled the post with its own campaign.",
            actor=cast.manager,
            at=morning(STORY_ENDS),
        )
        finish(request, Outcome.FILLED_OTHERWISE, "The department ran its own campaign.")
        return
    campaign = advertise(cast, request, title, salaries, day + timedelta(days=12))
    if stage == STOPPED:
        campaigns.cancel_campaign(
            campaign=campaign,
            closed_posts=campaign.posts.open(),
            reason="The department changed its structure.",
            actor=cast.manager,
            at=morning(day + timedelta(days=20)),
        )
        finish(request, Outcome.WITHDRAWN, "The department changed its structure.")
        return
    if stage == ADVERTISED:
        work(request, post, "headhunt", day + timedelta(days=20))
    if stage in (INTERVIEWING, ACCEPTED):
        work(request, post, "panel", min(day + timedelta(days=45), date(2013, 6, 28)))
    run_to_offers(cast, campaign)
    if stage == ACCEPTED:
        filled = min(day + timedelta(days=58), date(2013, 6, 28))
        reference = f"{request.reference}/1"
        record_agreement(
            post=post, reference=reference, actor=hub_lead(), at=morning(filled - timedelta(days=3))
        )
        posts.offer_post(
            post=post,
            reference=reference,
            actor=cast.manager,
            at=morning(filled - timedelta(days=2)),
        )
        posts.accept_post(
            post=post, person=None, reference=reference, actor=cast.manager, at=morning(filled)
        )
        finish(request, Outcome.FILLED_BY_CAMPAIGN, "The post is filled.")
        return
    end_campaign(
        campaign=campaign,
        closed_posts=campaign.posts.open(),
        reason="No appointment was made in this round.",
        actor=cast.manager,
        at=morning(STORY_ENDS),
    )
    finish(request, Outcome.UNFILLED, "No appointment was made in this round.")
