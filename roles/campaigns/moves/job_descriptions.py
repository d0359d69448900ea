"""What can be done to the job description of a campaign."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.models import User
from hub.moves import Move
from roles.campaigns.forms.job_descriptions import JobDescriptionForm, UseProfileForm
from roles.campaigns.services import job_descriptions
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.job_description import JobDescription, job_of

DRAFTING = "roles.draft_campaign"


def _job(campaign: Campaign, user: User) -> dict[str, Any]:
    return {"job": job_of(campaign)}


def _not_described_now(campaign: Campaign) -> str:
    if campaign.is_before_opening:
        return (
            "An approver is deciding on this job description. You can change it after they decide"
        )
    return "You can only write the job description before the advert opens"


def _to_job(job: JobDescription, user: Any) -> str:
    return reverse("roles:campaign_job", args=[job.campaign.reference])


JOB_MOVES = (
    Move(
        slug="use-profile",
        label="Use a role profile",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_editable,
        already=lambda campaign: (
            "You can only use a role profile before you ask for approval, or when an approver has "
            "returned the campaign"
        ),
        service=job_descriptions.copy_profile,
        form=UseProfileForm,
        form_kwargs=lambda campaign, user: {"campaign": campaign},
        next_address=_to_job,
        explain=(
            "This replaces the summary, the duties and the essential criteria you have"
            " now. What you wrote in the other parts stays."
        ),
        done="has a job description from a profile",
    ),
    Move(
        slug="describe",
        label="Write the job description",
        permission=DRAFTING,
        may=job_descriptions.may_be_described,
        already=_not_described_now,
        service=job_descriptions.describe_job,
        form=JobDescriptionForm,
        form_kwargs=_job,
        next_address=_to_job,
        explain=(
            "Write the essential criteria in the campaign’s terms. If you change what the hub team"
            " has agreed, it has to agree it again. If you change this after the approval, somebody"
            " else has to publish the advert."
        ),
        done="has a new version of its job description",
    ),
)
