"""A phone number as people write it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LONGEST = 40
FEWEST_DIGITS = 6
# The number, an extension, and what the person wants to say about it in brackets.
NUMBER = re.compile(
    r"[\d\s()+.\-/\u2010-\u2015]{6,40}(?:\s*(?:x|ext\.?|extension)\s*\d{1,6})?(?:\s*\([^()]*\))?",
    re.IGNORECASE,
)
LINK = re.compile(r"tel:\s*", re.IGNORECASE)


class PhoneField(forms.CharField):
    """Takes any number a person might write; only what cannot be one is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST, "label": "Phone number", **kwargs})

    def to_python(self, value: Any) -> Any:
        """The number without the word that a link puts before it."""
        return LINK.sub("", super().to_python(value) or "", count=1).strip()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and (
            not NUMBER.fullmatch(value) or sum(char.isdigit() for char in value) < FEWEST_DIGITS
        ):
            raise ValidationError(
                "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"
            )
