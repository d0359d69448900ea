"""A tick that confirms one thing that the form asks about, such as that a day is meant.

    outside = ConfirmField()

    def clean(self):
        cleaned = super().clean()
        why = why_outside(cleaned["day"])
        cleaned["outside"] = confirmed(self, "outside", why, f"Yes, on {date_gb(cleaned['day'])}")
        return cleaned

The box stands for the words beside it alone: when what it is about changes, it is asked again.
"""

from __future__ import annotations

from typing import Any

from django import forms

from hub.versions import version_of


class ConfirmInput(forms.CheckboxInput):
    """A box that is ticked only when what was sent is the version of what it asks now."""

    version = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        return bool(self.version) and data.get(name) == self.version


class ConfirmField(forms.BooleanField):
    """Asked only once there is something to confirm; ``confirmed`` asks it."""

    widget: Any = ConfirmInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "label": "Yes", **kwargs})

    def ask(self, question: str, label: str) -> None:
        """Ask these words: a tick beside others counts no more."""
        self.label = label
        self.widget.version = version_of([question, label])


def confirmed(form: Any, name: str, question: str, label: str) -> str:
    """The question where the tick beside it was sent; "" where there is nothing to confirm.

    Call it while the form is cleaned. Where nobody has confirmed these very words, the form has an
    error that asks them. ``label`` names what the tick says yes to.
    """
    if not question:
        form.fields.pop(name, None)
        return ""
    field = form.fields[name]
    field.ask(question, label)
    if form[name].value():
        return question
    form.add_error(name, question)
    return ""
