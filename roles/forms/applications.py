"""What a candidate and those who handle applications fill in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import Face, Form
from roles.models.post import Post


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
