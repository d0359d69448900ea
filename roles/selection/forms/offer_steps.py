"""What is asked beside an offer: an amount to approve, and why somebody is passed over."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.applications.application import Application
from roles.models.applications.passed_over import PassedOver
from roles.models.location import Location


class AmountForm(Form):
    """An amount that was not advertised or not approved, and why it is needed."""

    salary = forms.IntegerField(min_value=1, max_value=999_999, label="Salary a year, in pounds")
    allowance = forms.IntegerField(
        min_value=1,
        max_value=999_999,
        required=False,
        label="Allowance a year, in pounds (optional)",
    )
    case = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="Why is this amount needed?",
        help_text="An approver of your department reads this.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "salary": FieldOptions(noun="the salary", width="10"),
        "allowance": FieldOptions(noun="the allowance", width="10"),
        "case": FieldOptions(noun="why this amount is needed", count_characters=True),
    }


class DecideAmountForm(Form):
    """Yes or no to an amount, and why."""

    answer = forms.ChoiceField(
        choices=[("yes", "Yes, approve it"), ("no", "No, do not approve it")],
        widget=forms.RadioSelect,
        label="Do you approve this amount?",
        error_messages={"required": "Select whether you approve this amount"},
    )
    reason = forms.CharField(
        widget=forms.Textarea, max_length=2000, label="What is the reason for your decision?"
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "answer": FieldOptions(noun="whether you approve this amount"),
        "reason": FieldOptions(noun="the reason for your decision", count_characters=True),
    }


class PassOverForm(Form):
    """For which posts somebody is passed over, and why."""

    place = forms.ModelChoiceField(
        queryset=Location.objects.none(),
        required=False,
        label="At which location?",
        widget=forms.RadioSelect,
        empty_label="Every location of this campaign",
    )
    reason = forms.ChoiceField(
        choices=PassedOver.Reason.choices, widget=forms.RadioSelect, label="What is the reason?"
    )
    words = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="What happened?",
        help_text="Give dates. This is kept with the order of merit. Do not write about health.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "place": FieldOptions(noun="the location"),
        "reason": FieldOptions(noun="the reason"),
        "words": FieldOptions(noun="what happened", count_characters=True),
    }

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model_choice("place").queryset = application.campaign.places.all()
