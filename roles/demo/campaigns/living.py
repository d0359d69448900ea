"""The living campaigns: made, advertised and taken through their stages with dates around today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed
from wagtail.rich_text import RichText

from hub.demo import days_after, from_today, morning
from hub.directory import organisation
from hub.models import FrameworkVersion, Service
from roles.adverts.services.adverts import create_advert, publish_advert, schedule_advert
from roles.campaigns.services import approvals, campaigns, drafting
from roles.campaigns.services.completion import end_campaign, settle_campaign
from roles.campaigns.services.job_descriptions import copy_profile, describe_job
from roles.campaigns.services.rounds import readvertise_campaign
from roles.demo.adverts.prose import prose_of, welsh_of
from roles.demo.applications import living_selection
from roles.demo.campaigns.living_plans import plan_stages
from roles.demo.campaigns.stages import before_panels, describe_senior
from roles.demo.campaigns.stories import STORIES, paths_of
from roles.demo.campaigns.story import AdvertStory
from roles.demo.people import (
    LIVING_DELEGATION,
    Cast,
    adviser,
    delegation_of,
    grade,
    hub_lead,
    role_and_level,
)
from roles.demo.selection import living_marking
from roles.models import Approval, Audience, Campaign, Location, RoleProfile, SupportKind
from roles.support.services import requests
from roles.support.services.activities import log_activity

# In order: a campaign at a stage has passed those before it; each so many worked days after it
# closed.
STAGES = {
    "sifting": ("start_sift", 1),
    "interviewing": ("start_interviews", 4),
    "merit_agreed": ("agree_merit", 12),
    "offering": ("start_offers", 13),
}
PLANNED = ("draft", "returned", "sifting", "merit_agreed")
DESCRIBED = ("draft", "blocked", "approval_requested", "returned")
UNADVERTISED = ("draft", "blocked", "approval_requested", "returned", "refused", "approved")

# What has become of the campaigns that ended without filling a post, before they ended.
BEFORE_END = {"unfilled": ("sifting", "interviewing"), "readvertised": ("sifting",)}


def load(stories: Iterable[AdvertStory] = STORIES) -> None:
    """Make the campaigns that are not there, and open those that are or were open."""
    version = FrameworkVersion.objects.current()
    for story in stories:
        if not _is_current(story):
            with transaction.atomic():
                _make(version, story)


def advance() -> None:
    """Close what is past its time and take it as far as its story goes."""
    for story in STORIES:
        campaign = _latest(story)
        if campaign is not None and not campaign.is_ended:
            with transaction.atomic():
                _advance(story, campaign)


def _latest(story: AdvertStory) -> Campaign | None:
    found = Campaign.objects.filter(organisation__code=story.department, title=story.title)
    return found.order_by("-pk").first()


def _is_current(story: AdvertStory) -> bool:
    """Whether the story is there; an open one that has closed meanwhile is told again."""
    campaign = _latest(story)
    if campaign is None:
        return False
    return story.stage != "open" or campaign.is_open or campaign.is_ended


def _make(version: FrameworkVersion, story: AdvertStory) -> None:
    today = timezone.localdate()
    opens = from_today(story.opened)
    is_advertised = story.stage not in (*UNADVERTISED, "scheduled")
    asked = days_after(opens, -8) if is_advertised else days_after(today, -7)
    cast = Cast.of(story.department)
    campaign = _draft(version, cast, story, asked)
    at = morning(days_after(asked, 3))
    if story.stage in ("draft", "blocked"):
        return
    if campaign.is_senior:
        describe_senior(campaign, cast, at, story.summary)
        approvals.agree_job_description(campaign=campaign, actor=hub_lead(), at=at)
    approvals.request_approval(campaign=campaign, actor=cast.manager, at=at)
    if story.stage == "approval_requested":
        return
    _decide(cast, campaign, story, morning(days_after(asked, 4)))
    if story.stage in ("returned", "refused"):
        return
    create_advert(
        campaign=campaign,
        actor=cast.manager,
        summary=story.summary,
        body=[("text", RichText(prose_of(story)))],
        at=morning(days_after(asked, 5)),
        **welsh_of(story),
    )
    if story.stage == "scheduled":
        schedule_advert(campaign=campaign, opens_at=morning(opens), actor=adviser())
    elif is_advertised:
        publish_advert(campaign=campaign, actor=adviser(), at=morning(opens))


def _draft(version: FrameworkVersion, cast: Cast, story: AdvertStory, asked: date) -> Campaign:
    later = morning(days_after(asked, 2), 14)
    if story.is_own:
        role, level = role_and_level(version, story.level)
        campaign = drafting.make_campaign(
            organisation=cast.organisation,
            title=story.title,
            role=role,
            level=level,
            grade=grade(story.grade),
            posts=story.posts,
            actor=cast.manager,
            at=later,
        )
    else:
        campaign = _from_request(version, cast, story, asked)
    if story.stage in DESCRIBED:
        _describe(cast, campaign, story, later)
    campaign = drafting.change_terms(
        campaign=campaign,
        actor=cast.manager,
        places=Location.objects.filter(slug__in=story.places),
        at=later + timedelta(hours=1),
        **_terms(story),
    )
    if story.stage in PLANNED or story.is_planned:
        plan_stages(story, cast, campaign, later + timedelta(hours=2))
        campaign.refresh_from_db()
    return campaign


def _from_request(
    version: FrameworkVersion, cast: Cast, story: AdvertStory, asked: date
) -> Campaign:
    helper = adviser()
    role, level = role_and_level(version, story.level)
    at = morning(asked)
    request = requests.submit_request(
        organisation=cast.organisation,
        kinds=[
            SupportKind.JOB_DESCRIPTION_AGREEMENT
            if grade(story.grade).is_scs
            else SupportKind.ATTRACTION,
            *([SupportKind.SIFT] if story.asks_for_sift else []),
        ],
        role=role,
        level=level,
        grade=grade(story.grade),
        posts_wanted=story.posts,
        reason=f"{story.summary} The team has a gap and cannot wait.",
        service=Service.objects.filter(slug=story.service).first(),
        actor=cast.requester,
        at=at,
    )
    requests.triage(
        request=request,
        urgency="soon",
        adviser=helper,
        actor=helper,
        at=at + timedelta(hours=1),
    )
    requests.accept(
        request=request,
        answer="We help with the job description, the advert and the sift."
        if story.asks_for_sift
        else "We help with the job description and the advert.",
        actor=helper,
        at=at + timedelta(hours=2),
    )
    log_activity(
        request=request,
        type="job_description",
        on=days_after(asked, 1),
        post=request.posts.first(),
        hours=Decimal(3),
        actor=helper,
        at=morning(days_after(asked, 1), 13),
    )
    return drafting.make_campaign_from_request(
        request=request,
        title=story.title,
        actor=cast.manager,
        at=morning(days_after(asked, 2), 14),
    )


def _describe(cast: Cast, campaign: Campaign, story: AdvertStory, at: datetime) -> None:
    """A job description from the library, with some gaps still open."""
    profile = RoleProfile.objects.filter(level=campaign.level).first()
    if profile is None:
        return
    copy_profile(campaign=campaign, profile=profile, actor=cast.manager, at=at)
    describe_job(
        campaign=campaign,
        about_department=story.team,
        priorities="In the first year: learn what users need, and show the first results.",
        actor=cast.manager,
        at=at,
    )


def _terms(story: AdvertStory) -> dict[str, object]:
    closes = from_today(story.closes)
    name = organisation(story.department).display_code
    london = story.london or (None, None)
    return {
        "audience": story.audience,
        "salary_min": story.salary[0],
        "salary_max": story.salary[1],
        "london_salary_min": london[0],
        "london_salary_max": london[1],
        "allowance": story.allowance,
        "contract": story.contract,
        "contract_months": story.months,
        "security_level": story.security,
        "essential_criteria": "\n".join(story.criteria),
        "assessment": story.assessment,
        "takes_welsh": story.takes_welsh,
        "experience": story.experience,
        "advert_language": story.language,
        "welsh": story.welsh,
        "welsh_spoken": story.welsh_spoken,
        "welsh_written": story.welsh_written,
        "fluency": story.fluency,
        "welsh_criteria": "\n".join(story.in_welsh.criteria) if story.in_welsh else "",
        "contact_name": f"Digital recruitment, {name}",
        "contact_email": f"digital.jobs.{story.department.lower()}@example.gov.uk",
        "takes_questions": True,
        "closes_on": closes,
        "sift_on": days_after(closes, 1),
        "interviews_from": days_after(closes, 6),
        "interviews_to": days_after(closes, 11),
    }


def _decide(cast: Cast, campaign: Campaign, story: AdvertStory, at: datetime) -> None:
    if story.stage == "returned":
        approvals.send_back(
            campaign=campaign,
            reason="Say in the criteria which data skills are needed, then ask again.",
            actor=cast.approver,
            at=at,
        )
    elif story.stage == "refused":
        approvals.refuse(
            campaign=campaign,
            reason="The department's own coaches can do this until next year.",
            actor=cast.approver,
            at=at,
        )
    else:
        is_external = campaign.audience == Audience.EXTERNAL
        approvals.approve(
            campaign=campaign,
            audience=campaign.audience,
            posts=story.posts,
            max_salary=campaign.highest_salary or 0,
            authority=Approval.Authority.DELEGATED
            if is_external
            else Approval.Authority.DEPARTMENT,
            delegation=delegation_of(cast, at, LIVING_DELEGATION) if is_external else None,
            actor=cast.approver,
            at=at,
        )


def _advance(story: AdvertStory, campaign: Campaign) -> None:
    cast, now = Cast.of(story.department), timezone.now()
    opened = timezone.localdate(campaign.opened_at or now)

    def later(days: int) -> datetime:
        # Never before it opened, whatever the hour is.
        return max(morning(days_after(opened, days)), campaign.opened_at or now)

    if story.stage == "paused" and can_proceed(campaign.pause):
        campaigns.pause_campaign(
            campaign=campaign,
            reason="The team checks whether it can take another person in this quarter.",
            actor=cast.manager,
            at=later(3),
        )
    elif story.stage == "cancelled" and can_proceed(campaign.cancel):
        campaigns.cancel_campaign(
            campaign=campaign,
            closed_posts=campaign.posts.open(),
            reason="The department moved the work to another team.",
            actor=cast.manager,
            at=later(4),
        )
    if campaign.closes_at is None or campaign.closes_at > now or campaign.opened_at is None:
        return
    campaigns.close_campaign(campaign=campaign, at=now)
    if not story.is_marked and story.stage in (*STAGES, *BEFORE_END):
        before_panels(campaign)
    _run(story, cast, campaign, now)


def _run(story: AdvertStory, cast: Cast, campaign: Campaign, now: datetime) -> None:
    closed = timezone.localdate(campaign.closes_at or now)
    if story.stage in STAGES:
        _select(story, cast, campaign, list(STAGES)[: list(STAGES).index(story.stage) + 1], now)
        settle_campaign(campaign=campaign, actor=cast.manager, at=now)
    elif story.stage in BEFORE_END:
        _select(story, cast, campaign, BEFORE_END[story.stage], now)
        at = morning(days_after(closed, 14))
        ended = end_campaign(
            campaign=Campaign.objects.get(pk=campaign.pk),
            reason="Nobody who applied met the standard.",
            actor=cast.manager,
            at=at,
        )
        if story.stage == "readvertised":
            readvertise_campaign(
                campaign=ended, actor=cast.manager, at=morning(days_after(closed, 16))
            )


def _select(
    story: AdvertStory, cast: Cast, campaign: Campaign, stages: Iterable[str], now: datetime
) -> None:
    """Take the campaign through stages of selection, and its applications with it."""
    for name in stages:
        move, days = STAGES[name]
        found = Campaign.objects.get(pk=campaign.pk)
        at = min(morning(days_after(timezone.localdate(campaign.closes_at), days)), now)
        living_marking.sit(found, story, cast, at)
        if can_proceed(getattr(found, move)):
            found = campaigns.move_campaign(campaign=found, move=move, actor=cast.manager, at=at)
            living_selection.choose(found, name, paths_of(story), cast)
