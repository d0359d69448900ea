"""What a candidate says to an offer: accept, decline and why, or discuss it first."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import FieldOptions, Form
from hub.moves import ConfirmForm
from roles.models.applications.offer import Offer


class OfferAnswerForm(Form):
    """Accept, decline or discuss an offer; late, ask whether it can still be accepted."""

    answer = forms.ChoiceField(
        label="Do you want to accept this offer?",
        choices=[
            ("accept", "Yes, I accept the offer"),
            ("discuss", "I want to discuss it first"),
            ("decline", "No, I decline the offer"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you want to accept this offer"},
    )

    field_options: ClassVar[dict[str, FieldOptions]] = {
        "answer": FieldOptions(noun="if you want to accept this offer")
    }

    def __init__(self, *args: Any, is_late: bool = False, is_over: bool = False, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field = self.choice("answer")
        if is_late:
            field.label = "Do you still want to accept this offer?"
            field.choices = [
                ("accept", "Yes, ask the department whether I still can"),
                *([] if is_over else [("decline", "No, I decline the offer")]),
            ]


class DeclineForm(ConfirmForm):
    """Why somebody declines an offer, which the department reads."""

    reason = forms.ChoiceField(
        label="Why do you decline the offer?",
        help_text="The department reads this. It does not affect other applications.",
        choices=Offer.DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why you decline the offer"},
    )
    words = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=1000,
        label="Is there anything the department should know? (optional)",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "reason": FieldOptions(noun="why you decline the offer"),
        "words": FieldOptions(noun="what the department should know", count_characters=True),
    }


class DiscussForm(Form):
    """What somebody wants to ask or agree before they answer an offer."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="What do you want to discuss?",
        help_text="For example the start date, the working pattern or the pay. The date to answer "
        "by stays the same: ask for more time if you need it.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "text": FieldOptions(noun="what you want to discuss", count_characters=True)
    }
