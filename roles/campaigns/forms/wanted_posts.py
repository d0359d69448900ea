"""What every form asks that says which posts are wanted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from hub.forms import FieldOptions, Form, WithinSelect
from hub.models import FrameworkRole, Grade, Need, Organisation, RoleLevel, Service, User


class NumberOfPostsField(forms.IntegerField):
    """How many posts, one per person."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"min_value": 1, "max_value": 50, "initial": 1, **kwargs}
        super().__init__(**{"label": "How many posts?", "help_text": "One per person.", **given})


class WantedPostsForm(Form):
    """For whom, which role at which level and grade, for which service.

    With a ``need`` it is for the organisation that has it.
    """

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Which organisation is it for?"
    )
    role = forms.ModelChoiceField(FrameworkRole.objects.none(), label="Which role?")
    level = forms.ModelChoiceField(
        RoleLevel.objects.none(),
        required=False,
        label="At which level? (optional)",
        widget=WithinSelect("role"),
    )
    grade = forms.ModelChoiceField(Grade.objects.all(), label="At which grade?")
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label="For which service? (optional)"
    )
    field_options = {
        "organisation": FieldOptions(noun="the organisation"),
        "role": FieldOptions(noun="the role"),
        "level": FieldOptions(noun="the level"),
        "grade": FieldOptions(noun="the grade"),
        "service": FieldOptions(noun="the service"),
    }

    def __init__(self, *args: Any, user: User, need: Need | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        mine = self.organisations_of(user)
        if need is not None:
            mine = mine.filter(pk=need.organisation_id)
        self.model_choice("organisation").queryset = mine
        self.model_choice("role").queryset = FrameworkRole.objects.current()
        self.model_choice("level").queryset = RoleLevel.objects.current()
        self.model_choice("service").queryset = Service.objects.filter(
            organisation__in=mine
        ).order_by("name")
        if len(found := list(mine[:2])) == 1:
            self.fields["organisation"].initial = found[0]

    def organisations_of(self, user: User) -> QuerySet[Organisation]:
        """Those for which the person may ask."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        level, role = cleaned.get("level"), cleaned.get("role")
        if level and role and level.role_id != role.pk:
            self.add_error("level", f"Select a level of the role {role}, or leave it empty")
        service, organisation = cleaned.get("service"), cleaned.get("organisation")
        if service and organisation and service.organisation_id != organisation.pk:
            self.add_error("service", f"Select a service run by {organisation}")
        return cleaned
