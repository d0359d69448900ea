"""What those who phone a candidate record of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form
from roles.models.applications.phone_call import PhoneCall


class ToldForm(Form):
    """How and when a candidate was told."""

    told_how = forms.ChoiceField(
        choices=PhoneCall.How.choices,
        widget=forms.RadioSelect,
        label="How did you tell them?",
    )
    told_on = DateField(is_past=True, label="When did you tell them?")
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "told_how": FieldOptions(noun="how you told them"),
        "told_on": FieldOptions(noun="the date you told them"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"told_on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
