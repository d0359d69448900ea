"""Forms about what people are qualified for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from hub.forms.base import Form
from hub.forms.dates import DateField
from hub.forms.field_options import FieldOptions
from hub.models import User
from hub.qualifications import NobodyToQualifyError, qualification_kinds


class RecordQualificationForm(Form):
    """Who has which qualification, from whom, and for how long."""

    email = forms.EmailField(
        max_length=254,
        label="What is the person’s work email address?",
        help_text="We will email them.",
    )
    kind = forms.ChoiceField(widget=forms.RadioSelect, label="Which qualification?")
    issuer = forms.CharField(
        max_length=120, label="Who issued it?", help_text="For example, Civil Service College."
    )
    received_on = DateField(label="What is the first day it is valid?")
    valid_until = DateField(
        label="What is the last day it is valid?", help_text="As it says on the certificate."
    )
    field_options = {
        "email": FieldOptions(noun="the person’s work email address"),
        "kind": FieldOptions(noun="the qualification"),
        "issuer": FieldOptions(noun="who issued it"),
        "received_on": FieldOptions(noun="the first day"),
        "valid_until": FieldOptions(noun="the last day"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(qualification_kinds, key=lambda kind: kind.label)
        self.choice("kind").choices = [(kind.slug, kind.label) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].slug

    def clean(self) -> dict[str, Any]:
        """With the ``person``, who is looked for once all else is right (R11)."""
        cleaned = super().clean() or self.cleaned_data
        kind = qualification_kinds.get(cleaned.get("kind", ""))
        if self.errors or kind is None:
            return cleaned
        people: models.QuerySet[User] = kind.people().filter(is_active=True)
        person = people.filter(email__iexact=cleaned.pop("email")).first()
        if person is None:
            self.add_error("email", NobodyToQualifyError.reason)
        else:
            cleaned["person"] = person
        return cleaned


class WithdrawQualificationForm(Form):
    """Why a qualification is withdrawn."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea,
        label="Why are you withdrawing this qualification?",
        help_text="We will include this in an email to the person.",
    )
    field_options = {"reason": FieldOptions(noun="why you are withdrawing this qualification")}
