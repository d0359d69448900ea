"""The register of a session."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form, SharedForm
from training.models import Place

# Everybody by one tick; and nobody by one, so that an empty register is no answer.
EVERYBODY, NOBODY = "everybody", "nobody"


class RegisterForm(SharedForm, Form):
    """Who was at a session; a change to what was recorded needs a reason (I6)."""

    present = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Who was there?",
        error_messages={"required": "Select who was there, or “Nobody was there”"},
    )
    reason = forms.CharField(
        required=False,
        max_length=300,
        label="Why are you changing the record?",
        help_text="Needed when you correct what was recorded before. Do not name anyone.",
    )
    field_options = {
        "present": FieldOptions(noun="who was there", size="m"),
        "reason": FieldOptions(noun="why you are changing the record", says_something=True),
    }

    def __init__(self, *args: Any, places: list[Place], is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.choice("present").choices = [
            (EVERYBODY, "Everybody was there"),
            *(
                (
                    str(place.pk),
                    f"{place.person or 'Name removed'}, {place.organisation.display_code}",
                )
                for place in places
            ),
            (NOBODY, "Nobody was there"),
        ]
        if not is_correction:
            del self.fields["reason"]

    def clean_present(self) -> list[Place]:
        """The places of those who were there. Raises ``ValidationError`` for both answers."""
        ticked = set(self.cleaned_data["present"])
        some = ticked - {EVERYBODY, NOBODY}
        if NOBODY in ticked and len(ticked) > 1:
            raise forms.ValidationError("Select who was there, or “Nobody was there”, but not both")
        if EVERYBODY in ticked:
            return self.places
        return [place for place in self.places if str(place.pk) in some]
