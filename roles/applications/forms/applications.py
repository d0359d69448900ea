"""What a candidate and those who handle applications fill in."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, ClassVar

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.applications.application import Application


class DeclarationForm(Form):
    """What the candidate declares when sending the application."""

    declaration = forms.BooleanField(
        label=(
            "I confirm that the information I have given is true, complete and my own, "
            "and I understand that I cannot change it after I send it"
        ),
        error_messages={"required": "Select the box to confirm your information is true"},
    )


class WithdrawForm(Form):
    """Why somebody withdraws, if they like to say."""

    reason = forms.ChoiceField(
        required=False,
        choices=Application.WithdrawalReason.choices,
        widget=forms.RadioSelect,
        label="Why are you withdrawing? (optional)",
        help_text="It helps us to do better. It does not affect other applications.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "reason": FieldOptions(noun="why you are withdrawing")
    }


class QuestionToContactForm(Form):
    """A question about one's own application."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="What do you want to ask the department?",
        help_text="Do not include your name or anything that says who you are.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "text": FieldOptions(
            noun="your question", page_heading=True, size="l", count_characters=True
        )
    }


class AnswerToCandidateForm(Form):
    """The department's answer to a candidate's question."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="What do you want to tell the candidate?",
        help_text="Do not include the names of other candidates.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "text": FieldOptions(
            noun="your answer",
            says_something=True,
            page_heading=True,
            size="l",
            count_characters=True,
        )
    }


class FeedbackForm(Form):
    """What the candidate reads with a decision (R19)."""

    feedback = forms.CharField(
        widget=forms.Textarea,
        max_length=4000,
        label="Feedback for the candidate",
        help_text="They read it with the decision. Say what was good and what was not.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "feedback": FieldOptions(
            noun="feedback for the candidate", says_something=True, rows=8, count_characters=True
        )
    }


class RejectionForm(FeedbackForm):
    """Why somebody does not go on: which essential criteria were not met, and in words (R19).

    Where the advert offers no feedback the words stay with the application, for its candidate to
    read in the download of their data once they are told of the decision.
    """

    not_met = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Which essential criteria are not met? (optional)",
        help_text="Select all that apply. We add these to what you write below.",
    )
    field_order = ("not_met", "feedback")
    field_options: ClassVar[dict[str, FieldOptions]] = {
        **FeedbackForm.field_options,
        "not_met": FieldOptions(noun="criteria from the list", small=True),
    }

    def __init__(self, *args: Any, application: Application, is_sent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_sent:
            self.fields["feedback"] = deepcopy(self.base_fields["feedback"])
            self.fields["feedback"].label = "Why do they not pass?"
            self.fields["feedback"].help_text = (
                "This is kept with the application. We do not send it, because the advert offers "
                "no feedback on applications. The candidate can read it if they download their "
                "data after we tell them the decision."
            )
            told = self.options_for("feedback")
            self.configure("feedback", replace(told, noun="the reason", rows=4))
        criteria = application.campaign.criteria
        if criteria:
            self.choice("not_met").choices = [(line, line) for line in criteria]
        else:
            del self.fields["not_met"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        not_met = cleaned.pop("not_met", [])
        if not_met and cleaned.get("feedback"):
            lines = "\n".join(f"- {line}" for line in not_met)
            words = f"Essential criteria not met:\n{lines}\n\n{cleaned['feedback']}"
            cleaned["feedback"] = words
        return cleaned


class UndoForm(Form):
    """Why a decision is undone."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why are you undoing the decision?",
        help_text="It is kept in the history of the application, and we email it to the person who "
        "made the decision. The candidate is not told.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "reason": FieldOptions(
            noun="why you are undoing the decision", says_something=True, count_characters=True
        )
    }
