"""Forms of the priority movers on record (R3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form
from hub.models import (
    FrameworkRole,
    Grade,
    Membership,
    Organisation,
    User,
)
from hub.permissions import is_hub_staff
from roles.campaigns.services.movers import MoverInThePastError
from roles.models.campaigns.priority_mover import MoverReason, PriorityMover


class MoverForm(Form):
    """Somebody whose post has gone or may go."""

    email = forms.EmailField(
        label="What is the person’s work email address?",
        help_text="They sign in with it to see roles before others do.",
    )
    name = forms.CharField(max_length=100, label="What is their full name?")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Where do they work?")
    kind = forms.ChoiceField(
        choices=PriorityMover.Kind.choices,
        widget=forms.RadioSelect,
        label="Why are they a priority mover?",
    )
    grade = forms.ModelChoiceField(Grade.objects.all(), label="At which grade?")
    role = forms.ModelChoiceField(
        FrameworkRole.objects.none(),
        required=False,
        label="In which role? (optional)",
        help_text="They see roles of the same family. Leave it empty for every role of the grade.",
    )
    valid_from = DateField(label="From which day?")
    valid_to = DateField(required=False, label="Until which day? (optional)")
    field_options = {
        "email": FieldOptions(noun="the person’s work email address", autocomplete="off"),
        "name": FieldOptions(noun="their full name", autocomplete="off"),
        "organisation": FieldOptions(noun="where they work"),
        "kind": FieldOptions(noun="why they are a priority mover"),
        "grade": FieldOptions(noun="the grade"),
        "role": FieldOptions(noun="the role"),
        "valid_from": FieldOptions(noun="the first day"),
        "valid_to": FieldOptions(noun="the last day"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = (
            Organisation.objects.all()
            if is_hub_staff(user)
            else user.organisations(Membership.Role.HR_CONTACT)
        )
        self.model_choice("organisation").queryset = mine
        self.model_choice("role").queryset = FrameworkRole.objects.current()
        if len(found := list(mine[:2])) == 1:
            self.fields["organisation"].initial = found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and first < timezone.localdate():
            self.add_error("valid_from", MoverInThePastError.reason)
        if first and last and last < first:
            self.add_error("valid_to", "The last day must be the same as or after the first day")
        return cleaned


class MoverAnswerForm(Form):
    """Whether a person agrees to be on record as a priority mover (R3)."""

    agrees = forms.ChoiceField(
        choices=(("yes", "Yes, I agree"), ("no", "No, take me off the record")),
        widget=forms.RadioSelect,
        label="Do you want to be a priority mover?",
    )
    field_options = {"agrees": FieldOptions(noun="whether you agree")}


class MoverReasonForm(Form):
    """Why a priority mover was turned down (R3)."""

    reason = forms.ChoiceField(
        choices=MoverReason.Reason.choices,
        widget=forms.RadioSelect,
        label="What was the main reason?",
    )
    words = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Say why",
        help_text="The person can read this. Do not name anyone.",
    )
    field_options = {
        "reason": FieldOptions(noun="the main reason"),
        "words": FieldOptions(noun="why", rows=5, count_characters=True),
    }
