"""A department asks the hub for support: what for, which posts, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.dates import date_gb
from hub.forms import DateField, FieldOptions, Form
from hub.models import (
    FrameworkRole,
    Grade,
    Membership,
    Need,
    Organisation,
    RoleLevel,
    Service,
    User,
)
from roles.campaigns.forms.new_campaign import AgainField
from roles.models.support.request_state import SupportKind, Urgency
from roles.models.support.support_request import SupportRequest


class AskForm(Form):
    """A department asks the hub for support; a need it answers fills it in beforehand."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Which organisation is it for?"
    )
    kinds = forms.MultipleChoiceField(
        choices=SupportKind.choices,
        widget=forms.CheckboxSelectMultiple,
        label="What do you need help with?",
        help_text="Select all that you need.",
    )
    role = forms.ModelChoiceField(FrameworkRole.objects.none(), label="Which role?")
    level = forms.ModelChoiceField(
        RoleLevel.objects.none(), required=False, label="At which level? (optional)"
    )
    grade = forms.ModelChoiceField(Grade.objects.all(), label="At which grade?")
    posts_wanted = forms.IntegerField(
        min_value=1, max_value=50, initial=1, label="How many posts?", help_text="One per person."
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label="For which service? (optional)"
    )
    needed_by = DateField(required=False, label="By when? (optional)")
    requested_urgency = forms.ChoiceField(
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        required=False,
        label="How urgent is it? (optional)",
        help_text="The hub may see it otherwise, and then says why.",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="Why do you need this?",
        help_text="Write it so that it can be disclosed. Do not name anyone.",
    )
    again = AgainField(label="Yes, send another request")
    field_options = {
        "organisation": FieldOptions(asks="the organisation"),
        "kinds": FieldOptions(
            asks="what you need help with",
            hints={
                "job_description_agreement": "Needed for every senior civil service post.",
                "attraction": "How to find people, and a campaign to do it.",
                "route_to_market": "A framework or contract instead of a post.",
            },
        ),
        "role": FieldOptions(asks="the role"),
        "level": FieldOptions(asks="the level"),
        "grade": FieldOptions(asks="the grade"),
        "posts_wanted": FieldOptions(asks="the number of posts", width="3"),
        "service": FieldOptions(asks="the service"),
        "needed_by": FieldOptions(asks="the date you need them by"),
        "requested_urgency": FieldOptions(asks="how urgent it is"),
        "reason": FieldOptions(asks="why you need this", rows=6, count_characters=True),
    }

    def __init__(self, *args: Any, user: User, need: Need | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = user.organisations(Membership.Role.REQUESTER)
        if need is not None:
            mine = mine.filter(pk=need.organisation_id)
        self.model_choice("organisation").queryset = mine
        self.model_choice("role").queryset = FrameworkRole.objects.current()
        self.model_choice("level").queryset = RoleLevel.objects.current()
        self.model_choice("service").queryset = Service.objects.filter(
            organisation__in=mine
        ).order_by("name")
        self._again = self.fields.pop("again")
        if len(found := list(mine[:2])) == 1:
            self.fields["organisation"].initial = found[0]

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day and day < timezone.localdate():
            raise ValidationError("The date you need them by must be today or in the future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role, level = cleaned.get("role"), cleaned.get("level")
        if role and level and level.role_id != role.pk:
            self.add_error("level", f"Select a level of the role {role}, or leave it empty")
        grade, kinds = cleaned.get("grade"), cleaned.get("kinds") or []
        if grade and grade.is_scs and SupportKind.JOB_DESCRIPTION_AGREEMENT not in kinds:
            # The hub's part in senior posts is not a choice (H2).
            cleaned["kinds"] = [SupportKind.JOB_DESCRIPTION_AGREEMENT.value, *kinds]
        self._ask_about_others(cleaned)
        return cleaned

    def _ask_about_others(self, cleaned: dict[str, Any]) -> None:
        """A second open request for the same role and level is asked about, not refused."""
        organisation, role = cleaned.get("organisation"), cleaned.get("role")
        if not organisation or not role:
            return
        like = SupportRequest.objects.like(organisation, role, cleaned.get("level"))
        other = like.order_by("-pk").first()
        if other is None:
            return
        self._again.help_text = (
            f"{other}, of {date_gb(other.submitted_at)}, is for the same role and is not closed. "
            "You can ask the hub there, too."
        )
        self.fields["again"] = self._again
        self.configure("again")
        if self._again.widget.value_from_datadict(self.data, self.files, self.add_prefix("again")):
            return
        self.add_error("again", f"{other} is for the same role. Select “Yes” to send another one")
