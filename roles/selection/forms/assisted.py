"""What staff type in for somebody who cannot use the service."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from hub.dates import date_gb
from hub.forms import DateField, FieldOptions, Form, PhoneField, UploadField
from hub.models import User
from roles.applications.forms.questions import LONGEST_TEXT
from roles.applications.questions import ELEMENT
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.selection.forms.assisted_questions import jobs_for, questions_for


class EnterApplicationForm(Form):
    """An application in the person's own words, with their declaration."""

    entered_how = forms.ChoiceField(
        choices=Application.EnteredHow.choices,
        widget=forms.RadioSelect,
        label="How did the person apply?",
    )
    full_name = forms.CharField(max_length=150, label="Full name")
    email = forms.EmailField(
        max_length=254,
        required=False,
        label="Email address (optional)",
        help_text="We email them updates. With an account, they can also follow it there.",
    )
    phone = PhoneField()
    statement = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        label="How do they meet the essential criteria?",
        help_text="In their own words, without their name.",
    )
    places_wanted = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Which locations would they accept?"
    )
    declared_on = DateField(
        is_past=True,
        label="When did they declare that it is true and complete?",
        help_text="The day you had it from them.",
    )
    has_declared = forms.BooleanField(
        label="The person declared that this is true, complete and their own",
        error_messages={"required": "Confirm that the person made the declaration"},
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "entered_how": FieldOptions(noun="how the person applied"),
        "full_name": FieldOptions(noun="their full name"),
        "email": FieldOptions(noun="their email address"),
        "phone": FieldOptions(noun="their phone number", width="20"),
        "places_wanted": FieldOptions(noun="the locations they would accept"),
        "declared_on": FieldOptions(noun="the date of their declaration"),
    }

    def __init__(self, *args: Any, campaign: Campaign, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_words(campaign)
        places = [(place.slug, place.name) for place in campaign.places.all()]
        if len(places) > 1:
            self.choice("places_wanted").choices = places
        else:
            del self.fields["places_wanted"]
        self.ask_the_rest(campaign, person)

    def ask_for_words(self, campaign: Campaign) -> None:
        """A field for each element of the stage plan, in place of the statement."""
        if not campaign.in_writing:
            limit = campaign.statement_word_limit
            self.configure(
                "statement", FieldOptions(noun="their statement", rows=12, max_words=limit)
            )
            return
        whole = self.fields.pop("statement")
        fields = {}
        for element in campaign.in_writing:
            fields[f"{ELEMENT}{element.slug}"] = forms.CharField(
                widget=forms.Textarea,
                max_length=LONGEST_TEXT,
                label=f"What do they say about {element.spoken}?",
                help_text=whole.help_text,
            )
        after = list(self.fields).index("phone") + 1
        self.fields |= fields
        self.order_fields([*list(self.fields)[:after], *fields])
        for element in campaign.in_writing:
            limit = campaign.word_limit_of(element.slug)
            asks = f"what they say about {element.spoken}"
            self.configure(
                f"{ELEMENT}{element.slug}", FieldOptions(noun=asks, rows=12, max_words=limit)
            )

    def ask_the_rest(self, campaign: Campaign, person: User) -> None:
        """What the campaign asks online besides: employer, pattern, history, adjustments, schemes.

        And the equality questions, which nobody has to answer.
        """
        if campaign.experience == campaign.Experience.CV:
            self.fields["cv"] = UploadField(
                purpose="roles.cv", required=False, label="Upload their CV (optional)"
            )
            self.configure("cv", FieldOptions(noun="their CV"))
            # It goes with the application, not with the account of who uploaded it.
            self.fields["cv"].belongs_to(person, campaign.organisation)  # type: ignore[attr-defined]
        data = self.data if self.is_bound else None
        self.rest = questions_for(campaign, data)
        self.jobs = jobs_for(campaign, data)
        for form in self.rest.values():
            self.fields |= form.fields
            for name in form.fields:
                self._field_options[name] = form.options_for(name)
        last = ("declared_on", "has_declared")
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for form in self.rest.values():
            for name, errors in form.errors.items():
                if name not in self.errors:
                    self.add_error(name, list(errors))
        for number, job in enumerate(self.jobs, start=1):
            for errors in job.errors.values():
                self.add_error(None, [f"Job {number}: {error}" for error in errors])
        return cleaned

    @property
    def own_answers(self) -> dict[str, Any]:
        """The answers that stand on the application itself."""
        names = ("full_name", "email", "phone", "statement")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What was typed, as it is read before it is sent."""
        fields = ((name, field) for name, field in self.fields.items() if name != "has_declared")
        return [
            (str(field.label).removesuffix(" (optional)"), in_words(field, self.cleaned_data[name]))
            for name, field in fields
            if name in self.cleaned_data and not field.widget.is_hidden
        ]

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """The other answers by question."""
        found = {slug: form.typed for slug, form in self.rest.items()}
        if self.filled_jobs and "worked" in found:
            found["worked"] = {"has_worked": Application.YesNo.YES}
        return found

    @property
    def filled_jobs(self) -> list[dict[str, Any]]:
        """The jobs that were typed in."""
        return [job.facts for job in self.jobs if job.is_bound]

    @property
    def elements(self) -> dict[str, str]:
        """The words by element."""
        return {
            name.removeprefix(ELEMENT): words
            for name, words in self.cleaned_data.items()
            if name.startswith(ELEMENT)
        }


def in_words(field: forms.Field, value: Any) -> str:
    """An answer as it is read: a choice by its label, a day in words, a file by what it is."""
    if isinstance(field, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple | set) else [value]
        return ", ".join(_label_of(field, one) for one in chosen if one not in ("", None))
    if isinstance(value, bool):
        return "Yes" if value else ""
    if isinstance(value, date):
        return date_gb(value)
    return getattr(value, "description", "") or str(value or "")


def _label_of(field: forms.ChoiceField, value: Any) -> str:
    choices: Any = field.choices
    for key, label in choices:
        for each in label if isinstance(label, list | tuple) else [(key, label)]:
            if str(each[0]) == str(value):
                return str(each[1])
    return str(value)


class ActForm(Form):
    """Confirms an act in the candidate's name."""

    is_asked = forms.BooleanField(
        label="The candidate asked me to do this",
        error_messages={"required": "Confirm that the candidate asked you to do this"},
    )
