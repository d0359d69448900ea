"""Forms of the register of appointments by exception."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form
from hub.models import Grade, Membership, Organisation, User
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.by_exception import AppointmentByException

ASKING = (*RUNNING_CAMPAIGNS, Membership.Role.HR_CONTACT)
# What is the same in the one that gives more time.
SAME = ("title", "grade", "kind", "file", "commission_reference")


class ExceptionForm(Form):
    """Somebody to be appointed without open competition: why, for how long, by whose approval."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Which department is it for?"
    )
    title = forms.CharField(
        max_length=100, label="What is the job title?", help_text="Do not name the person."
    )
    grade = forms.ModelChoiceField(Grade.objects.all(), label="At which grade?")
    kind = forms.ChoiceField(
        choices=AppointmentByException.Kind.choices,
        widget=forms.RadioSelect,
        label="Which exception is it?",
    )
    case = forms.CharField(
        widget=forms.Textarea,
        max_length=3000,
        label="Why is there no open competition?",
        help_text="Say what was tried first. The Civil Service Commission can ask for this.",
    )
    starts_on = DateField(years_ahead=None, label="What is the first day?")
    ends_on = DateField(
        years_ahead=None,
        label="What is the last day?",
        help_text="An appointment by exception lasts up to 2 years, with all its extensions.",
    )
    file = forms.CharField(
        max_length=150,
        label="Where are the papers kept?",
        help_text="The file reference, so that an auditor can find them. Do not name anyone.",
    )
    commission_reference = forms.CharField(
        max_length=60,
        required=False,
        label="What is the reference of the Commission’s approval? (optional)",
        help_text="Needed at director level (SCS pay band 2) and above.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "organisation": FieldOptions(noun="the department"),
        "title": FieldOptions(noun="the job title", width="20"),
        "grade": FieldOptions(noun="the grade"),
        "kind": FieldOptions(noun="which exception it is"),
        "case": FieldOptions(
            noun="why there is no open competition", says_something=True, count_characters=True
        ),
        "starts_on": FieldOptions(noun="the first day"),
        "ends_on": FieldOptions(noun="the last day"),
        "file": FieldOptions(noun="where the papers are kept", width="20"),
        "commission_reference": FieldOptions(
            noun="the reference of the Commission’s approval", width="20"
        ),
    }

    def __init__(
        self,
        *args: Any,
        user: User,
        continues: AppointmentByException | None = None,
        **kwargs: Any,
    ) -> None:
        if continues is not None:
            same = {name: getattr(continues, name) for name in SAME}
            first = continues.ends_on + timedelta(days=1)
            known = {**same, "organisation": continues.organisation, "starts_on": first}
            kwargs["initial"] = {**known, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.as_at(timezone.localdate())
        mine = mine.filter(pk__in=user.organisations(*ASKING).values("pk"))
        self.model_choice("organisation").queryset = mine


class DecideExceptionForm(Form):
    """Yes or no to an appointment by exception, and why."""

    answer = forms.ChoiceField(
        choices=[("yes", "Yes, approve it"), ("no", "No, do not approve it")],
        widget=forms.RadioSelect,
        label="Do you approve this appointment?",
        error_messages={"required": "Select whether you approve this appointment"},
    )
    reason = forms.CharField(
        widget=forms.Textarea, max_length=2000, label="What is the reason for your decision?"
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "answer": FieldOptions(noun="whether you approve this appointment"),
        "reason": FieldOptions(noun="the reason for your decision", count_characters=True),
    }


class EndExceptionForm(Form):
    """An earlier last day of an appointment by exception."""

    ends_on = DateField(years_ahead=None, label="What is its last day?")
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "ends_on": FieldOptions(noun="the last day")
    }
