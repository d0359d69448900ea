"""Forms that can be saved before they are complete."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError

from hub.forms.base import GovukForm


class DraftForm(GovukForm):
    """A form with a second button, which saves what there is and asks for nothing more.

    What was entered is checked as ever; only what is missing is let go, and only where the record
    can be without it. A check of the form's own that says that something is missing gives its
    error the code "required". Mix it in before ``ModelForm``.
    """

    draft_name: ClassVar[str] = "as_draft"

    @property
    def is_draft(self) -> bool:
        """Whether it was sent by the second button."""
        return self.is_bound and self.draft_name in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_draft:
            return
        for name, errors in self.errors.as_data().items():
            if name == NON_FIELD_ERRORS or not self._may_be_missing(name):
                continue
            if all(self._says_missing(name, error) for error in errors):
                del self.errors[name]
                self.cleaned_data.setdefault(name, self._empty(name))

    def _says_missing(self, name: str, error: ValidationError) -> bool:
        """Whether an error says that there is no answer; a date's names its parts in its code."""
        required = self.fields[name].error_messages.get("required")
        return error.code == "required" or str(error.message) == str(required)

    def _empty(self, name: str) -> Any:
        """What an answer is that was not given."""
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return field.queryset.none() if field.queryset is not None else []
        return "" if isinstance(field, forms.CharField | forms.ChoiceField) else None

    def _may_be_missing(self, name: str) -> bool:
        """Whether the record can be without an answer."""
        of_model: Any = self
        try:
            return bool(of_model._meta.model._meta.get_field(name).blank)
        except FieldDoesNotExist:
            return False
