"""What a candidate and those who handle applications fill in."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms

from hub.forms import Face, Form
from roles.models.post import Post

_PHONE = re.compile(r"[\d\s()+.\-]{6,40}(?:\s*(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)


class DraftForm(Form):
    """A step of an application; carries the version of the draft it was filled in from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, whether or not it would do, cut to what can be kept."""
        return {
            name: str(self.data.get(self.add_prefix(name), "")).strip()[: self.longest(name)]
            for name in self.fields
            if name != "version"
        }

    @property
    def typed_version(self) -> int:
        """The version the person's words were based on; an unreadable one is none."""
        text = str(self.data.get(self.add_prefix("version"), ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def longest(self, name: str) -> int:
        """How many characters of a field are kept."""
        return getattr(self.fields[name], "max_length", None) or LONGEST_STATEMENT


LONGEST_STATEMENT = 20_000


class ContactForm(DraftForm):
    """How to reach the candidate about this application."""

    full_name = forms.CharField(
        max_length=150, label="Full name", help_text="As you want us to write it."
    )
    email = forms.EmailField(
        max_length=254,
        label="Email address",
        help_text="We only use this to write to you about this application.",
    )
    phone = forms.CharField(
        max_length=40,
        label="Phone number",
        help_text="For international numbers include the country code.",
    )

    faces: ClassVar[dict[str, Face]] = {
        "full_name": Face(asks="your full name", autocomplete="name", spellcheck=False),
        "email": Face(asks="your email address", autocomplete="email", spellcheck=False),
        "phone": Face(asks="your phone number", width="20", autocomplete="tel", inputmode="tel"),
    }

    def clean_phone(self) -> str:
        """Take any number a person might write; only what cannot be one is refused."""
        phone = self.cleaned_data["phone"]
        if not _PHONE.fullmatch(phone) or sum(char.isdigit() for char in phone) < 6:
            raise forms.ValidationError(
                "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"
            )
        return phone


class StatementForm(DraftForm):
    """How the candidate meets what the advert asks for, within the campaign's word limit."""

    statement = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST_STATEMENT,
        label="How do you meet what we are looking for?",
    )

    faces: ClassVar[dict[str, Face]] = {
        "statement": Face(asks="your statement", rows=15, page_heading=True, size="l")
    }

    def __init__(self, *args: Any, word_limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].help_text = (
            "Give examples of what you did and what came of it. "
            "Do not include your name: people who read this will not know who you are."
        )
        self.dress(
            "statement",
            Face(
                asks="your statement",
                rows=15,
                page_heading=True,
                size="l",
                max_words=word_limit,
            ),
        )
        self.fields["statement"].error_messages["max_length"] = (
            f"Your statement must be {word_limit:,} words or less"
        )


class DeclarationForm(Form):
    """What the candidate declares when sending the application."""

    declaration = forms.BooleanField(
        label=(
            "I confirm that the information I have given is true, complete and my own, "
            "and I understand that I cannot change it after I send it"
        ),
        error_messages={"required": "Confirm that the information you have given is true"},
    )


class OfferAnswerForm(Form):
    """Accept or decline an offer."""

    answer = forms.ChoiceField(
        label="Do you want to accept this offer?",
        choices=[("accept", "Yes, I accept the offer"), ("decline", "No, I decline the offer")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select if you want to accept this offer"},
    )

    faces: ClassVar[dict[str, Face]] = {"answer": Face(asks="if you want to accept this offer")}


class MoveForm(Form):
    """Confirms a move of an application; nothing to fill in."""


class OfferForm(Form):
    """Which post is offered."""

    post = forms.ModelChoiceField(
        queryset=Post.objects.none(),
        label="Which post do you want to offer?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select the post you want to offer"},
    )

    faces: ClassVar[dict[str, Face]] = {"post": Face(asks="the post you want to offer")}

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts
        self.fields["post"].error_messages["invalid_choice"] = (
            "The post you chose is no longer open. Select another post"
        )
