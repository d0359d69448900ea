"""Forms of records that several people write: what somebody else saved is never lost unseen."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from hub.forms.base import GovukForm


class SharedForm(GovukForm):
    """A form that begins from what a record says, and knows when somebody changed that meanwhile.

    The page carries a mark of the answers it was opened with. When those of the record are others
    by the time it is sent, and differ from what was typed, the form says so once, in its error
    summary, and keeps what was typed; sent again, it is saved. Mix it in before ``Form`` or
    ``ModelForm`` and give the record's answers as ``initial`` or ``instance``; a form that declares
    a field of the name ``mark_name`` says with ``mark`` what it has to be.
    """

    mark_name: ClassVar[str] = "opened_with"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.mark_name not in self.fields:
            self.fields[self.mark_name] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=9000, initial=lambda: self.mark
            )

    @property
    def mark(self) -> str:
        """A mark of what the record says now: of each answer its own, such as "title=1f2e3d4c"."""
        return " ".join(
            f"{name}={_mark_of(self.get_initial_for_field(field, name))}"
            for name, field in sorted(self.fields.items())
            if name != self.mark_name
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = str(cleaned.get(self.mark_name) or "")
        # Django's metaclass makes it.
        declared: dict[str, Any] = type(self).base_fields  # type: ignore[attr-defined]
        if self.mark_name not in declared:
            cleaned.pop(self.mark_name, None)
        # A page without a mark cannot be told from another.
        if given and given != self.mark and (differing := self._differing(given)):
            # From here on the writer knows: sent again, it puts theirs in its place.
            answers = self.data.copy()  # type: ignore[attr-defined]
            answers[self.add_prefix(self.mark_name)] = self.mark
            self.data = answers
            raise ValidationError(
                f"Somebody else, or you in another tab, changed {differing} while you had this "
                "page open. Your answers are not saved yet. To see the new answers first, open "
                "this page in another tab. Save again to replace them with yours",
                code="changed_meanwhile",
            )
        return cleaned

    def _differing(self, given: str) -> str:
        """What was changed meanwhile and would be changed again, in words; "" for nothing."""
        known = set(given.split())
        kept = {part.partition("=")[0] for part in self.mark.split() if part in known}
        names = [name for name in self.changed_data if name not in {*kept, self.mark_name}]
        labels = [
            str(self.fields[name].label or name).removesuffix(" (optional)") for name in names
        ]
        return ", ".join(f"“{label}”" for label in labels)


def _mark_of(value: Any) -> str:
    text = json.dumps(_plain(value), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if hasattr(value, "__iter__"):
        return sorted((_plain(item) for item in value), key=str)
    return "" if value is None else value
