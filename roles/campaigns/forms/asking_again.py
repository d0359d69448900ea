"""Asking for approval again after an approver returned a campaign."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import DISCLOSED, FieldOptions, Form


class AskAgainForm(Form):
    """What the department says to whoever returned it: needed where it has changed nothing."""

    answer = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=1000,
        label="What do you want to tell the approver? (optional)",
        help_text="The approver can read this. " + DISCLOSED,
    )
    field_options = {
        "answer": FieldOptions(noun="your answer", says_something=True, count_characters=True)
    }

    def __init__(self, *args: Any, is_unchanged: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_unchanged = is_unchanged
        if is_unchanged:
            self.fields["answer"].label = "Why do you ask again without a change?"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_unchanged and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error(
                "answer",
                "Nothing has changed since the approver returned it. Change it first, or enter "
                "why you ask again",
            )
        return cleaned
