"""The last day of something that holds from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from hub.forms import DateField, FieldOptions, Form


class Holding(Protocol):
    """A record that holds from a day on."""

    valid_from: date


class LastDayForm(Form):
    """The last day of a delegation, or of a priority mover's record."""

    valid_to = DateField(label="What is its last day?")
    field_options = {"valid_to": FieldOptions(noun="the last day")}

    def __init__(self, *args: Any, record: Holding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    def clean_valid_to(self) -> Any:
        day = self.cleaned_data["valid_to"]
        if day < self.record.valid_from:
            raise ValidationError("The last day must be the same as or after the first day")
        return day
