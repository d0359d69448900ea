"""Forms about hiding personal details: who does it, and which words besides those proposed."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form
from hub.models import User
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.redaction import RedactedSpan
from roles.selection.services.redacting import who_can_redact


class RedactorForm(Form):
    """Who hides personal details in the answers of a campaign."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label="Who hides personal details?",
        help_text="They see candidates’ names, so they cannot be on a panel or decide who passes "
        "the sift. We will email them.",
        empty_label="Nobody: do not hide personal details",
    )
    field_options = {"person": FieldOptions(noun="who hides personal details")}

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model_choice("person").queryset = who_can_redact(campaign)


class RedactForm(Form):
    """More words to hide, wherever they stand in the answers."""

    words = forms.CharField(
        required=False,
        max_length=150,
        label="Other words to hide",
        help_text="Copy or type them exactly as they are in the answers.",
    )
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label.capitalize()) for kind in RedactedSpan.Kind],
        initial=RedactedSpan.Kind.OTHER.value,
        label="What they are",
    )
    field_options = {
        "words": FieldOptions(noun="the words to hide"),
        "kind": FieldOptions(noun="what the words are"),
    }
