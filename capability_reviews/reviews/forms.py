"""Forms about reviews."""

from __future__ import annotations

from typing import Any

from django import forms

from capability_reviews.models import Finding, Rating, ReviewTheme
from capability_reviews.organisation_form import OrganisationForm
from hub.forms import DISCLOSED, FieldOptions, Form, SharedForm
from hub.models import FrameworkRole, Organisation


class PlanReviewForm(OrganisationForm):
    """Plan a review."""

    summary = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        label="What should the review find out? (optional)",
    )
    field_options = {
        "summary": FieldOptions(noun="what the review should find out", count_characters=True)
    }


class ScopeForm(Form):
    """C1: bodies in or out, explicitly."""

    bodies_are_in = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        label="Are agencies and public bodies in scope?",
        error_messages={"required": "Select yes if agencies and public bodies are in scope"},
    )
    bodies = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="If they are, which?",
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model_choice("bodies").queryset = organisation.bodies.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("bodies_are_in") and not cleaned.get("bodies"):
            self.add_error("bodies", "Select the agencies and bodies that are in scope")
        return cleaned


class RatingForm(SharedForm, Form):
    """A theme's rating: the department's own, or the assured one with its reason."""

    rating = forms.TypedChoiceField(
        choices=Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
        label="How well placed is the organisation?",
    )
    evidence = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=3000,
        label="What is the rating based on? (optional)",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        label="Why does it differ from the department’s own rating?",
        help_text="Needed when it differs.",
    )
    field_options = {
        "rating": FieldOptions(noun="a rating"),
        "evidence": FieldOptions(noun="what the rating is based on", count_characters=True),
        "reason": FieldOptions(noun="why it differs", says_something=True, count_characters=True),
    }

    def __init__(self, *args: Any, assures_it: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evidence" if assures_it else "reason"]


class FollowUpForm(Form):
    """A theme rated again in a follow-up."""

    rating = forms.TypedChoiceField(
        choices=Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
        label="How well placed is the organisation now?",
        help_text="A better rating closes the needs that this theme’s findings raised.",
    )
    field_options = {"rating": FieldOptions(noun="a rating")}


class FindingForm(Form):
    """What the review found."""

    theme = forms.ModelChoiceField(ReviewTheme.objects.none(), label="Which theme is it about?")
    text = forms.CharField(
        widget=forms.Textarea,
        max_length=3000,
        label="What was found?",
        help_text=DISCLOSED,
    )
    priority = forms.ChoiceField(
        choices=Finding.Priority.choices, widget=forms.RadioSelect, label="How much does it matter?"
    )
    strategy_action = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=16,
        error_messages={"invalid": "Enter the number of the strategy action, such as 4"},
        label="Which action of the digital strategy is it about? (optional)",
    )
    field_options = {
        "theme": FieldOptions(noun="the theme"),
        "text": FieldOptions(noun="what was found", count_characters=True),
        "priority": FieldOptions(noun="how much it matters"),
        "strategy_action": FieldOptions(noun="the strategy action", width="2", inputmode="numeric"),
    }

    def __init__(self, *args: Any, version: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model_choice("theme").queryset = ReviewTheme.objects.filter(version=version)


class NeedForm(Form):
    """Whom the finding shows to be lacking."""

    role = forms.ModelChoiceField(FrameworkRole.objects.none(), label="Which role is missing?")
    headcount = forms.IntegerField(
        min_value=1, max_value=200, initial=1, label="How many people are missing?"
    )
    reason = forms.CharField(widget=forms.Textarea, max_length=2000, label="Why are they needed?")
    field_options = {
        "role": FieldOptions(noun="the role"),
        "headcount": FieldOptions(noun="the number of people", width="3", inputmode="numeric"),
        "reason": FieldOptions(
            noun="why they are needed", says_something=True, count_characters=True
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model_choice("role").queryset = FrameworkRole.objects.current()
