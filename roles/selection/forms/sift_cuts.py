"""Forms about how many are invited after a sift, and by interview schemes (R12)."""

from __future__ import annotations

from django import forms

from hub.forms import FieldOptions, Form


class CutForm(Form):
    """How many of the best are invited."""

    number = forms.IntegerField(
        min_value=0,
        max_value=5000,
        label="How many candidates do you want to invite?",
        help_text="We invite those with the most points who reach the minimum in every answer.",
    )
    field_options = {"number": FieldOptions(noun="how many candidates you want to invite")}


class SchemesForm(Form):
    """Why the schemes are decided as they are."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="How did you decide?",
        help_text="Only people who arrange the selection and are not on a panel can read this.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    field_options = {"reason": FieldOptions(noun="how you decided", rows=3, says_something=True)}


class RuleForm(Form):
    """How many are invited by a scheme at most."""

    most = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=5000,
        label="How many candidates at most can interview schemes add?",
        help_text="Leave this empty to invite everybody who applies under a scheme and reaches the "
        "minimum. Only set a number if too many apply for you to invite them all. It has to be "
        "fair and proportionate.",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="Why?",
        help_text="Only people who arrange the selection and are not on a panel can read this.",
    )
    field_options = {
        "most": FieldOptions(noun="how many candidates interview schemes can add"),
        "reason": FieldOptions(noun="why", rows=3, says_something=True),
    }


class ConfirmRuleForm(Form):
    """A second person agrees."""
