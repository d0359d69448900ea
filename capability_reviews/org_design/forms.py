"""Forms about advice on organisation design."""

from __future__ import annotations

from django import forms

from capability_reviews.organisation_form import OrganisationForm
from hub.forms import DateField, FieldOptions, Form


class AdviceForm(OrganisationForm):
    """Ask for advice on organisation design."""

    question = forms.CharField(
        widget=forms.Textarea,
        max_length=3000,
        label="What do you need to decide?",
        help_text="For example: where digital and technology leaders sit, and who reports to whom.",
    )
    field_options = {
        "question": FieldOptions(noun="what you need to decide", count_characters=True)
    }


class MeetingForm(Form):
    """An advice meeting that was held."""

    on = DateField(is_past=True, label="When was the meeting?")
    note = forms.CharField(required=False, max_length=300, label="What was it about? (optional)")
    field_options = {
        "on": FieldOptions(noun="the date of the meeting"),
        "note": FieldOptions(noun="what it was about"),
    }


class GiveAdviceForm(Form):
    """The advice itself."""

    advice = forms.CharField(widget=forms.Textarea, max_length=5000, label="What do you advise?")
    field_options = {"advice": FieldOptions(noun="your advice", rows=10, count_characters=True)}
