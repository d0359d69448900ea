"""The fields of Wagtail's admin: single lines are cleaned there as they are everywhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from wagtail.admin.forms.models import register_form_field_override

from hub.typed_text import single_line


class LineField(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> Any:
        """The line without what nobody sees."""
        return super().to_python(single_line(value) if isinstance(value, str) else value)


class LineEmailField(forms.EmailField):
    """An email address."""

    def to_python(self, value: Any) -> Any:
        """The address without what nobody sees."""
        return super().to_python(single_line(value) if isinstance(value, str) else value)


def clean_lines_in_admin() -> None:
    """Let every form that Wagtail makes of a model use these."""
    register_form_field_override(models.CharField, override={"form_class": LineField})
    register_form_field_override(models.EmailField, override={"form_class": LineEmailField})
