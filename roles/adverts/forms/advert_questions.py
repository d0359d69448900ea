"""Asking about an advert, and answering."""

from __future__ import annotations

from django import forms

from hub.forms import FieldOptions, Form, SharedForm
from roles.models.adverts.advert_question import LONGEST


class AskForm(Form):
    """One question, in the asker's own words."""

    text = forms.CharField(
        label="What do you want to know?",
        help_text=(
            "Your question and its answer are published on the advert without your name. Do not "
            "write anything that shows who you are."
        ),
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    field_options = {"text": FieldOptions(noun="your question", rows=5, count_characters=True)}


class AnswerForm(SharedForm, Form):
    """The question as everybody reads it, and the answer."""

    published_text = forms.CharField(
        label="The question as it is published",
        help_text="Shorten it if you need to, and take out anything that shows who asked.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    answer = forms.CharField(
        label="Your answer",
        max_length=2 * LONGEST,
        widget=forms.Textarea,
        help_text="Everybody can read it.",
    )
    field_options = {
        "published_text": FieldOptions(noun="the question as it is published", rows=5),
        "answer": FieldOptions(noun="your answer", rows=6),
    }


class DeclineForm(Form):
    """Why a question is not published."""

    reason = forms.CharField(
        label="Why is it not published?",
        help_text="The person who asked reads this.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    field_options = {
        "reason": FieldOptions(noun="why it is not published", says_something=True, rows=4)
    }
