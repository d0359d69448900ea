"""A field that takes an account by its whole address, instead of a list of everybody's."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.models import User


class AccountField(forms.ModelChoiceField):
    """An account, told by its address: choosing from all of them would list candidates (R11)."""

    widget = forms.EmailInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("queryset", User.objects.all())
        options.setdefault("help_text", "Enter the full email address of the account.")
        options.setdefault(
            "error_messages", {"invalid_choice": "Nobody has an account with this email address"}
        )
        super().__init__(to_field_name="email", **options)

    def prepare_value(self, value: Any) -> Any:
        """A form on a record knows the number of the account, its reader the address."""
        if isinstance(value, int):
            value = User.objects.filter(pk=value).first()
        return value.email if isinstance(value, User) else value

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)
