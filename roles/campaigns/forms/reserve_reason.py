"""Why there has to be a new advert while people on reserve lists could do the job (H3)."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import DISCLOSED, FieldOptions, Form
from hub.numbers import plural

OPTIONS = FieldOptions(noun="why you need a new advert", count_characters=True)


class ReserveReasonField(forms.CharField):
    """The reason, read by the department and the hub team."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.Textarea,
            max_length=500,
            label="Why do you need a new advert?",
            help_text=DISCLOSED,
            **kwargs,
        )


class NewAdvertForm(Form):
    """A new advert for a job that people on reserve lists could do."""

    reserve_reason = ReserveReasonField()
    field_options = {"reserve_reason": OPTIONS}


def who_could_do_it(people: int) -> str:
    """What is said of the people on reserve lists to who makes a campaign on their own."""
    return (
        f"{plural(people, 'person', 'people')} on reserve lists could do this job now. If you "
        "request support, the hub team can put them forward, which is quicker."
    )
