"""What can be done to the job description of a campaign."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.models import User
from hub.moves import Move
from roles.campaigns.forms.job_descriptions import JobDescriptionForm, UseProfileForm
from roles.campaigns.services import job_descriptions
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.job_description import JobDescription

DRAFTING = "roles.draft_campaign"


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
        next_address=_to_job,
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
        may=lambda campaign: campaign.is_before_opening,
        service=job_descriptions.describe_job,
        form=JobDescriptionForm,
        form_kwargs=_job,
        next_address=_to_job,
        explain=(
            "The essential criteria are among the campaign’s terms. What the hub has agreed has to"
            " be agreed again when the words change. Somebody else publishes what you write after"
            " the approval."
        ),
        done="has new words in its job description",
        is_secondary=True,
    ),
)
