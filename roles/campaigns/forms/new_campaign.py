"""A campaign made afresh, or from a need, without a support request."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form
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
from hub.permissions import is_hub_staff
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience

MAKERS = (Membership.Role.HIRING_MANAGER, Membership.Role.RESOURCING, Membership.Role.REQUESTER)


class AgainField(forms.BooleanField):
    """Shown only when there is one like it already, anybody's: whether a second is wanted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **{"label": "Yes, make a second campaign", **kwargs})


class NewCampaignForm(Form):
    """Who the campaign is for and what it fills; its terms come after."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Which organisation is it for?"
    )
    title = forms.CharField(
        max_length=120,
        label="What is the title of the role?",
        help_text="Say what the person does, in words people search for.",
    )
    role = forms.ModelChoiceField(FrameworkRole.objects.none(), label="Which role?")
    level = forms.ModelChoiceField(
        RoleLevel.objects.none(), required=False, label="At which level? (optional)"
    )
    grade = forms.ModelChoiceField(Grade.objects.all(), label="At which grade?")
    posts = forms.IntegerField(
        min_value=1, max_value=50, initial=1, label="How many posts?", help_text="One per person."
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label="For which service? (optional)"
    )
    audience = forms.ChoiceField(
        choices=Audience.choices, widget=forms.RadioSelect, label="Who may apply?"
    )
    again = AgainField()
    field_options = {
        "organisation": FieldOptions(asks="the organisation"),
        "title": FieldOptions(asks="the title of the role"),
        "role": FieldOptions(asks="the role"),
        "level": FieldOptions(asks="the level"),
        "grade": FieldOptions(asks="the grade"),
        "posts": FieldOptions(asks="the number of posts", width="3"),
        "service": FieldOptions(asks="the service"),
        "audience": FieldOptions(asks="who may apply"),
    }

    def __init__(self, *args: Any, user: User, need: Need | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        mine = Organisation.objects.all() if is_hub_staff(user) else user.organisations(*MAKERS)
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
        if not (self.is_bound and self.similar()):
            del self.fields["again"]

    def similar(self) -> Campaign | None:
        """A campaign that is not ended for the same need, or the organisation's role and grade."""
        rows = Campaign.objects.unfinished()
        if self.need is not None:
            return rows.filter(need=self.need).first()
        given = [self.data.get(name, "") for name in ("organisation", "role", "grade")]
        if not all(value.isascii() and value.isdigit() and len(value) < 10 for value in given):
            return None
        return rows.filter(organisation=given[0], role=given[1], grade=given[2]).first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        level, role = cleaned.get("level"), cleaned.get("role")
        if level and role and level.role_id != role.pk:
            self.add_error("level", f"Select a level of {role}")
        service, organisation = cleaned.get("service"), cleaned.get("organisation")
        if service and organisation and service.organisation_id != organisation.pk:
            self.add_error("service", f"Select a service run by {organisation}")
        if "again" in self.fields and not cleaned.pop("again", False):
            other = self.similar()
            self.add_error(
                "again",
                f"Campaign {other.reference}, “{other.title}”, is for the same and is not ended. "
                "Select “Yes” if you need a second one"
                if other
                else "Select “Yes”",
            )
        return cleaned
