"""What people type and paste, without the characters that nobody sees."""

from __future__ import annotations

import re
import unicodedata

# Letters, marks and symbols that show as nothing at all (Default_Ignorable_Code_Point of Unicode,
# beside the format characters of category Cf). Braille's empty cell and fillers count as spaces.
UNSEEN = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
# The place of an object that did not come along, and what Unicode says is no character.
NOTHING = re.compile(
    "[\ufffc\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# Of no language's letters has one more marks than these, once it is composed.
MOST_MARKS = 4
# What is hidden in text that was copied from pages and documents: soft hyphens, zero-width spaces.
HIDDEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff]")
THOUSANDS = re.compile("£? ?(\\d{1,3}([, ]\\d{3})+|\\d+)(\\.\\d+)?")
# What is typed full-width in Chinese and Japanese, and the small sign for "at".
FULL_WIDTH = {0xFF01 + sign: 0x21 + sign for sign in range(94)} | {0xFE6B: 0x40}
NAMED = re.compile("[^<>]*<([^<>]+)>")
# Persian, Hindi and their like are misspelt without these between two of their letters.
JOINERS = "\u200c\u200d"
JOINED = re.compile("[\u0600-\u109f]")


def printable(text: str) -> str:
    """Drop NULs, control characters and lone surrogates; count a line break as one character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )


def single_line(text: str) -> str:
    """A name, an address or a number on one line: composed (NFC), single spaces, nothing unseen.

    What holds only characters that nobody sees, or accents of no letter, is empty, and so counts as
    missing. Nobody sees what each font shows as it likes, either (private use).
    """
    text = BLANK.sub(" ", NOTHING.sub("", UNSEEN.sub("", printable(text))))
    seen = "".join(
        char
        for place, char in enumerate(text)
        if unicodedata.category(char) not in ("Cf", "Co")
        or (char in JOINERS and _joins(text, place))
    )
    composed = unicodedata.normalize("NFC", " ".join(seen.split()))
    return (
        composed if any(not unicodedata.category(char).startswith("M") for char in composed) else ""
    )


def long_text(text: str) -> str:
    """Text of several lines without hidden hyphens and spaces of no width, which count for words.

    What holds only characters that nobody sees is empty, and so counts as missing. All else stays
    as it was typed: joiners and selectors belong to scripts and emoji.
    """
    return HIDDEN.sub("", text) if single_line(text) else ""


def has_word(text: str, *, letters: int = 0) -> bool:
    """Whether a text says anything: two letters or figures, or one sign that is a whole word.

    With ``letters`` one of its words has so many.
    """
    said = [char for char in single_line(text) if char.isalnum()]
    if any(unicodedata.category(char) == "Lo" for char in said):
        return True
    longest = max((sum(map(str.isalnum, word)) for word in text.split()), default=0)
    return len(said) > 1 and longest >= letters


def number_of_words(text: str) -> int:
    """How many words a text has: what says nothing alone, such as "x" or "-", is none."""
    signs = sum(unicodedata.category(char) == "Lo" for char in text)
    return max(sum(map(has_word, text.split())), signs)


def has_stacked_marks(text: str) -> bool:
    """Whether a letter is buried under accents, so that the lines around it are, too."""
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            return True
    return False


def plain_address(text: str) -> str:
    """An email address as people paste it, "mailto:ada@…", "Ada <ada@…>" or full-width, alone."""
    text = text.translate(FULL_WIDTH).strip()
    if found := NAMED.fullmatch(text):
        text = found[1]
    if (link := text.strip())[:7].lower() == "mailto:":
        text = link[7:].partition("?")[0]
    return text.strip()


def plain_number(text: str) -> str:
    """A number as people write it, "£45,000" or "45 000", without pounds and thousands' marks."""
    found = THOUSANDS.fullmatch(text)
    return re.sub("[£, ]", "", text) if found else text


def _joins(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(map(JOINED.match, around))
