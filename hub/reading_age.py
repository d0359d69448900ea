"""The age at which people can read a text."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
WORD = re.compile(r"[A-Za-zÀ-ÿ’'-]+")
VOWELS = re.compile(r"[aeiouy]+")


def reading_age(text: str) -> int:
    """In years: Flesch-Kincaid grade, plus five; 0 for a text without words."""
    sentences = [item for item in SENTENCE.split(text) if WORD.search(item)]
    words = WORD.findall(text)
    if not words:
        return 0
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade) + 5)


def _syllables(word: str) -> int:
    lower = word.lower()
    number = len(VOWELS.findall(lower))
    if lower.endswith("e") and not lower.endswith(("le", "ee")) and number > 1:
        number -= 1
    return max(1, number)
