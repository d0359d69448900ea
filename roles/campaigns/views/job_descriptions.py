"""The library of role profiles, and the job description of a campaign beside it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from hub.filters import Filters
from hub.models import FrameworkVersion
from hub.moves import offered
from hub.views.base import GuardedTemplateView
from roles.campaigns.ladder import ladder_of
from roles.campaigns.moves.job_descriptions import JOB_MOVES
from roles.campaigns.services.job_descriptions import drift_of
from roles.campaigns.tables import SKILLS
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.campaigns.job_description import JobDescription
from roles.models.campaigns.role_profile import RoleProfile


class ProfileListView(TemplateView):
    """The library, by family; today's framework unless another edition is chosen. Public."""

    template_name = "roles/campaigns/profile_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RoleProfile.objects.published().with_role()
        held = FrameworkVersion.objects.filter(families__roles__profiles__in=rows).distinct()
        versions = list(held.order_by("-published_on"))
        filters = Filters(self.request.GET)
        codes = [item.code for item in versions]
        wanted = filters.chosen("edition", codes, "edition of the framework")
        version = next((item for item in versions if item.code == wanted), None) or (
            versions[0] if versions else None
        )
        words = " ".join(self.request.GET.get("words", "").replace("\0", " ").split())[:100]
        shown = (
            rows.filter(role__family__version=version)
            .saying(words)
            .order_by("role__family__name", "role__name", "level__order", "pk")
        )
        families = [
            (name, list(found)) for name, found in groupby(shown, lambda row: row.role.family.name)
        ]
        return super().get_context_data(
            versions=versions,
            version=version,
            words=words,
            families=families,
            number=sum(len(found) for _, found in families),
            not_understood=filters.not_understood,
            **kwargs,
        )


class ProfileDetailView(TemplateView):
    """One profile, where it comes from, and the gaps that a department fills. Public."""

    template_name = "roles/campaigns/profile_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RoleProfile.objects.published().with_role()
        profile = get_object_or_404(rows, slug=self.kwargs["slug"])
        level = profile.level
        return super().get_context_data(
            profile=profile,
            copied=profile.as_copied(),
            ladder=ladder_of(profile),
            skills=SKILLS.of(level.requirements.select_related("skill") if level else []),
            **kwargs,
        )


class JobDescriptionView(CampaignRecordView, GuardedTemplateView):
    """The job description of a campaign: its words, its gaps, what it changed in the profile."""

    template_name = "roles/campaigns/campaign_job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = self.record
        rows = JobDescription.objects.select_related("profile", "campaign")
        job = rows.filter(campaign=campaign).first()
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            job=job,
            gaps=job.gaps if job else [],
            drift=drift_of(job) if job else [],
            moves=offered(JOB_MOVES, campaign, self.request.user),
            **kwargs,
        )
