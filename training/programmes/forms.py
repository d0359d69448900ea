"""Forms about releases and what they taught."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hub.forms import DateField, FieldOptions, Form
from training.models import Programme, ProgrammeRelease


class LessonForm(Form):
    """A lesson of a release, recorded against the next one (I9)."""

    applied_to = forms.ModelChoiceField(
        ProgrammeRelease.objects.none(), label="Which release is the lesson for?"
    )
    lesson = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="What did you learn?",
        help_text="Do not name anyone.",
    )
    change = forms.CharField(
        widget=forms.Textarea, max_length=2000, required=False, label="What changes because of it?"
    )
    field_options = {
        "applied_to": FieldOptions(noun="the release"),
        "lesson": FieldOptions(noun="what you learnt", rows=4, count_characters=True),
        "change": FieldOptions(noun="what changes", rows=4, count_characters=True),
    }

    def __init__(self, *args: Any, release: ProgrammeRelease, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = ProgrammeRelease.objects.filter(
            programme=release.programme, state=ProgrammeRelease.State.PLANNED
        ).exclude(pk=release.pk)
        self.model_choice("applied_to").queryset = others.select_related("programme")


class ReleasePlanForm(Form):
    """A release to come."""

    version = forms.CharField(
        max_length=20, label="Version", help_text="For example, 2.1. Each is used once."
    )
    phase = forms.ChoiceField(
        choices=ProgrammeRelease.Phase.choices, widget=forms.RadioSelect, label="Phase"
    )
    planned_for = DateField(required=False, label="When is it due?")
    precision = forms.ChoiceField(
        choices=ProgrammeRelease.Precision.choices,
        widget=forms.RadioSelect,
        initial=ProgrammeRelease.Precision.MONTH,
        label="How exact is that date?",
    )
    modules = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        label="Core modules",
        help_text="One on each line, in the order in which they are taught.",
    )
    what_changed = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        label="What is different from the release before?",
    )
    field_options = {
        "version": FieldOptions(noun="the version", width="10"),
        "phase": FieldOptions(noun="the phase"),
        "planned_for": FieldOptions(noun="the date it is due"),
        "precision": FieldOptions(noun="how exact the date is"),
        "modules": FieldOptions(noun="the core modules", rows=8),
        "what_changed": FieldOptions(noun="what is different", rows=4),
    }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme

    def clean_version(self) -> str:
        version: str = self.cleaned_data["version"].strip()
        if self.programme.releases.filter(version__iexact=version).exists():
            raise ValidationError("Enter a version that this programme does not have yet")
        return version

    def clean_modules(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["modules"].splitlines())
        names = list(dict.fromkeys(line for line in lines if line))
        if any(len(name) > 150 for name in names):
            raise ValidationError("Each core module must be 150 characters or fewer")
        return names
