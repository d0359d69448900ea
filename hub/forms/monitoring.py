"""Forms of the monitoring pages."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms.base import Form
from hub.forms.field_options import FieldOptions


class CorrectionForm(Form):
    """What a published figure should have said, and why."""

    value = forms.IntegerField(
        min_value=0,
        max_value=10**15,
        label="Corrected number",
        help_text="What the figure counts, as a number.",
    )
    text = forms.CharField(
        max_length=200,
        label="How should the figure read?",
        help_text="The whole figure as it is printed, such as “about 100” or “3 of 7”.",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why are you correcting it?",
        help_text="Everyone who sees the figure sees this. Do not name anyone.",
    )
    field_options = {
        "value": FieldOptions(noun="the corrected number", width="10", inputmode="numeric"),
        "text": FieldOptions(noun="how the figure should read"),
        "reason": FieldOptions(
            noun="why you are correcting the figure", rows=5, count_characters=True
        ),
    }

    def __init__(self, *args: Any, is_counted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_counted:  # A figure in words has no number.
            del self.fields["value"]

    def clean(self) -> dict[str, Any]:
        return {"value": None, **(super().clean() or {})}
