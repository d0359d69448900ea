"""Forms of the delegations on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form
from hub.models import Membership, Organisation, User
from roles.models.campaigns.delegation import Delegation


class DelegationForm(Form):
    """A delegation, from whom, to whom, when, and where its letter is kept (R1)."""

    holder = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Who is the delegation given to?",
        help_text="A vacancy approver in the department. You cannot choose yourself.",
    )
    office = forms.CharField(
        max_length=100, label="What is their office?", help_text="For example, HR director."
    )
    given_by = forms.ChoiceField(
        choices=Delegation.Source.choices, widget=forms.RadioSelect, label="Who gave it?"
    )
    valid_from = DateField(
        label="From which day is it in force?",
        help_text="If they gave this person another delegation for this department, that one "
        "ends the day before.",
    )
    valid_to = DateField(required=False, label="Until which day? (optional)")
    evidence = forms.CharField(
        max_length=150,
        label="Where is the letter kept?",
        help_text="The file reference, so that an auditor can find it. Do not name anyone.",
    )
    field_options = {
        "holder": FieldOptions(noun="who it is given to"),
        "office": FieldOptions(noun="their office", width="20"),
        "given_by": FieldOptions(noun="who gave it"),
        "valid_from": FieldOptions(noun="the day from which it is in force"),
        "valid_to": FieldOptions(noun="the day until which it is in force"),
        "evidence": FieldOptions(noun="where the letter is kept", width="20"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = (
            Organisation.objects.as_at(timezone.localdate())
            if user.sees_every_organisation
            else user.organisations(Membership.Role.HR_CONTACT)
        )
        field = self.model_choice("holder")
        field.queryset = (
            Membership.objects.valid_on(timezone.localdate())
            .filter(role=Membership.Role.APPROVER, organisation__in=mine)
            .exclude(user=user)
            .select_related("user", "organisation")
            .order_by("organisation__name", "user__last_name")
        )
        # Django documents that it may be replaced so.
        field.label_from_instance = (  # type: ignore[method-assign]
            lambda obj: f"{obj.user}, {obj.organisation.display_code}"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "The last day must be the same as or after the first day")
        return cleaned

    def record(self) -> dict[str, Any]:
        """What the service takes."""
        values = dict(self.cleaned_data)
        holder = values.pop("holder")
        return {**values, "organisation": holder.organisation, "given_to": holder.user}
