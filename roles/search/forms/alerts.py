"""What people fill in about alerts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.search.alert import Alert

FREQUENCY: dict[str, Any] = {
    "choices": Alert.Frequency.choices,
    "widget": forms.RadioSelect,
    "label": "How often do you want to hear from us?",
    "error_messages": {"required": "Select how often you want to hear from us"},
}


class SubscribeForm(Form):
    """Where to send an alert, and how often; who has signed in is asked only how often."""

    email = forms.EmailField(
        max_length=254,
        label="Email address",
        help_text="We only use it for these alerts. We ask you to confirm it first.",
    )
    frequency = forms.ChoiceField(initial=Alert.Frequency.DAILY, **FREQUENCY)
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "email": FieldOptions(noun="your email address", autocomplete="email", spellcheck=False),
        "frequency": FieldOptions(noun="how often you want to hear from us"),
    }

    def __init__(self, *args: Any, is_signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed_in:
            del self.fields["email"]


class FrequencyForm(Form):
    """How often an alert comes."""

    frequency = forms.ChoiceField(**FREQUENCY)
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "frequency": FieldOptions(
            noun="how often you want to hear from us", page_heading=True, size="l"
        )
    }


class LeavingForm(Form):
    """Why somebody stops an alert, if they like to say."""

    reason = forms.ChoiceField(
        required=False,
        choices=[item for item in Alert.EndReason.choices if item[0] != Alert.EndReason.NOT_KEPT],
        widget=forms.RadioSelect,
        label="Why did you stop this alert? (optional)",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "reason": FieldOptions(noun="why you stopped this alert")
    }
