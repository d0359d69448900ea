"""Which earlier campaign to copy terms from, and which sections of them."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.dates import date_gb
from hub.forms import FieldOptions, Form
from hub.models import User
from roles.campaigns.services.copying_terms import COPIED, campaigns_to_copy, is_untouched
from roles.models.campaigns.campaign import Campaign


class CopyTermsForm(Form):
    """An earlier campaign of the same organisation, and what of it to copy."""

    earlier = forms.ModelChoiceField(
        Campaign.objects.none(), label="Which campaign do you want to copy from?"
    )
    sections = forms.MultipleChoiceField(
        choices=[(section.slug, section.title) for section in COPIED],
        widget=forms.CheckboxSelectMultiple,
        label="What do you want to copy?",
        help_text="This replaces what is in these sections now. The title, the audience and the "
        "dates stay as they are.",
    )
    field_options = {
        "earlier": FieldOptions(noun="the campaign to copy from"),
        "sections": FieldOptions(noun="what you want to copy", small=True),
    }

    def __init__(self, *args: Any, campaign: Campaign, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.model_choice("earlier")
        field.queryset = campaigns_to_copy(campaign, user).select_related("grade")
        # Django documents that it may be replaced so.
        field.label_from_instance = lambda obj: _called(obj)  # type: ignore[method-assign]
        self.fields["sections"].initial = [
            section.slug for section in COPIED if is_untouched(campaign, section)
        ]


def _called(campaign: Any) -> str:
    grade = campaign.grade.name if campaign.grade else ""
    made = f"made on {date_gb(campaign.draft_at)}"
    return ", ".join(filter(None, (campaign.title, grade, campaign.reference, made)))
