"""The form about an organisation that a person may act for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from capability_reviews.permissions import assures
from hub.forms import FieldOptions, Form
from hub.models import Organisation, User
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
    field_options = {"organisation": FieldOptions(noun="the organisation")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = organisations_for(user)
        self.model_choice("organisation").queryset = choices
        if choices.count() == 1:
            self.fields["organisation"].initial = choices.get()
