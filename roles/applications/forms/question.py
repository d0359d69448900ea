"""What every page of an application has in common."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import Form
from roles.models.applications.application import Application

LONGEST_TEXT = 20_000
YES_NO = Application.YesNo.choices


def _offered(field: forms.ChoiceField) -> set[str]:
    choices: Any = field.choices
    return {str(value) for value, _ in choices}


class QuestionForm(Form):
    """One question; ``seal`` marks the answer that the page was filled in from."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.ask()

    def ask(self) -> None:
        """Fit the question to the campaign."""

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed or chosen, whether or not it would do, cut to what can be kept."""
        return {
            name: self._typed(name, field) for name, field in self.fields.items() if name != "seal"
        }

    def _typed(self, name: str, field: forms.Field) -> Any:
        if isinstance(field, forms.MultipleChoiceField):
            offered = _offered(field)
            chosen = field.widget.value_from_datadict(self.data, {}, self.add_prefix(name)) or []
            return sorted(offered & {str(value) for value in chosen})
        text = str(self.data.get(self.add_prefix(name), "")).strip()
        if isinstance(field, forms.ChoiceField):
            return text if text in _offered(field) else ""
        return text[: getattr(field, "max_length", None) or LONGEST_TEXT]

    @property
    def typed_seal(self) -> str:
        """The mark of the answer that the person's words were based on."""
        return str(self.data.get(self.add_prefix("seal"), ""))
