"""Forms about roles in organisations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from hub.forms.base import Form
from hub.forms.dates import DateField
from hub.forms.field_options import FieldOptions
from hub.models import Membership, Organisation, User


class GiveRoleForm(Form):
    """Who gets which role, where, and for how long."""

    email = forms.EmailField(
        max_length=254,
        label="What is the person’s work email address?",
        help_text="They sign in with this address.",
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="In which organisation?"
    )
    role = forms.ChoiceField(widget=forms.RadioSelect, label="What do they need to do?")
    valid_from = DateField(label="From which day?")
    valid_to = DateField(
        required=False,
        label="Until which day? (optional)",
        help_text="Leave this empty if you do not know yet.",
    )
    field_options = {
        "email": FieldOptions(noun="the person’s work email address"),
        "organisation": FieldOptions(noun="the organisation"),
        "role": FieldOptions(noun="the role they need"),
        "valid_from": FieldOptions(noun="the first day"),
        "valid_to": FieldOptions(noun="the last day"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = user.organisations(Membership.Role.ADMINISTRATOR)
        if user.gives_roles_everywhere:
            mine = Organisation.objects.as_at(timezone.localdate())
        self.model_choice("organisation").queryset = mine
        self.choice("role").choices = [
            (value, label)
            for value, label in Membership.Role.choices
            if user.gives_roles_everywhere or value != Membership.Role.ADMINISTRATOR
        ]
        self.fields["valid_from"].initial = timezone.localdate()
        if mine.count() == 1:
            self.fields["organisation"].initial = mine.get()


class EndRoleForm(Form):
    """The last day of a role."""

    on = DateField(
        label="What is their last day in this role?",
        help_text="The last day on which they have access. To end it now, enter yesterday’s date.",
    )
    field_options = {"on": FieldOptions(noun="the last day")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate() - timedelta(days=1)


class ConfirmOfficeForm(Form):
    """A second person says yes or no to an office of power."""

    answer = forms.ChoiceField(
        choices=(("yes", "Yes, they should have this role"), ("no", "No")),
        widget=forms.RadioSelect,
        label="Do you confirm this?",
    )
    field_options = {"answer": FieldOptions(noun="yes or no")}
