"""Job descriptions: copy a role profile, tailor it, fill its gaps."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from wagtail.log_actions import registry

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from roles.campaigns.differences import Change, differences
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.job_description import GAPS, JobDescription
from roles.models.campaigns.role_profile import RoleProfile

# What Wagtail's log calls it when somebody writes a profile.
WRITTEN_BY = ("wagtail.create", "wagtail.edit", "wagtail.copy")
WRITTEN = ("summary", "duties", *GAPS)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def copy_profile(
    *, campaign: Campaign, profile: RoleProfile, actor: User, at: datetime | None = None
) -> JobDescription:
    """Begin the job description from a profile; gaps that are filled already stay filled.

    The essential criteria are the campaign's; whoever wrote the profile has a part in the words, as
    whoever copied it. Raises ``TransitionNotAllowed`` once approved.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if not locked.is_editable:
        raise TransitionNotAllowed("Approved terms do not change.", object=locked)
    copied = profile.as_copied()
    job, _ = JobDescription.objects.update_or_create(
        campaign=locked,
        defaults={
            "profile": profile,
            "copied": copied,
            "copied_at": moment,
            "summary": profile.summary,
            "duties": "\n".join(copied["duties"]),
        },
    )
    locked.essential_criteria = "\n".join(copied["criteria"])
    for writer in {actor, *_writers_of(profile)}:
        disagree(campaign=locked, writer=writer, at=moment)
    locked.save()
    log(locked, "roles.profile_copied", actor=actor, at=moment, data={"detail": profile.title})
    return job


@requires("roles.draft_campaign", "campaign", fields=WRITTEN)
@transaction.atomic
def describe_job(
    *,
    campaign: Campaign,
    actor: User,
    at: datetime | None = None,
    **words: str,
) -> JobDescription:
    """Tailor the job description and fill its gaps, before the campaign opens.

    Raises ``TransitionNotAllowed`` while an approver decides on the words (R1). What the hub had
    agreed has to be agreed again when the words change (R4). Words written after the approval are
    approved by nobody: who wrote them does not publish an advert made of them.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if not may_be_described(locked):
        raise TransitionNotAllowed("Its words are decided on, or advertised.", object=locked)
    job, _ = JobDescription.objects.get_or_create(campaign=locked)
    if any(getattr(job, name) != text for name, text in words.items()):
        disagree(campaign=locked, writer=actor, at=moment)
        locked.save()
    for name, text in words.items():
        setattr(job, name, text)
    job.save()
    log(locked, "roles.job_described", actor=actor, at=moment)
    return job


def may_be_described(campaign: Campaign) -> bool:
    """Whether its job can be described: before it opens, and while no approver decides on it."""
    return campaign.is_editable or campaign.is_ready


def drift_of(job: JobDescription) -> list[tuple[str, list[Change]]]:
    """What the campaign changed in the profile it copied, part by part; parts alike are left out.

    Without a profile there is nothing to compare with.
    """
    if not job.copied:
        return []
    parts = (
        ("Summary", job.copied["summary"], [job.summary]),
        ("What the person does", job.copied["duties"], job.duty_lines),
        ("Essential criteria", job.copied["criteria"], job.campaign.criteria),
    )
    found = [(name, differences(before, after)) for name, before, after in parts]
    return [(name, changes) for name, changes in found if changes]


def prose_of_job(job: JobDescription) -> str:
    """The job description as the first words of an advert, in plain lines."""
    parts = [job.about_department.strip()]
    if job.duty_lines:
        parts.append("## What you will do\n\n" + "\n".join(f"- {line}" for line in job.duty_lines))
    for heading, text in (
        ("What matters first", job.priorities),
        ("Who you report to", job.reporting_line),
        ("How to apply and who to ask", job.process),
        ("What you declare", job.declarations),
    ):
        if text.strip():
            parts.append(f"## {heading}\n\n{text.strip()}")
    return "\n\n".join(part for part in parts if part)


@internal
def disagree(*, campaign: Campaign, writer: User, at: datetime) -> None:
    """What the hub agrees of a senior post has other words: it is agreed again, by others (R4).

    The caller saves the campaign.
    """
    campaign.job_description_agreed_at = campaign.job_description_agreed_by = None
    CampaignPart.objects.play(campaign, writer, CampaignPart.Part.JOB_DESCRIPTION, at)


def _writers_of(profile: RoleProfile) -> set[User]:
    """Everybody who wrote the profile or changed it, by its log."""
    written = registry.get_logs_for_instance(profile).filter(action__in=WRITTEN_BY)
    return set(User.objects.filter(pk__in=written.values("user_id")))


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
