"""Forms about who stands in for somebody who is away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hub.dates import date_gb
from hub.forms.base import Form
from hub.forms.confirming import ConfirmField, confirmed
from hub.forms.dates import DateField
from hub.forms.field_options import FieldOptions
from hub.models import User
from hub.stand_ins import LONGEST, colleagues_of
from hub.work.left_waiting import left_waiting

# So many things that would wait on nobody are named.
MOST_NAMED = 10


class StandInForm(Form):
    """Who stands in, and from which day to which."""

    colleague = forms.ModelChoiceField(
        User.objects.none(),
        label="Who stands in for you?",
        help_text="You can select colleagues who have the same access as you.",
    )
    starts_on = DateField(label="What is the first day you are away?")
    ends_on = DateField(label="What is the last day you are away?")
    # Asked only where something would be in nobody's To do.
    waits = ConfirmField()
    field_options = {
        "colleague": FieldOptions(noun="who stands in for you"),
        "starts_on": FieldOptions(noun="the first day you are away"),
        "ends_on": FieldOptions(noun="the last day you are away"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._waits = user, self.fields.pop("waits")
        field = self.model_choice("colleague")
        field.queryset = colleagues_of(user)
        # Two people may have one name. Django documents that it may be replaced so.
        field.label_from_instance = lambda obj: _name_and_address(obj)  # type: ignore[method-assign]
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """Name what nobody could decide while the two count as one, before it is arranged."""
        cleaned = super().clean() or self.cleaned_data
        colleague, first, last = (
            cleaned.get(name) for name in ("colleague", "starts_on", "ends_on")
        )
        if not (colleague and first and last) or not timezone.localdate() <= first <= last:
            return cleaned
        if last - first > LONGEST:  # Refused whatever would wait.
            return cleaned
        left = left_waiting(self._user, colleague, last)
        if left:
            self.fields["waits"] = self._waits
            self.configure("waits")
            named = [f"{item.text} ({queue.label})" for queue, item in left[:MOST_NAMED]]
            if more := len(left) - len(named):
                named.append(f"{more} more")
            question = (
                "While you are away nobody could do this, because you and "
                f"{colleague} count as 1 person: {', '.join(named)}. Do it before you go, ask "
                f"{colleague} to do it before then, or select “Yes” if it can wait"
            )
            confirmed(self, "waits", question, f"Yes, this can wait until {date_gb(last)} is over")
        cleaned.pop("waits", None)
        return cleaned


def _name_and_address(person: User) -> str:
    name = person.get_full_name()
    return f"{name} ({person.email})" if name else person.email
