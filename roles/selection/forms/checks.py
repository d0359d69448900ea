"""What those who handle an application record of its pre-employment checks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import DateField, FieldOptions, Form
from roles.models.applications.application import Application
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.check_kinds import checks_missing, checks_needed


class ChecksForm(Form):
    """Which checks were made, when, and whether they were passed (R16)."""

    kinds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Which checks are you recording?",
        help_text="Select all that have the same result and date. You can record the others later.",
    )
    result = forms.ChoiceField(
        choices=PreEmploymentCheck.Result.choices,
        widget=forms.RadioSelect,
        label="What was the result?",
        help_text="Do not record what was found. Keep documents only as long as you need them.",
    )
    checked_on = DateField(is_past=True, label="When were the checks completed?")
    reason = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=500,
        label="If a check was not passed before and now is, what has changed? (optional)",
        help_text="Answer this only if you have already recorded that the check was not passed. "
        "Do not record what the check found.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "kinds": FieldOptions(noun="the checks you are recording"),
        "result": FieldOptions(noun="the result of the checks"),
        "checked_on": FieldOptions(noun="the date the checks were completed"),
        "reason": FieldOptions(noun="what has changed", count_characters=True),
    }

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "kinds": [str(kind) for kind in checks_missing(application)],
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.choice("kinds").choices = [
            (kind.value, kind.label) for kind in checks_needed(application.campaign)
        ]
