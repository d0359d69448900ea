"""Whether the candidate is among those to whom the role is open."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from hub.forms import FieldOptions
from roles.applications.forms.question import YES_NO, QuestionForm
from roles.models.applications.application import Application
from roles.models.campaigns.campaign_state import Audience


class EmployerForm(QuestionForm):
    """Whether the candidate is among those who may apply, and who employs them (R2)."""

    is_in_audience = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
    works_for = forms.CharField(
        max_length=150,
        label="Which department or organisation do you work for?",
        help_text="The department that is recruiting checks this.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "works_for": FieldOptions(noun="the department or organisation you work for")
    }

    def ask(self) -> None:
        campaign, field = self.application.campaign, self.fields["is_in_audience"]
        if campaign.audience == Audience.INTERNAL:
            asks = f"you work for {campaign.organisation}"
            self.only = f"staff of {campaign.organisation}"
            field.label = f"Do you work for {campaign.organisation}?"
        else:
            asks = "you are a civil servant"
            self.only = "civil servants"
            field.label = "Are you a civil servant?"
        field.error_messages["required"] = f"Select yes if {asks}"
        self.configure("is_in_audience", FieldOptions(noun=f"if {asks}"))

    def clean_is_in_audience(self) -> str:
        """Others cannot be appointed, so that they need not spend their time."""
        answer: str = self.cleaned_data["is_in_audience"]
        if answer == Application.YesNo.NO:
            raise forms.ValidationError(f"This role is only for {self.only}. Others cannot apply")
        return answer
