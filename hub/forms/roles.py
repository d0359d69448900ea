"""Forms about roles in organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from hub.forms.base import Form
from hub.forms.confirming import ConfirmField
from hub.forms.dates import DateField
from hub.forms.field_options import FieldOptions
from hub.models import Membership, Organisation, User

FORMER_ADDRESS = (
    "Somebody else who works here used this address before. Check that it now belongs to this "
    "person, then select “Yes”"
)


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
    # Asked only of an address that somebody else here used before.
    is_another = ConfirmField()
    field_options = {
        "email": FieldOptions(noun="the person’s work email address"),
        "organisation": FieldOptions(noun="the organisation"),
        "role": FieldOptions(noun="what they need to do"),
        "valid_from": FieldOptions(noun="the first day"),
        "valid_to": FieldOptions(noun="the last day"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_another = self.fields["is_another"]
        if self.is_bound and user.gives_roles_everywhere:
            address = self["email"].value()
            another: Any = self._is_another
            another.ask(FORMER_ADDRESS, f"Yes, {address} now belongs to this person")
        else:
            del self.fields["is_another"]
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.fields.pop("is_another", None)
        return cleaned

    def ask_whether_another(self) -> None:
        """Ask whether the address, which somebody else here used, is this person's now."""
        self.fields["is_another"] = self._is_another
        self.add_error("is_another", FORMER_ADDRESS)


class WhenItEnds(models.TextChoices):
    """Whether a role ends at once or is kept until the end of a day."""

    NOW = "now", "Now"
    ON_A_DAY = "day", "At the end of a day"


class EndRoleForm(Form):
    """When a role ends."""

    when = forms.ChoiceField(
        choices=WhenItEnds.choices, widget=forms.RadioSelect, label="When does this access end?"
    )
    on = DateField(
        required=False,
        label="If it does not end now, what is the last day?",
        help_text="They have access until midnight at the end of this day.",
    )
    field_options = {
        "when": FieldOptions(noun="when the access ends"),
        "on": FieldOptions(noun="the last day"),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == WhenItEnds.NOW:
            cleaned["on"] = None
        elif "on" not in self.errors and cleaned.get("when") and not cleaned.get("on"):
            self.add_error("on", "Enter the last day")
        return cleaned
