"""Forms about who stands in for somebody who is away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hub.forms.base import Form
from hub.forms.dates import DateField
from hub.forms.field_options import FieldOptions
from hub.models import User
from hub.stand_ins import colleagues_of


class StandInForm(Form):
    """Who stands in, and from which day to which."""

    colleague = forms.ModelChoiceField(
        User.objects.none(),
        label="Who stands in for you?",
        help_text="You can select colleagues who have the same access as you.",
    )
    starts_on = DateField(label="What is the first day you are away?")
    ends_on = DateField(label="What is the last day you are away?")
    field_options = {
        "colleague": FieldOptions(noun="who stands in for you"),
        "starts_on": FieldOptions(noun="the first day you are away"),
        "ends_on": FieldOptions(noun="the last day you are away"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.model_choice("colleague")
        field.queryset = colleagues_of(user)
        # Two people may have one name. Django documents that it may be replaced so.
        field.label_from_instance = lambda obj: _name_and_address(obj)  # type: ignore[method-assign]
        self.fields["starts_on"].initial = timezone.localdate()


def _name_and_address(person: User) -> str:
    name = person.get_full_name()
    return f"{name} ({person.email})" if name else person.email
