"""The form of message preferences."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms.base import Form
from hub.models import NotificationPreference, User
from hub.notifications import NotificationKind, kinds


class PreferencesForm(Form):
    """One tick for each kind of message that the person may get and stop."""

    wants = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Which emails do you want?",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        chose = set(
            NotificationPreference.objects.filter(user=person).values_list("slug", flat=True)
        )
        self.choosable = [kind for kind in kinds if kind.may_opt_out and kind.can_reach(person)]
        kwargs["initial"] = {
            "wants": [
                kind.slug for kind in self.choosable if (kind.slug in chose) == kind.only_if_asked
            ]
        }
        super().__init__(*args, **kwargs)
        self.choice("wants").choices = [(kind.slug, kind.choice) for kind in self.choosable]

    def wanted(self) -> list[tuple[NotificationKind, bool]]:
        """For each kind that may be stopped, whether it is wanted."""
        ticked = self.cleaned_data["wants"]
        return [(kind, kind.slug in ticked) for kind in self.choosable]
