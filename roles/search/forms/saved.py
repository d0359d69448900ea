"""Naming a search that is kept."""

from __future__ import annotations

from django import forms

from hub.forms import FieldOptions, Form


class SaveSearchForm(Form):
    """The name under which a search is listed."""

    name = forms.CharField(
        label="What do you want to call it?",
        help_text="Only you see this name.",
        max_length=80,
    )
    field_options = {"name": FieldOptions(noun="a name for the search", width="30")}
