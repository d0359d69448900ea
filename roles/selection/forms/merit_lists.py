"""Forms of the merit list: signing it, correcting it, confirming a correction."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.selection.merit_list import LONGEST, MeritList
from roles.models.selection.merit_order import MeritOrder
from roles.selection.services.merit_lists import Ahead

EQUAL = "equal"


class SignForm(Form):
    """Who comes first of candidates who are equal, and why; of a correction why it is made."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST,
        required=False,
        label="Why does the list have to be corrected?",
        help_text="People who select and the second person read this. Do not name anyone.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_options = {
        "reason": FieldOptions(noun="why the list has to be corrected", count_characters=True)
    }

    def __init__(
        self, *args: Any, order: MeritOrder, signed: MeritList | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        before = {
            (tie.above.application_id, tie.below.application_id): tie.reason
            for tie in (signed.ties.select_related("above", "below") if signed else ())
        }
        if signed is not None:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
        self.pairs = order.pairs()
        for at, (one, other, must) in enumerate(self.pairs):
            names = {row.key: row.application.reference for row in (one, other)}
            choices = [(str(key), f"{name} comes first") for key, name in names.items()]
            if not must:
                choices.append((EQUAL, "They stay equal"))
            both = " and ".join(names.values())
            self.fields[f"first_{at}"] = forms.ChoiceField(
                choices=choices,
                widget=forms.RadioSelect,
                initial=_first(one.key, other.key, before) or (None if must else EQUAL),
                required=must,
                label=f"{both} are equal. Who comes first?",
                help_text="There is a post for one of them and not for the other."
                if must
                else "You can leave them equal: no post depends on it now.",
            )
            self.fields[f"why_{at}"] = forms.CharField(
                widget=forms.Textarea,
                max_length=LONGEST,
                required=False,
                initial=before.get((one.key, other.key)) or before.get((other.key, one.key)),
                label=f"If one of {both} comes first, why?",
                help_text="Give evidence from the interviews, in 20 characters or more. Each of "
                "them can ask for a copy.",
            )

    @property
    def ahead(self) -> list[Ahead]:
        """What was said of each pair."""
        given, found = self.cleaned_data, []
        for at, (one, other, _) in enumerate(self.pairs):
            if (first := given[f"first_{at}"]) in ("", EQUAL):
                continue
            above, below = (one, other) if first == str(one.key) else (other, one)
            found.append(Ahead(above.key, below.key, given[f"why_{at}"]))
        return found


def _first(one: int, other: int, before: dict[Any, str]) -> str:
    """Whom of two the version before has first; "" where it says nothing of them."""
    if (one, other) in before:
        return str(one)
    return str(other) if (other, one) in before else ""


class ConfirmListForm(Form):
    """Whether a second person agrees with a correction."""

    is_confirmed = forms.TypedChoiceField(
        coerce=lambda value: value == "yes",
        choices=[
            ("yes", "Yes, it replaces the version before"),
            ("no", "No, the version before stays in force"),
        ],
        widget=forms.RadioSelect,
        label="Do you confirm this correction?",
    )
    field_options = {"is_confirmed": FieldOptions(noun="whether you confirm this correction")}


class DrawForm(Form):
    """What was read is what is recorded."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
