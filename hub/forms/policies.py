"""Forms of the hub's policy values."""

from __future__ import annotations

from django import forms

from hub.forms.base import Form
from hub.forms.field_options import FieldOptions


class ConfirmPolicyForm(Form):
    """A second person says yes or no to a change of the hub's settings."""

    answer = forms.ChoiceField(
        choices=(("yes", "Yes, make this change"), ("no", "No, leave it as it is")),
        widget=forms.RadioSelect,
        label="Should this change be made?",
    )
    field_options = {"answer": FieldOptions(noun="yes if this change should be made")}
