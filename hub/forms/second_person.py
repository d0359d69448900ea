"""The form of a second person, who says yes or no to what somebody else asked for."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms.base import Form
from hub.forms.field_options import DISCLOSED, FieldOptions

YES, NO = "yes", "no"


class SecondPersonForm(Form):
    """Yes or no, of what the page shows; no has a reason, which whoever asked is told."""

    facts_version = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(widget=forms.RadioSelect, label="Do you confirm it?")
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        label="If not, why?",
        help_text="We email this to the person who asked. " + DISCLOSED,
    )
    field_options = {
        "answer": FieldOptions(noun="whether you confirm it"),
        "reason": FieldOptions(
            noun="the reason", says_something=True, rows=3, count_characters=True
        ),
    }

    def __init__(
        self, *args: Any, question: str, answers: list[tuple[str, str]], read: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts_version"].initial = read
        self.fields["answer"].label = question
        self.choice("answer").choices = answers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        no = cleaned.get("answer") == NO
        if no and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter the reason")
        return cleaned
