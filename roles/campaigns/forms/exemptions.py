"""Forms of exemptions before an election."""

from __future__ import annotations

from django import forms

from hub.forms import DISCLOSED, FieldOptions, Form
from roles.campaigns.services.exemptions import GIVEN, REFUSED


class AskExemptionForm(Form):
    """Why a role cannot wait until the election is over."""

    case = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why can this role not wait?",
        help_text=(
            "Say what the public or service would lose. Your department and hub staff read this. "
            + DISCLOSED
        ),
    )
    field_options = {"case": FieldOptions(noun="why this role cannot wait", count_characters=True)}


class DecideExemptionForm(Form):
    """Yes or no, with the reason of either."""

    decision = forms.ChoiceField(
        choices=(
            (GIVEN, "Give the exemption. The role can be advertised before the election"),
            (REFUSED, "Refuse it. The advert has to wait until the pre-election period is over"),
        ),
        widget=forms.RadioSelect,
        label="What do you decide?",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why?",
        help_text="The people who asked can read this. " + DISCLOSED,
    )
    field_options = {
        "decision": FieldOptions(noun="what you decide"),
        "reason": FieldOptions(noun="the reason", says_something=True, count_characters=True),
    }
