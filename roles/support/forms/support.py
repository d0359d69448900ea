"""A department asks the hub for support: what for, which posts, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html

from hub.dates import date_gb
from hub.forms import DISCLOSED, ConfirmField, DateField, FieldOptions, confirmed
from hub.models import (
    Membership,
    Organisation,
    User,
)
from roles.campaigns.forms.wanted_posts import NumberOfPostsField, WantedPostsForm
from roles.models.support.request_state import SupportKind, Urgency
from roles.models.support.support_request import SupportRequest


class AskForm(WantedPostsForm):
    """A department asks the hub for support; a need it answers fills it in beforehand."""

    kinds = forms.MultipleChoiceField(
        choices=SupportKind.choices,
        widget=forms.CheckboxSelectMultiple,
        label="What do you need help with?",
        help_text="Select all that you need.",
    )
    posts_wanted = NumberOfPostsField()
    needed_by = DateField(required=False, years_ahead=5, label="By when? (optional)")
    requested_urgency = forms.ChoiceField(
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        required=False,
        label="How urgent is it? (optional)",
        help_text="The hub team may decide otherwise, and will tell you why.",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="Why do you need this?",
        help_text=DISCLOSED,
    )
    second_to = ConfirmField()
    field_order = ("organisation", "kinds", "role", "level", "grade", "posts_wanted")
    field_options = {
        **WantedPostsForm.field_options,
        "posts_wanted": FieldOptions(noun="the number of posts", width="3"),
        "kinds": FieldOptions(
            noun="what you need help with",
            hints={
                "job_description_agreement": "Needed for Senior Civil Service technology posts.",
                "attraction": "How to find people, and a campaign to do it.",
                "route_to_market": "A framework or contract instead of a post.",
            },
        ),
        "needed_by": FieldOptions(noun="the date you need them by"),
        "requested_urgency": FieldOptions(noun="how urgent it is"),
        "reason": FieldOptions(
            noun="why you need this", says_something=True, rows=6, count_characters=True
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._second = self.fields.pop("second_to")

    def organisations_of(self, user: User) -> QuerySet[Organisation]:
        return user.organisations(Membership.Role.REQUESTER)

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day and day < timezone.localdate():
            raise ValidationError("The date you need them by must be today or in the future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
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
        self._second.help_text = format_html(
            "{}, of {}, is for the same role and is not closed. You can ask there, too.",
            other,
            date_gb(other.submitted_at),
        )
        self.fields["second_to"] = self._second
        self.configure("second_to")
        question = f"{other} is for the same role. Select “Yes” to send another one"
        label = f"Yes, send another request as well as {other.reference}"
        if confirmed(self, "second_to", question, label):
            cleaned["second_to"] = other
