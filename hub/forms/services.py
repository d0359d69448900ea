"""Forms about services."""

from __future__ import annotations

from django import forms

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
    on = DateField(is_past=True, label="On which day?")
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
