"""One choice among ways to go on: the page that is chosen asks what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from hub.forms.base import Form
from hub.forms.field_options import FieldOptions


@dataclass(frozen=True)
class Way:
    """A way to go on: what stands for it, its label, what it means, and where it starts."""

    value: str
    label: str
    hint: str
    address: str


class WayForm(Form):
    """Asks which of several ways somebody goes on, and knows where it starts."""

    way = forms.ChoiceField(widget=forms.RadioSelect, label="What do you want to do?")
    field_options = {"way": FieldOptions(noun="what you want to do")}

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [(way.value, way.label) for way in ways]
        hints = {way.value: way.hint for way in ways if way.hint}
        self.configure("way", FieldOptions(noun="what you want to do", hints=hints))
        self._addresses = {way.value: way.address for way in ways}

    @property
    def address(self) -> str:
        """Where the way that was chosen starts."""
        return self._addresses[self.cleaned_data["way"]]
