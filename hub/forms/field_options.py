"""How a field looks and what it is called in its messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# What is said of words that are kept on a record of public business.
DISCLOSED = "It may be disclosed under the Freedom of Information Act. Do not name anyone."


@dataclass(frozen=True)
class FieldOptions:
    """The presentation of one field.

    `noun` is the thing asked for, as it stands in a sentence: "your full name".
    `size` is the label's or legend's size; `page_heading` makes it the page's h1.
    `width` is a GOV.UK input width ("2" to "30" or "one-half"); `hints` go with option values.
    `max_words` is checked by the server and counted in the browser.
    `says_something` refuses an answer of one letter or sign; `fewest_words` one of fewer words,
    `longest_word` one without a word of so many letters, such as "ab" for a title.
    `divider_before` puts "or" before the option with this value.
    """

    noun: str = ""
    size: Literal["s", "m", "l", "xl", ""] = ""
    page_heading: bool = False
    caption: str = ""
    width: str = ""
    inline: bool = False
    small: bool = False
    prefix: str = ""
    suffix: str = ""
    rows: int = 5
    max_words: int | None = None
    count_characters: bool = False
    says_something: bool = False
    fewest_words: int = 0
    longest_word: int = 0
    inputmode: str = ""
    autocomplete: str = ""
    spellcheck: bool | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
    divider_before: str = ""
    classes: str = ""


PLAIN = FieldOptions()
