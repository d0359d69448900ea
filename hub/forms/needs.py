"""Forms of the needs workspace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.forms.base import Form
from hub.forms.dates import DateField
from hub.forms.field_options import DISCLOSED, FieldOptions
from hub.forms.within import WithinSelect
from hub.models import (
    FrameworkRole,
    Membership,
    Organisation,
    RoleLevel,
    Service,
    User,
)
from hub.permissions import is_hub_staff

RAISERS = (
    Membership.Role.REQUESTER,
    Membership.Role.HR_CONTACT,
    Membership.Role.DIGITAL_LEADER,
    Membership.Role.CAPABILITY_LEAD,
)


class RaiseNeedForm(Form):
    """A department says whom it lacks, how many, for which service, and why."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Which organisation has the need?"
    )
    role = forms.ModelChoiceField(FrameworkRole.objects.none(), label="Which role do you need?")
    level = forms.ModelChoiceField(
        RoleLevel.objects.none(),
        required=False,
        label="At which level? (optional)",
        widget=WithinSelect("role"),
    )
    headcount = forms.IntegerField(
        min_value=1, max_value=200, initial=1, label="How many people do you need?"
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label="For which service? (optional)"
    )
    needed_by = DateField(required=False, years_ahead=5, label="By when? (optional)")
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="Why do you need them?",
        help_text=DISCLOSED,
    )
    field_options = {
        "organisation": FieldOptions(noun="the organisation"),
        "role": FieldOptions(noun="the role"),
        "level": FieldOptions(noun="the level"),
        "headcount": FieldOptions(noun="the number of people", width="3", inputmode="numeric"),
        "service": FieldOptions(noun="the service"),
        "needed_by": FieldOptions(noun="the date you need them by"),
        "reason": FieldOptions(
            noun="why you need them", says_something=True, rows=6, count_characters=True
        ),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        current = Organisation.objects.as_at(today)
        mine = current if is_hub_staff(user) else user.organisations(*RAISERS)
        self.model_choice("organisation").queryset = mine
        self.model_choice("role").queryset = FrameworkRole.objects.current()
        self.model_choice("level").queryset = RoleLevel.objects.current()
        self.model_choice("service").queryset = Service.objects.filter(
            organisation__in=mine
        ).order_by("name")
        if mine.count() == 1:
            self.fields["organisation"].initial = mine.get()

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day and day < timezone.localdate():
            raise ValidationError("The date you need them by must be today or in the future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role, level = cleaned.get("role"), cleaned.get("level")
        if role and level and level.role_id != role.pk:
            self.add_error("level", f"Select a level of the role {role}, or leave it empty")
        return cleaned


class ReasonForm(Form):
    """One reason, in words fit to be disclosed."""

    reason = forms.CharField(
        widget=forms.Textarea, max_length=300, label="Why?", help_text="Do not name anyone."
    )
    field_options = {
        "reason": FieldOptions(
            noun="the reason", says_something=True, rows=3, count_characters=True
        )
    }
