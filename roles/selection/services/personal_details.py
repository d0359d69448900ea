"""Finds what may say whose an answer is: by the words that the person gave, and by how it looks.

Nothing is hidden by it: it proposes, and somebody decides (R11).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roles.models.selection.redaction import RedactedSpan

Kind = RedactedSpan.Kind
# Names that are words as well: found with a capital letter alone, as are names of 3 letters.
WORDS_TOO = frozenset(
    word
    for line in (
        "april august baker best bill black bloom bond brown bush case chance chase christian cook",
        "cross dale dawn day dean drew earl faith field ford forest fox frank free gay glen good",
        "grace grant gray green guy hall hand harmony head heath heather hill hope hunt ivy jack",
        "joy june king lance lane law little long love major march mark marks may mercy miles moon",
        "noble page park parks patience pearl penny pierce pope power price prince rich rivers rob",
        "robin rock rose ruby serene sharp short sky small snow stone strong summer sunny swift",
        "trust victor violet walker ward waters way white will wise wood woods young",
    )
    for word in line.split()
)
SHORT = 3
# What stands between the parts of a name, and is a word of its own.
PARTICLES = frozenset(
    ["al", "bin", "da", "de", "del", "della", "der", "di", "do", "dos", "du", "el"]
)
PARTICLES |= {"la", "le", "ten", "ter", "van", "von"}
ENDINGS = re.compile(r"[\s,]+(?:ltd|limited|plc|llp|inc|cic)\.?$", re.IGNORECASE)
NOT_IN_INITIALS = frozenset(["and", "for", "of", "the", "to", "in", "on", "at", "&", "with"])

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()]+|\b[\w-]+\.(?:com|org|net|uk|io|me)/[^\s<>()]+", re.I
)
PHONE = re.compile(r"(?<![\w£$€])\+?\(?\d[\d\s().-]{7,}\d(?!\w)")
STREET = re.compile(
    r"\b\d+[A-Za-z]?,?\s+(?:[A-Z][\w’'-]+\s+){1,3}(?:Avenue|Close|Court|Crescent|Drive|Gardens|Grove|"
    r"Lane|Mews|Place|Road|Square|Street|Terrace|Way)\b"
)
# A name of 1 to 5 words with capital letters; small words may stand between them.
_NAME = r"[A-Z][\w’'&-]*(?:\s+(?:(?:of|and|the|for|in)\s+)*[A-Z][\w’'&-]*){0,4}"
# How a sentence begins is not part of the name after it.
_FIRST = r"(?!(?:At|The|In|From|For|With|I|My|Our|This|As|While|When|By|On|To|And|But)\b)"
SCHOOL = re.compile(
    rf"\b(?:(?:University|College|School|Institute|Academy|Faculty) (?:of|for) (?:the )?{_NAME}|"
    rf"{_FIRST}{_NAME}?\s+(?:University|College|School|Academy|Polytechnic)\b)"
)
EMPLOYER = re.compile(
    rf"\b(?:(?:Department|Ministry) (?:of|for) (?:the )?{_NAME}|"
    rf"{_FIRST}{_NAME}?\s+(?:Agency|Authority|Bank|Council|Foundation|Hospital|Limited|Ltd|Trust|plc)\b)"
)
LOOKS = (
    (Kind.EMAIL, EMAIL),
    (Kind.LINK, LINK),
    (Kind.POSTCODE, POSTCODE),
    (Kind.ADDRESS, STREET),
    (Kind.SCHOOL, SCHOOL),
    (Kind.EMPLOYER, EMPLOYER),
)
DIGITS_OF_A_PHONE = range(10, 16)


@dataclass(frozen=True)
class Place:
    """Where a personal detail stands in a text, and of what kind it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Phrase:
    """Words to look for; ``is_exact`` for those that are read as other words in small letters."""

    words: str
    kind: str
    is_exact: bool = False


class Folded:
    """A text without case and accents that knows where each of its letters stood."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.at: list[int] = []
        for index, letter in enumerate(text):
            for each in fold(letter):
                letters.append(each)
                self.at.append(index)
        self.words = "".join(letters)

    def places(self, phrase: str) -> Iterable[tuple[int, int]]:
        """Where a phrase stands as words of its own, in the text as it was."""
        parts = [re.escape(part) for part in re.split(r"[\s-]+", fold(phrase).strip()) if part]
        if not parts:
            return
        between = r"[\s-]+"
        wanted = re.compile(rf"(?<!\w){between.join(parts)}(?!\w)")
        for found in wanted.finditer(self.words):
            yield self.at[found.start()], self.at[found.end() - 1] + 1


def fold(text: str) -> str:
    """Without case, accents and the kinds of apostrophe and hyphen."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return plain.replace("’", "'").replace("‘", "'").replace("‑", "-").replace("–", "-")


