"""Forms about services."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.forms.base import Form
from hub.forms.dates import DateField
from hub.forms.field_options import FieldOptions
from hub.models import PhaseEvent


class PhaseForm(Form):
    """Which phase a service entered, on which day, and whether all of it did."""

    phase = forms.ChoiceField(
        choices=PhaseEvent.Phase.choices,
        widget=forms.RadioSelect,
        label="Which phase did it enter?",
    )
    on = DateField(label="On which day?")
    is_partial = forms.BooleanField(
        required=False, label="Only parts of the service entered the phase"
    )
    note = forms.CharField(
        required=False,
        max_length=200,
        label="How do you know? (optional)",
        help_text="For example, the assessment report. Do not name anyone.",
    )
    field_options = {
        "phase": FieldOptions(noun="the phase"),
        "on": FieldOptions(noun="the day it entered the phase"),
        "note": FieldOptions(noun="how you know"),
    }

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError("The day it entered the phase must be today or in the past")
        return day
