"""What staff type in for somebody who cannot use the service."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form, PhoneField
from roles.applications.forms.questions import LONGEST_TEXT
from roles.applications.questions import ELEMENT
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign


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
        help_text="With one, they get our messages. With an account, they can follow it there.",
    )
    phone = PhoneField()
    statement = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        label="How do they meet what the role asks for?",
        help_text="In their own words, without their name.",
    )
    places_wanted = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Where would they work?"
    )
    declared_on = DateField(
        label="When did they declare that it is true and complete?",
        help_text="The day you had it from them. For example, 27 3 2027",
    )
    has_declared = forms.BooleanField(
        label="The person declared that this is true, complete and their own",
        error_messages={"required": "Confirm that the person made the declaration"},
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "entered_how": FieldOptions(asks="how the person applied"),
        "full_name": FieldOptions(asks="their full name"),
        "email": FieldOptions(asks="their email address"),
        "phone": FieldOptions(asks="their phone number", width="20"),
        "places_wanted": FieldOptions(asks="where they would work"),
        "declared_on": FieldOptions(asks="the date of their declaration"),
    }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_words(campaign)
        places = [(place.slug, place.name) for place in campaign.places.all()]
        if len(places) > 1:
            self.choice("places_wanted").choices = places
        else:
            del self.fields["places_wanted"]

    def ask_for_words(self, campaign: Campaign) -> None:
        """A field for each element of the stage plan, in place of the statement."""
        if not campaign.in_writing:
            limit = campaign.statement_word_limit
            self.configure(
                "statement", FieldOptions(asks="their statement", rows=12, max_words=limit)
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
                f"{ELEMENT}{element.slug}", FieldOptions(asks=asks, rows=12, max_words=limit)
            )

    @property
    def elements(self) -> dict[str, str]:
        """The words by element."""
        return {
            name.removeprefix(ELEMENT): words
            for name, words in self.cleaned_data.items()
            if name.startswith(ELEMENT)
        }

    def clean_declared_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["declared_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The date of their declaration must be today or earlier")
        return day


class ActForm(Form):
    """Confirms an act in the candidate's name."""

    is_asked = forms.BooleanField(
        label="The candidate asked me to do this",
        error_messages={"required": "Confirm that the candidate asked you to do this"},
    )
