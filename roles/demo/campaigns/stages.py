"""The stages that the stories of the past go through, each on its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from hub.demo import days_after, morning, working_day
from roles.campaigns.services import approvals, campaigns, drafting, job_descriptions
from roles.demo.campaigns.criteria import CRITERIA
from roles.demo.people import (
    FIRST_DELEGATION,
    LIVING_DELEGATION,
    Cast,
    adviser,
    delegation_of,
    hub_lead,
)
from roles.models import Approval, Audience, Campaign, Location, Panel, Post, Stage, SupportRequest
from roles.models.selection.panel_gate import needs_commissioner
from roles.models.selection.planned_stage import planned_stages
from roles.support.services import outcomes, requests
from roles.support.services.activities import log_activity

COMMISSIONER = "Dame Ruth Adeyemi"
STORY_ENDS = date(2013, 9, 30)
TITLE_PLACES = ("leeds", "newcastle-upon-tyne", "blackpool")


def accept(request: SupportRequest, day: date) -> None:
    """Triage and accept a request, the day after it was asked."""
    helper = adviser()
    at = morning(day + timedelta(days=1))
    requests.triage(request=request, urgency="routine", adviser=helper, actor=helper, at=at)
    requests.accept(request=request, actor=helper, at=at)


def work(request: SupportRequest, post: Post, kind: str, on: date) -> None:
    """Log the adviser's work on a post."""
    log_activity(
        request=request,
        type=kind,
        on=working_day(on),
        post=post,
        actor=adviser(),
        at=morning(on),
    )


def advertise(
    cast: Cast, request: SupportRequest, title: str, salaries: tuple[int, int], opens: date
) -> Campaign:
    """Start a campaign, have it approved, and open it on a day for three weeks."""
    at = morning(opens)
    closes = working_day(opens + timedelta(days=21))
    sift_on = working_day(closes + timedelta(days=3))
    # Between Christmas and the new year nobody is there: one still follows the other.
    met_from = max(working_day(closes + timedelta(days=10)), days_after(sift_on, 1))
    campaign = drafting.make_campaign_from_request(
        request=request, title=title, actor=cast.manager, at=at
    )
    drafting.change_terms(
        campaign=campaign,
        actor=cast.manager,
        places=Location.objects.filter(slug__in=TITLE_PLACES),
        at=at,
        audience=Audience.EXTERNAL,
        salary_min=salaries[0],
        salary_max=salaries[1],
        essential_criteria=criteria_of(request),
        assessment="Sift: curriculum vitae and statement\nInterview: panel of three",
        contact_name=f"Digital recruitment, {cast.organisation.display_code}",
        contact_email=f"recruitment.{cast.organisation.code.lower()}@example.gov.uk",
        closes_on=closes,
        sift_on=sift_on,
        interviews_from=met_from,
        interviews_to=days_after(met_from, 2),
    )
    if campaign.is_senior:
        describe_senior(campaign, cast, at)
        approvals.agree_job_description(campaign=campaign, actor=hub_lead(), at=at)
    approvals.request_approval(campaign=campaign, actor=cast.manager, at=at)
    approvals.approve(
        campaign=campaign,
        actor=cast.approver,
        audience=Audience.EXTERNAL,
        posts=campaign.posts.count(),
        max_salary=salaries[1],
        authority=Approval.Authority.DELEGATED,
        delegation=delegation_of(
            cast, at, LIVING_DELEGATION if opens >= LIVING_DELEGATION else FIRST_DELEGATION
        ),
        at=at,
    )
    return campaigns.open_campaign(campaign=campaign, actor=adviser(), at=at)


def criteria_of(request: SupportRequest) -> str:
    """What somebody at the level that a request asks for can do."""
    assert request.level is not None
    return "\n".join(CRITERIA[request.level.slug])


def describe_senior(
    campaign: Campaign,
    cast: Cast,
    at: datetime,
    summary: str = "Leads the technology of the department's digital services.",
) -> None:
    """The department says what a senior person does, which the hub then agrees."""
    job_descriptions.describe_job(
        campaign=campaign,
        actor=cast.manager,
        at=at,
        summary=summary,
        duties="Lead the people who build and run the services\nChoose the technology they use",
        reporting_line="The chief executive. The heads of technology report to this post.",
    )


def before_panels(campaign: Campaign) -> None:
    """It had closed before the hub asked for panels; a Commissioner chaired all the same (R10)."""
    Campaign.objects.filter(pk=campaign.pk).update(is_before_panels=True)
    if not needs_commissioner(campaign):
        return
    stage = next(row for row in planned_stages(campaign) if row.kind == Stage.Kind.INTERVIEW)
    Panel.objects.get_or_create(
        campaign=campaign,
        number=stage.number,
        kind=stage.kind,
        commissioner=COMMISSIONER,
        defaults={"made_at": campaign.closes_at or timezone.now()},
    )


def run_to_offers(cast: Cast, campaign: Campaign) -> None:
    """Close a campaign and take it through selection to its offers."""
    closes = campaign.closes_at
    if closes is None:
        return
    campaigns.close_campaign(campaign=campaign, at=closes)
    before_panels(campaign)
    for days, move in (
        (3, "start_sift"),
        (10, "start_interviews"),
        (13, "agree_merit"),
        (14, "start_offers"),
    ):
        at = morning(timezone.localdate(closes) + timedelta(days=days))
        campaigns.move_campaign(campaign=campaign, move=move, actor=cast.manager, at=at)


def finish(request: SupportRequest, outcome: str, reason: str, on: date = STORY_ENDS) -> None:
    """Record how a request ended and close it: the stories of 2013 end with September."""
    at = morning(on)
    outcomes.record_outcome(request=request, outcome=outcome, reason=reason, actor=adviser(), at=at)
    outcomes.close(request=request, actor=adviser(), at=at)
