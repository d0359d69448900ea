"""The form that offers a mentor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hub.directory import person
from hub.forms import FieldOptions, Form
from hub.models import User


class OfferForm(Form):
    """Who is to help whom; both have signed in to the hub before."""

    mentee = forms.EmailField(label="Who needs a mentor?", help_text="Their email address")
    mentor = forms.EmailField(label="Who is the mentor?", help_text="Their email address")
    field_options = {
        "mentee": FieldOptions(noun="the email address of the person who needs a mentor"),
        "mentor": FieldOptions(noun="the email address of the mentor"),
    }

    def clean_mentee(self) -> User:
        return _known(self.cleaned_data["mentee"], "the person who needs a mentor")

    def clean_mentor(self) -> User:
        return _known(self.cleaned_data["mentor"], "the mentor")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mentor") and cleaned.get("mentor") == cleaned.get("mentee"):
            self.add_error("mentor", "The mentor must be somebody else")
        return cleaned


def _known(email: str, who: str) -> User:
    try:
        return person(email)
    except User.DoesNotExist as error:
        raise ValidationError(
            f"Enter the email address with which {who} signs in to the hub"
        ) from error
