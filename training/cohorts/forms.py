"""Forms about cohorts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form


class CohortForm(Form):
    """A new cohort of a release."""

    name = forms.CharField(
        max_length=80, label="What is it called?", help_text="For example, Cohort N."
    )
    capacity = forms.IntegerField(min_value=1, max_value=200, label="How many places are there?")
    starts_on = DateField(label="When is its first day?")
    ends_on = DateField(label="When is its last day?")
    location = forms.CharField(max_length=150, label="Where is it held?")
    field_options = {
        "name": FieldOptions(noun="what the cohort is called", width="20"),
        "capacity": FieldOptions(noun="the number of places", width="3", inputmode="numeric"),
        "starts_on": FieldOptions(noun="the first day"),
        "ends_on": FieldOptions(noun="the last day"),
        "location": FieldOptions(noun="where it is held"),
    }

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if day <= timezone.localdate():
            raise ValidationError("The first day must be in the future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        elif first and last and (last - first).days > 180:
            self.add_error("ends_on", "The last day must be within 6 months of the first day")
        return cleaned


class CancelForm(Form):
    """Why a cohort is cancelled."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=300,
        label="Why is it cancelled?",
        help_text="Everyone in it and their nominators read this. Do not name anyone.",
    )
    field_options = {
        "reason": FieldOptions(
            noun="why it is cancelled", says_something=True, rows=3, count_characters=True
        )
    }
