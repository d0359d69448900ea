"""Forms of the job description."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form, SharedForm
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.job_description import JobDescription
from roles.models.campaigns.role_profile import RoleProfile


class UseProfileForm(Form):
    """Which profile the job description begins from; those of the campaign's role stand first."""

    profile = forms.ModelChoiceField(
        RoleProfile.objects.none(),
        label="Which role profile?",
        help_text="Its summary, duties and essential criteria are copied, and you change them.",
    )
    field_options = {"profile": FieldOptions(noun="the role profile")}

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.model_choice("profile")
        rows = RoleProfile.objects.published().with_role()
        field.queryset = rows
        family = campaign.role.family_id

        def near(profile: RoleProfile) -> tuple[bool, bool, bool, str]:
            return (
                profile.level_id != campaign.level_id,
                profile.role_id != campaign.role_id,
                profile.role.family_id != family,
                profile.title,
            )

        field.choices = [
            ("", "Select a profile"),
            *((row.pk, f"{row.title} ({row.edition})") for row in sorted(rows, key=near)),
        ]
        own = next(
            (row for row in rows if row.level_id and row.level_id == campaign.level_id), None
        )
        field.initial = own.pk if own else None


class JobDescriptionForm(SharedForm, Form):
    """The tailored words, and the gaps that only the department can fill."""

    summary = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea, label="Summary of the job"
    )
    duties = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        label="What the person does",
        help_text="One on each line.",
    )
    about_department = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        label="About the department",
        help_text="What it does, for whom, and the team the person joins.",
    )
    priorities = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        label="Priorities of the role",
        help_text="What has to be done in the first year.",
    )
    process = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        label="Process and contacts",
        help_text="How to apply, the steps, and which team answers questions. Do not name anyone.",
    )
    reporting_line = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        label="Reporting line",
        help_text="Which post the person reports to, and how many report to them.",
    )
    declarations = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        label="Declarations",
        help_text="What the person declares, such as interests, and which checks follow.",
    )
    field_options = {
        name: FieldOptions(noun=asks, rows=rows)
        for name, asks, rows in (
            ("summary", "the summary", 3),
            ("duties", "what the person does", 8),
            ("about_department", "about the department", 5),
            ("priorities", "the priorities", 5),
            ("process", "the process and contacts", 5),
            ("reporting_line", "the reporting line", 3),
            ("declarations", "the declarations", 3),
        )
    }

    def __init__(self, *args: Any, job: JobDescription | None = None, **kwargs: Any) -> None:
        if job is not None:
            names = type(self).base_fields
            kwargs["initial"] = {name: getattr(job, name) for name in names}
        super().__init__(*args, **kwargs)