def phrases_of(
    *,
    full_name: str = "",
    email: str = "",
    phone: str = "",
    employers: Sequence[str] = (),
) -> list[Phrase]:
    """What to look for, as the person gave it: the longest first."""
    found = [Phrase(full_name, Kind.NAME)]
    for part in re.split(r"[\s,.]+", full_name):
        for name in {part, *re.split(r"[-‑–]", part)}:
            letters = fold(name)
            if len(letters) < 2 or letters in PARTICLES:
                continue
            is_exact = len(letters) <= SHORT or letters in WORDS_TOO
            found.append(Phrase(name, Kind.NAME, is_exact))
    found.append(Phrase(email, Kind.EMAIL))
    local = email.partition("@")[0]
    if len(local) > SHORT:
        found.append(Phrase(local, Kind.EMAIL))
    found.append(Phrase(phone, Kind.PHONE))
    for employer in employers:
        found += _of_employer(employer)
    return sorted({each for each in found if each.words.strip()}, key=lambda each: -len(each.words))


def _of_employer(employer: str) -> list[Phrase]:
    """The name as given, without what stands in brackets or at its end, and its initials."""
    bare = re.sub(r"\s*\([^)]*\)", "", employer).strip()
    names = {employer.strip(), bare, ENDINGS.sub("", bare)}
    names |= {name[4:] for name in names if name.casefold().startswith("the ")}
    found = [
        Phrase(name, Kind.EMPLOYER, len(fold(name)) <= SHORT) for name in names if len(name) > 1
    ]
    short = set(re.findall(r"\(([A-Z][A-Za-z]+)\)", employer))
    words = [word for word in re.split(r"[\s-]+", ENDINGS.sub("", bare)) if word]
    initials = "".join(word[0] for word in words if word.casefold() not in NOT_IN_INITIALS)
    if len(initials) >= SHORT and initials.isupper():
        short.add(initials)
    return [*found, *(Phrase(name, Kind.EMPLOYER, True) for name in short)]


def find_details(text: str, phrases: Iterable[Phrase], phone: str = "") -> list[Place]:
    """Every place of a text that may say whose it is; where two meet, the longer one."""
    folded, found = Folded(text), list[Place]()
    for phrase in phrases:
        for start, end in folded.places(phrase.words):
            if not (phrase.is_exact and not _is_written_so(text[start:end], phrase.words)):
                found.append(Place(start, end, phrase.kind))
    for kind, look in LOOKS:
        for match in look.finditer(text):
            found.append(Place(match.start(), match.start() + len(match[0].rstrip(".,;:)")), kind))
    for match in PHONE.finditer(text):
        if sum(each.isdigit() for each in match[0]) in DIGITS_OF_A_PHONE:
            found.append(Place(match.start(), match.end(), Kind.PHONE))
    return without_overlaps(found)


def _is_written_so(there: str, name: str) -> bool:
    """Whether it has the capital letters of the name: all of them, or the first."""
    return there[:1].isupper() and (there == there.upper() or name[:1].isupper())


def without_overlaps(places: Iterable[Place]) -> list[Place]:
    """In their order; of those that meet the longest, with what of another stands out of it."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda each: (each.start - each.end, each.start)):
        if all(place.end <= other.start or other.end <= place.start for other in kept):
            kept.append(place)
            continue
        # What stands out on one side is a detail, too: the longer one grows over it.
        for at, other in enumerate(kept):
            if place.start < other.end and other.start < place.end:
                both = min(place.start, other.start), max(place.end, other.end)
                if both != (other.start, other.end):
                    kept[at] = Place(*both, other.kind)
                break
    joined: list[Place] = []
    for place in sorted(kept, key=lambda each: each.start):
        if joined and place.start < joined[-1].end:
            last = joined[-1]
            joined[-1] = Place(last.start, max(last.end, place.end), last.kind)
        else:
            joined.append(place)
    return joined
