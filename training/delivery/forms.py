"""The register of a session."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import ConfirmField, FieldOptions, Form, SharedForm, confirmed
from hub.numbers import plural
from training.models import Place


class RegisterForm(SharedForm, Form):
    """Who was at a session; a change to what was recorded needs a reason (I6)."""

    present = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Who was there?"
    )
    reason = forms.CharField(
        required=False,
        max_length=300,
        label="Why are you changing the record?",
        help_text="Needed when you correct what was recorded before. Do not name anyone.",
    )
    # Asked only where nobody is ticked of a day that was not recorded before.
    nobody = ConfirmField()
    field_options = {
        "present": FieldOptions(noun="who was there", size="m"),
        "reason": FieldOptions(noun="why you are changing the record", says_something=True),
    }

    def __init__(self, *args: Any, places: list[Place], is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = len(places)
        self.choice("present").choices = [
            (str(place.pk), f"{place.person or 'Name removed'}, {place.organisation.display_code}")
            for place in places
        ]
        if is_correction or not self.is_bound:
            del self.fields["nobody"]
        if not is_correction:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "nobody" not in self.fields:
            return cleaned
        nobody = not cleaned.get("present") and "present" not in self.errors
        number = plural(self.expected, "person", "people")
        question = "You selected nobody. Select “Yes” if nobody came on this day"
        confirmed(self, "nobody", question if nobody else "", f"Yes, nobody came ({number} absent)")
        return cleaned
