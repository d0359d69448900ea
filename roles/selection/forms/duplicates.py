"""Which of two applications of the same person goes on."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form
from roles.selection.services.duplicates import Alike, TakeUpReason


class SetAsideForm(Form):
    """The other application, which goes on in place of this one."""

    kept = forms.ChoiceField(widget=forms.RadioSelect, label="Which application should we keep?")
    field_options = {"kept": FieldOptions(noun="the application to keep")}

    def __init__(self, *args: Any, others: list[Alike], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("kept").choices = [
            (other.reference, f"{other.reference}. {other.why}") for other in others
        ]


class TakeUpForm(Form):
    """Why an application that was set aside goes on."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=TakeUpReason.choices,
        label="Why should we consider this application again?",
    )
    field_options = {"reason": FieldOptions(noun="why we should consider this application again")}
