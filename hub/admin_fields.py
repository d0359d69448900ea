"""The fields of Wagtail's admin: lines are cleaned and days bounded there as everywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import (
    AdminAutoHeightTextInput,
    AdminDateInput,
    AdminDateTimeInput,
)
from wagtail.users.forms import UserCreationForm, UserEditForm

from hub.dates import out_of_range
from hub.forms.base import refuse_stacked_marks
from hub.mailboxes import one_spelling, refuse_unusual
from hub.typed_text import long_text, plain_address, single_line


class LineField(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> Any:
        """The line without what nobody sees."""
        return super().to_python(single_line(value) if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        """Raises ``ValidationError`` for a line under which the others are buried, too."""
        super().validate(value)
        refuse_stacked_marks(value)


class LongTextField(forms.CharField):
    """Text of several lines."""

    def to_python(self, value: Any) -> Any:
        """The text, empty where nothing of it shows."""
        return super().to_python(long_text(value) if isinstance(value, str) else value)


class LineEmailField(forms.EmailField):
    """An email address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [*self.validators, refuse_unusual]

    def to_python(self, value: Any) -> Any:
        """The address alone, without what nobody sees."""
        return super().to_python(
            one_spelling(plain_address(single_line(value))) if isinstance(value, str) else value
        )


class DayField(forms.DateField):
    """A day that somebody can mean, as in the forms of the workspaces."""

    def validate(self, value: Any) -> None:
        """Raises ``ValidationError`` for a day out of this age, or years ahead, too."""
        super().validate(value)
        _refuse_odd_day(self, value)


class MomentField(forms.DateTimeField):
    """A moment on such a day."""

    def validate(self, value: Any) -> None:
        """Raises ``ValidationError`` as a day does."""
        super().validate(value)
        _refuse_odd_day(self, value.date() if value else None)


def _refuse_odd_day(field: forms.Field, day: date | None) -> None:
    if day and (why := out_of_range(str(field.label or "The date"), day)):
        raise ValidationError(why)


class PersonCreationForm(UserCreationForm):
    """Somebody new."""

    email = LineEmailField(max_length=254, label="Email address")
    first_name = LineField(max_length=150, label="First name")
    last_name = LineField(max_length=150, label="Last name")


class PersonEditForm(UserEditForm):
    """Somebody known."""

    email = LineEmailField(max_length=254, label="Email address")
    first_name = LineField(max_length=150, label="First name")
    last_name = LineField(max_length=150, label="Last name")


FORM_CLASSES: dict[type[models.Field], dict[str, Any]] = {
    models.CharField: {"form_class": LineField},
    models.EmailField: {"form_class": LineEmailField},
    models.DateField: {"form_class": DayField, "widget": AdminDateInput},
    models.DateTimeField: {"form_class": MomentField, "widget": AdminDateTimeInput},
    models.TextField: {"form_class": LongTextField, "widget": AdminAutoHeightTextInput},
}


def clean_fields_in_admin() -> None:
    """Let every form that Wagtail makes of a model use these: of pages, settings and listings."""
    for field, override in FORM_CLASSES.items():
        register_form_field_override(field, override=override)

    # The one search box of all its listings.
    box = SearchForm.base_fields["q"]
    SearchForm.base_fields["q"] = LineField(label=box.label, widget=box.widget, required=False)

    def formfield(self: Any, db_field: models.Field, **kwargs: Any) -> forms.Field | None:
        return db_field.formfield(**{**FORM_CLASSES.get(type(db_field), {}), **kwargs})

    ModelViewSet.formfield_for_dbfield = formfield
