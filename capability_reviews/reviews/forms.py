"""Forms of the capability workspace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from capability_reviews.models import Finding, Rating, ReviewTheme, TeamBuild
from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from capability_reviews.permissions import assures
from hub.forms import DateField, Face, Form, SharedForm
from hub.models import FrameworkRole, Organisation, User
from hub.permissions import is_hub_staff


def organisations_for(user: User) -> Any:
    """The organisations in being for which a person may act here."""
    current = Organisation.objects.as_at(timezone.localdate())
    if assures(user) or is_hub_staff(user):
        return current
    return user.organisations(*CAPABILITY_ROLES)


class OrganisationForm(Form):
    """A form about an organisation that the person may act for."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Which organisation is it about?"
    )
    faces = {"organisation": Face(asks="the organisation")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = organisations_for(user)
        self.fields["organisation"].queryset = choices
        if choices.count() == 1:
            self.fields["organisation"].initial = choices.get()


class PlanReviewForm(OrganisationForm):
    """Plan a review."""

    summary = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        label="What is the review to find out? (optional)",
    )
    faces = {"summary": Face(asks="what the review is to find out", count_characters=True)}


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
        self.fields["bodies"].queryset = organisation.bodies.all()

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
        label="How is the organisation placed?",
    )
    evidence = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=3000,
        label="What does the rating rest on? (optional)",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        label="Why does it differ from the department’s own rating?",
        help_text="Needed when it differs.",
    )
    faces = {
        "rating": Face(asks="a rating"),
        "evidence": Face(asks="what the rating rests on", count_characters=True),
        "reason": Face(asks="why it differs", count_characters=True),
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
        label="How is the organisation placed now?",
        help_text="A better rating closes the needs that this theme’s findings raised.",
    )
    faces = {"rating": Face(asks="a rating")}


class FindingForm(Form):
    """What the review found."""

    theme = forms.ModelChoiceField(ReviewTheme.objects.none(), label="Which theme is it about?")
    text = forms.CharField(
        widget=forms.Textarea,
        max_length=3000,
        label="What was found?",
        help_text="Write it so that it can be disclosed. Do not name anyone.",
    )
    priority = forms.ChoiceField(
        choices=Finding.Priority.choices, widget=forms.RadioSelect, label="How much does it matter?"
    )
    strategy_action = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=16,
        label="Which action of the digital strategy does it speak to? (optional)",
    )
    faces = {
        "theme": Face(asks="the theme"),
        "text": Face(asks="what was found", count_characters=True),
        "priority": Face(asks="how much it matters"),
        "strategy_action": Face(asks="the strategy action", width="2", inputmode="numeric"),
    }

    def __init__(self, *args: Any, version: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = ReviewTheme.objects.filter(version=version)


class NeedForm(Form):
    """Whom the finding shows to be lacking."""

    role = forms.ModelChoiceField(FrameworkRole.objects.none(), label="Which role is lacking?")
    headcount = forms.IntegerField(
        min_value=1, max_value=200, initial=1, label="How many people are lacking?"
    )
    reason = forms.CharField(widget=forms.Textarea, max_length=2000, label="Why are they needed?")
    faces = {
        "role": Face(asks="the role"),
        "headcount": Face(asks="the number of people", width="3", inputmode="numeric"),
        "reason": Face(asks="why they are needed", count_characters=True),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = FrameworkRole.objects.current()


class AdviceForm(OrganisationForm):
    """Ask for advice on organisation design."""

    question = forms.CharField(
        widget=forms.Textarea,
        max_length=3000,
        label="What is to be decided?",
        help_text="For example: where digital and technology leaders sit, and who reports to whom.",
    )
    faces = {"question": Face(asks="what is to be decided", count_characters=True)}


class MeetingForm(Form):
    """An advice meeting that was held."""

    on = DateField(label="When was the meeting?")
    note = forms.CharField(required=False, max_length=300, label="What was it about? (optional)")
    faces = {"on": Face(asks="the date of the meeting"), "note": Face(asks="what it was about")}

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError("The date of the meeting must be today or in the past")
        return day


class GiveAdviceForm(Form):
    """The advice itself."""

    advice = forms.CharField(widget=forms.Textarea, max_length=5000, label="What do you advise?")
    faces = {"advice": Face(asks="your advice", rows=10, count_characters=True)}


class LeaderForm(OrganisationForm):
    """A Digital Leader took office."""

    post_title = forms.CharField(
        max_length=150, label="What is the post?", help_text="The post, not the person."
    )
    started_on = DateField(label="When did they take office?")
    is_on_board = forms.BooleanField(required=False, label="The post is on the board")
    faces = {
        "post_title": Face(asks="the post"),
        "started_on": Face(asks="the date they took office"),
    }


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
        widget=forms.Textarea, required=False, max_length=2000, label="More about it (optional)"
    )
    faces = {"kind": Face(asks="how it is building the team")}


class TrainingForm(OrganisationForm):
    """A department plans training."""

    description = forms.CharField(
        widget=forms.Textarea, max_length=2000, label="Who will learn what?"
    )
    faces = {"description": Face(asks="who will learn what", count_characters=True)}
