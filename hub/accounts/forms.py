"""Forms of signing in and of the account."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, ClassVar

from allauth.core import context as allauth_context
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.recovery_codes.forms import (
    GenerateRecoveryCodesForm as AllauthGenerateRecoveryCodesForm,
)
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.totp.forms import DeactivateTOTPForm as AllauthDeactivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError

from hub.accounts.asking_for_codes import FloodedError, NotCountedError, wait_for_code
from hub.forms import FieldOptions, Form, GovukForm, ModelForm
from hub.models import User

CODE_FIELD = FieldOptions(
    noun="the code", width="10", inputmode="text", autocomplete="one-time-code"
)


class SignInForm(Form):
    """The address a code is sent to."""

    email = forms.EmailField(max_length=254, label="What is your email address?")
    field_options = {
        "email": FieldOptions(
            noun="your email address", page_heading=True, size="l", autocomplete="email"
        )
    }

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        try:
            wait = wait_for_code(allauth_context.request, email)
        except NotCountedError as error:
            raise ValidationError(
                "We cannot send codes at the moment. Try again in a few minutes"
            ) from error
        except FloodedError as error:
            raise ValidationError(
                "There have been too many requests for a code for this email address. Wait "
                f"{_minutes(error.wait)} and try again, or use a browser that you have signed "
                "in with before"
            ) from error
        if wait:
            raise ValidationError(
                f"You have asked for too many codes. Wait {_minutes(wait)} and try again"
            )
        return email


def _minutes(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


class CodeForm(Form):
    """The code that was sent."""

    code = forms.CharField(max_length=30, label="Enter the code")
    field_options = {"code": CODE_FIELD}

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        self.expected = code
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        given: str = self.cleaned_data["code"]
        if not self.expected or not compare_user_code(actual=given, expected=self.expected):
            raise ValidationError("That code is wrong. Use the code in our latest email")
        return given


class AddressForm(Form):
    """The address a person wants from now on."""

    email = forms.EmailField(max_length=254, label="What is your new email address?")
    field_options = {
        "email": FieldOptions(noun="your new email address", page_heading=True, size="l"),
    }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if email == self.person.email:
            raise ValidationError("Enter an address that is not the one you have now")
        key = str(self.person.pk)
        if not ratelimit.consume(allauth_context.request, action="change_email", key=key):
            raise ValidationError("You have asked for too many codes. Wait an hour and try again")
        return email


class AddressCodesForm(Form):
    """The two codes that were sent."""

    old = forms.CharField(max_length=30, label="Code sent to the address you have now")
    new = forms.CharField(max_length=30, label="Code sent to the new address")
    field_options = {
        "old": replace(CODE_FIELD, noun="the code sent to the address you have now"),
        "new": replace(CODE_FIELD, noun="the code sent to the new address"),
    }

    def __init__(self, *args: Any, change: dict[str, Any], **kwargs: Any) -> None:
        self.change = change
        self.has_wrong_code = False
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if {"old", "new"} <= set(given):
            for name in ("old", "new"):
                if not compare_user_code(actual=given[name], expected=self.change[name]):
                    self.has_wrong_code = True
                    self.add_error(name, "That code is wrong. Check the email and try again")
        return given


class NameForm(ModelForm):
    """The name by which colleagues see what a person did."""

    class Meta:
        model = User
        fields = ("first_name", "last_name")
        labels: ClassVar[dict[str, str]] = {
            "first_name": "First name (optional)",
            "last_name": "Last name (optional)",
        }

    field_options = {
        "first_name": FieldOptions(noun="your first name", width="20", autocomplete="given-name"),
        "last_name": FieldOptions(noun="your last name", width="20", autocomplete="family-name"),
    }

    def clean(self) -> dict[str, Any]:
        """Colleagues read the name of whoever holds an office beside what they do."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.holds_office and not self.errors and not any(given.values()):
            self.add_error("first_name", "Enter your first name or your last name")
        return given


class EraseForm(Form):
    """A person says that they mean it."""

    sure = forms.BooleanField(
        label="I understand that this cannot be undone",
        error_messages={"required": "Confirm that you understand that this cannot be undone"},
    )


class AuthenticateForm(GovukForm, AllauthAuthenticateForm):
    """The second factor at sign-in."""

    field_options = {"code": CODE_FIELD}


class ReauthenticateForm(GovukForm, AllauthReauthenticateForm):
    """The second factor once more."""

    field_options = {"code": CODE_FIELD}


class ActivateTOTPForm(GovukForm, AllauthActivateTOTPForm):
    """The first code of a new authenticator app."""

    field_options = {"code": CODE_FIELD}


class DeactivateTOTPForm(GovukForm, AllauthDeactivateTOTPForm):
    """Nothing to enter."""


class GenerateRecoveryCodesForm(GovukForm, AllauthGenerateRecoveryCodesForm):
    """Nothing to enter."""
