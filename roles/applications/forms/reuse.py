"""Which sections of earlier applications an application starts from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html

from hub.dates import date_gb
from hub.forms import FieldOptions, Form
from roles.applications.questions import Section
from roles.models.applications.application import Application


class ReuseForm(Form):
    """A list of sections for each earlier application that has any."""

    def __init__(
        self, *args: Any, sources: list[tuple[Application, list[Section]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sources = {source.reference: source for source, _ in sources}
        for source, sections in sources:
            self.fields[source.reference] = forms.MultipleChoiceField(
                required=False,
                choices=[(section.slug, section.title) for section in sections],
                widget=forms.CheckboxSelectMultiple,
                label=(
                    f"What do you want to copy from {source.campaign.title}, "
                    f"{source.campaign.organisation.name}?"
                ),
                help_text=format_html("Sent {}.", date_gb(source.submitted_at)),
            )
            self.configure(
                source.reference, FieldOptions(noun="the answers you want to copy", size="m")
            )

    @property
    def chosen(self) -> list[tuple[Application, list[str]]]:
        """Each earlier application with the sections that were chosen of it."""
        return [(self.sources[name], slugs) for name, slugs in self.cleaned_data.items() if slugs]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Select the answers you want to copy")
        return cleaned
