"""Forms about teams and training plans."""

from __future__ import annotations

from django import forms

from capability_reviews.models import TeamBuild
from capability_reviews.organisation_form import OrganisationForm
from hub.forms import FieldOptions


class TeamForm(OrganisationForm):
    """A department builds a team."""

    kind = forms.ChoiceField(
        choices=TeamBuild.Kind.choices,
        initial=TeamBuild.Kind.SETTING_UP,
        widget=forms.RadioSelect,
        label="How is it building the team?",
    )
    functions = forms.MultipleChoiceField(
        choices=TeamBuild.Function.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What will the team cover? (optional)",
    )
    description = forms.CharField(
        widget=forms.Textarea, required=False, max_length=2000, label="Describe the team (optional)"
    )
    field_options = {
        "kind": FieldOptions(noun="how it is building the team"),
        "functions": FieldOptions(noun="what the team will cover"),
        "description": FieldOptions(noun="the description of the team", count_characters=True),
    }


class TrainingForm(OrganisationForm):
    """A department plans training."""

    description = forms.CharField(
        widget=forms.Textarea, max_length=2000, label="Who will learn what?"
    )
    field_options = {"description": FieldOptions(noun="who will learn what", count_characters=True)}
