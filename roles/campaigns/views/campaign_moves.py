"""What can be done to a campaign, in the order in which it is offered.

Between preparing and running it stands what opens it, which is the advert's: ``roles.urls`` puts
the three together.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django_fsm import can_proceed

from hub.models import User
from roles.campaigns.forms.campaigns import (
    ApproveForm,
    AudienceForm,
    AuthorityForm,
    DatesForm,
    ExtendForm,
    TermsForm,
)
from roles.campaigns.forms.job_descriptions import JobDescriptionForm, UseProfileForm
from roles.campaigns.services import (
    approvals,
    campaigns,
    drafting,
    job_descriptions,
)
from roles.campaigns.services import (
    audience as widening,
)
from roles.campaigns.services.completion import end_campaign
from roles.campaigns.services.rounds import readvertise_campaign
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.delegation import Delegation
from roles.models.campaigns.job_description import JobDescription
from roles.moves import Move
from roles.support.forms.support_moves import ReasonForm

DRAFTING, RUNNING = "roles.draft_campaign", "roles.run_campaign"
DATES = ("closes_on", "sift_on", "interviews_from", "interviews_to")


def _scope(campaign: Campaign, user: User) -> dict[str, Any]:
    return {
        "initial": {
            "audience": campaign.audience,
            "posts": campaign.posts.count(),
            "max_salary": campaign.highest_salary,
        },
        "delegations": _delegations(campaign, user),
    }


def _delegations(campaign: Campaign, user: User) -> Any:
    held = Delegation.objects.held_by(user, campaign.organisation)
    return held.in_force(timezone.localdate())


def _asked(campaign: Campaign) -> list[tuple[str, Any]]:
    """What an approver is asked to approve, who may come straight from the mail."""
    return [
        ("Title", campaign.title),
        ("Organisation", campaign.organisation.name),
        ("Grade", campaign.grade.name),
        ("Posts", campaign.posts.count()),
        ("Salary", campaign.salary_text),
        ("Contract", campaign.contract_text),
        ("Who may apply", campaign.get_audience_display()),
        *(
            [("Wider audience asked for", campaign.get_wider_audience_display())]
            if campaign.wider_audience
            else []
        ),
        ("Asked by", campaign.wider_asked_by or campaign.approval_requested_by),
    ]


def _audiences(campaign: Campaign, *, approved: bool) -> list[str]:
    """The wider audiences within the approval, or those beyond it."""
    limit = widening.approved_audience(campaign)
    wider = campaign.wider_audiences
    return [item for item in wider if bool(limit and Audience(limit).covers(item)) is approved]


def _before_opening(campaign: Campaign) -> bool:
    return not campaign.opened_at and not campaign.is_ended


def _stage_move(slug: str, move: str, label: str, done: str, explain: str) -> Move:
    return Move(
        slug=slug,
        label=label,
        permission=RUNNING,
        may=lambda campaign: can_proceed(getattr(campaign, move)),
        service=partial(campaigns.move_campaign, move=move),
        done=done,
        explain=explain,
    )


def _job(campaign: Campaign, user: User) -> dict[str, Any]:
    return {"job": JobDescription.objects.filter(campaign=campaign).first()}


def _to_job(job: JobDescription, user: Any) -> str:
    return reverse("roles:campaign_job", args=[job.campaign.reference])


JOB_MOVES = (
    Move(
        slug="use-profile",
        label="Use a role profile",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        service=job_descriptions.copy_profile,
        form=UseProfileForm,
        form_kwargs=lambda campaign, user: {"campaign": campaign},
        goes_to=_to_job,
        explain=(
            "The summary, the duties and the essential criteria are put in the place of those"
            " there are. The gaps you have filled stay filled."
        ),
        done="has a job description from a profile",
    ),
    Move(
        slug="describe",
        label="Write the job description",
        permission=DRAFTING,
        may=_before_opening,
        service=job_descriptions.describe_job,
        form=JobDescriptionForm,
        form_kwargs=_job,
        goes_to=_to_job,
        explain=(
            "The essential criteria are among the campaign’s terms. What the hub has agreed has to"
            " be agreed again when the words change."
        ),
        done="has new words in its job description",
        is_secondary=True,
    ),
)

PREPARING_MOVES = (
    Move(
        slug="terms",
        label="Complete the terms",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        service=drafting.change_terms,
        form=TermsForm,
        form_kwargs=lambda campaign, user: {"instance": campaign},
        done="has new terms",
        is_secondary=True,
    ),
    Move(
        slug="ask-approval",
        label="Ask for approval",
        permission=DRAFTING,
        may=lambda campaign: can_proceed(campaign.request_approval),
        service=approvals.request_approval,
        explain="An approver of the department decides. Nobody approves their own campaign.",
        done="waits for approval",
    ),
    Move(
        slug="approve",
        facts=_asked,
        label="Approve",
        permission="roles.approve_campaign",
        may=lambda campaign: can_proceed(campaign.approve),
        service=approvals.approve,
        form=ApproveForm,
        form_kwargs=_scope,
        explain="The campaign may be advertised within what you approve here, and no further.",
        done="is approved",
    ),
    Move(
        slug="return",
        facts=_asked,
        label="Return for changes",
        permission="roles.approve_campaign",
        may=lambda campaign: can_proceed(campaign.send_back),
        service=approvals.send_back,
        form=ReasonForm,
        explain="Say what has to be changed first.",
        done="is returned",
        is_secondary=True,
    ),
    Move(
        slug="refuse",
        facts=_asked,
        label="Refuse",
        permission="roles.approve_campaign",
        may=lambda campaign: can_proceed(campaign.refuse),
        service=approvals.refuse,
        form=ReasonForm,
        explain="There will be no advert. You cannot undo this.",
        done="is refused",
        is_warning=True,
    ),
    Move(
        slug="agree-job-description",
        label="Agree the job description",
        permission="roles.agree_job_description",
        may=lambda campaign: (
            campaign.is_senior
            and _before_opening(campaign)
            and not campaign.job_description_agreed_at
        ),
        service=approvals.agree_job_description,
        explain="The hub agrees the title, the criteria and the salary of this senior post.",
        done="has its job description agreed",
    ),
    Move(
        slug="dates",
        label="Set the dates",
        permission=DRAFTING,
        may=lambda campaign: _before_opening(campaign) and not campaign.is_editable,
        service=drafting.set_selection_dates,
        form=DatesForm,
        form_kwargs=lambda campaign, user: {
            "initial": {name: getattr(campaign, name) for name in DATES}
        },
        done="has its dates set",
        is_secondary=True,
    ),
    Move(
        slug="audience",
        label="Widen the audience",
        permission=DRAFTING,
        may=lambda campaign: (
            (campaign.is_ready or campaign.is_live) and bool(_audiences(campaign, approved=True))
        ),
        service=widening.widen_audience,
        form=AudienceForm,
        form_kwargs=lambda campaign, user: {"audiences": _audiences(campaign, approved=True)},
        explain="It widens from internal to across government to external, as far as approved.",
        done="has a wider audience",
        is_secondary=True,
    ),
    Move(
        slug="ask-audience",
        label="Ask for a wider audience",
        permission=DRAFTING,
        may=lambda campaign: (
            (campaign.is_ready or campaign.is_live)
            and not campaign.wider_audience
            and bool(_audiences(campaign, approved=False))
        ),
        service=widening.ask_wider_audience,
        form=AudienceForm,
        form_kwargs=lambda campaign, user: {"audiences": _audiences(campaign, approved=False)},
        explain="The approval does not go that far. An approver of the department decides.",
        done="waits for approval of a wider audience",
        is_secondary=True,
    ),
    Move(
        slug="approve-audience",
        facts=_asked,
        label="Approve the wider audience",
        permission="roles.approve_campaign",
        may=lambda campaign: bool(campaign.wider_audience),
        service=widening.approve_wider_audience,
        form=AuthorityForm,
        form_kwargs=lambda campaign, user: {"delegations": _delegations(campaign, user)},
        explain="More people may apply from then on. The posts and the salary stay as approved.",
        done="has a wider audience",
    ),
    Move(
        slug="refuse-audience",
        facts=_asked,
        label="Refuse the wider audience",
        permission="roles.approve_campaign",
        may=lambda campaign: bool(campaign.wider_audience),
        service=widening.refuse_wider_audience,
        form=ReasonForm,
        explain="The campaign goes on with the audience it has.",
        done="keeps its audience",
        is_secondary=True,
    ),
    Move(
        slug="sift-help",
        label="Ask the hub for help with the sift",
        permission=DRAFTING,
        may=lambda campaign: (
            campaign.support_request_id is not None
            and not campaign.sift_help_requested_at
            and not campaign.is_ended
        ),
        service=drafting.ask_for_sift_help,
        explain="You can only ask before the advert opens.",
        done="has help with the sift asked for",
        is_secondary=True,
    ),
)

RUNNING_MOVES = (
    Move(
        slug="extend",
        label="Extend the closing date",
        permission=RUNNING,
        may=lambda campaign: campaign.is_live,
        service=campaigns.extend_closing,
        form=ExtendForm,
        explain="It can only move to a later day, and only before the campaign has closed.",
        done="closes later",
        is_secondary=True,
    ),
    Move(
        slug="pause",
        label="Pause",
        permission=RUNNING,
        may=lambda campaign: can_proceed(campaign.pause),
        service=campaigns.pause_campaign,
        form=ReasonForm,
        explain="No applications are taken until it is resumed. The closing date stays.",
        done="is paused",
        is_secondary=True,
    ),
    Move(
        slug="resume",
        label="Resume",
        permission=RUNNING,
        may=lambda campaign: can_proceed(campaign.resume),
        service=campaigns.resume_campaign,
        explain="Applications are taken again, until the closing date.",
        done="is open again",
    ),
    _stage_move(
        "sift", "start_sift", "Start the sift", "is being sifted", "Applications are read now."
    ),
    _stage_move(
        "interviews",
        "start_interviews",
        "Start interviews",
        "is at interviews",
        "Candidates who passed the sift are met.",
    ),
    _stage_move(
        "merit",
        "agree_merit",
        "Agree the merit order",
        "has its merit order agreed",
        "The panel has agreed the order of merit.",
    ),
    _stage_move(
        "offers",
        "start_offers",
        "Start offers",
        "is making offers",
        "Offers are made in the order of merit.",
    ),
    Move(
        slug="end",
        label="End without filling every post",
        permission=RUNNING,
        may=lambda campaign: can_proceed(campaign.leave_unfilled),
        service=end_campaign,
        form=ReasonForm,
        explain="It ends part filled, or unfilled when no post is filled.",
        done="has ended",
        is_secondary=True,
    ),
    Move(
        slug="again",
        label="Advertise again",
        permission=DRAFTING,
        may=lambda campaign: (
            can_proceed(campaign.readvertise) and campaign.posts.filter(state="open").exists()
        ),
        service=readvertise_campaign,
        goes_to=lambda campaign, user: campaign.get_absolute_url(),
        explain=(
            "A new round is drafted with the same terms for the posts that are not filled. It needs"
            " new dates and a new approval. This campaign stays as it is, linked to the new one."
        ),
        done="is advertised again: this is the new round",
        is_creating=True,
    ),
    Move(
        slug="cancel",
        label="Cancel the campaign",
        permission="roles.cancel_campaign",
        may=lambda campaign: can_proceed(campaign.cancel) and not campaigns.has_offers(campaign),
        service=campaigns.cancel_campaign,
        form=ReasonForm,
        explain="Candidates are told that the role is withdrawn. You cannot undo this.",
        done="is cancelled",
        is_warning=True,
    ),
)
