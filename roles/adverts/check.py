"""The advert check: rules as data over an advert's words; the same words give the same findings.

Findings are advice; what an advert must say (R6) stands in ``roles.advert_facts``, and that it says
something about the work at all is asked when it is sent or published (``words.lacking_in_words``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from hub.numbers import plural
from hub.reading_age import SENTENCE, WORD, reading_age
from roles.campaigns.role_profiles import profile_sentences

RULES = files("roles") / "data" / "advert_check.json"
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{1,7}\b")
# Its title, its summary and its prose.
WELSH_PARTS = 3


@dataclass(frozen=True)
class AdvertText:
    """The words of an advert, each part without markup."""

    title: str = ""
    summary: str = ""
    body: str = ""
    criteria: tuple[str, ...] = ()
    assessment: tuple[str, ...] = ()
    # What the campaign says of languages, by its own values.
    language: str = "en"
    welsh: str = "not_needed"
    fluency: str = "not_public_facing"
    welsh_words: tuple[str, ...] = ()
    # Each line of the role profile that the job description was begun from.
    copied: tuple[str, ...] = ()

    @property
    def is_english(self) -> bool:
        """Whether the words are English, so that rules about English words hold."""
        return self.language != "cy"

    def parts(self) -> list[tuple[str, str]]:
        """Each part with what it is called."""
        return [
            ("Title", self.title),
            ("Summary", self.summary),
            ("Advert", self.body),
            ("Essential criteria", "\n".join(self.criteria)),
            ("Assessment", "\n".join(self.assessment)),
        ]


@dataclass(frozen=True)
class Finding:
    """Something to look at: which rule, where, the words, what to do."""

    rule: str
    where: str
    words: str
    advice: str
    label: str = field(default="", compare=False)


LABELS = {
    "jargon": "Jargon",
    "abbreviation": "Abbreviation not explained",
    "coded": "Gender-coded word",
    "balance": "Gender-coded words",
    "excluding": "May shut people out",
    "criteria": "Essential criteria",
    "sentence": "Long sentence",
    "reading_age": "Reading age",
    "title": "Title",
    "length": "Length",
    "prose": "Nothing about the work",
    "profile": "Copied from the role profile",
    "welsh": "Welsh language",
    "fluency": "Spoken language of a public-facing job",
}


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """The rules, from their file."""
    return json.loads(RULES.read_text(encoding="utf-8"))


def check(text: AdvertText) -> list[Finding]:
    """Every finding, in the order of the rules and of the words."""
    found = [
        *(_of_english(text) if text.is_english else []),
        *_criteria(text),
        *_title(text),
        *(_sentences(text) if text.is_english else []),
        *_whole(text),
        *_profile(text),
        *_languages(text),
    ]
    return [
        Finding(item.rule, item.where, item.words, item.advice, LABELS[item.rule]) for item in found
    ]


def _of_english(text: AdvertText) -> Iterator[Finding]:
    yield from _words("jargon", rules()["jargon"], text)
    yield from _abbreviations(text)
    yield from _coded(text)
    yield from _words("excluding", rules()["excluding"], text)


def _languages(text: AdvertText) -> Iterator[Finding]:
    """What the facts of languages and the words say of each other."""
    known = rules()["languages"]
    said = _plain("\n".join(part for _, part in text.parts()))
    assessed = _plain("\n".join([*text.criteria, *text.assessment]))

    def has(words: list[str], where: str) -> bool:
        return any(re.search(rf"(?<!\w){re.escape(word)}", where) for word in words)

    if text.welsh == "essential" and not has(known["welsh"], assessed):
        yield Finding(
            "welsh",
            "Essential criteria",
            "Welsh is essential",
            "None of the criteria or stages names Welsh. Add one that assesses it",
        )
    if text.welsh == "not_needed" and has(known["welsh_needed"], said):
        yield Finding(
            "welsh",
            "Advert",
            "Welsh is not needed",
            "The advert asks for Welsh: say in the terms whether it is essential or desirable",
        )
    if text.fluency == "not_public_facing" and has(known["public_facing"], said):
        yield Finding(
            "fluency",
            "Advert",
            "Not a public-facing job",
            "The advert says that the person speaks with the public: say in the terms that fluent"
            " spoken English (or Welsh, in Wales) is needed",
        )
    if text.fluency != "not_public_facing" and not has(known["spoken"], assessed):
        yield Finding(
            "fluency",
            "Assessment",
            "Fluent spoken language is needed",
            "Say at which stage speaking is assessed, such as the interview",
        )
    written = [part for part in text.welsh_words if part.strip()]
    if text.language == "both" and len(written) < WELSH_PARTS:
        yield Finding(
            "welsh",
            "Advert in Welsh",
            "English and Welsh",
            "Write the title, the summary and the advert in Welsh, too",
        )


def _words(rule: str, words: Mapping[str, str], text: AdvertText) -> Iterator[Finding]:
    for where, part in text.parts():
        lower = _plain(part)
        for phrase, instead in words.items():
            if re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", lower):
                yield Finding(rule, where, phrase, f"Instead: {instead}")


def _abbreviations(text: AdvertText) -> Iterator[Finding]:
    known = set(rules()["abbreviations_known"])
    whole = "\n".join(part for _, part in text.parts())
    seen: set[str] = set()
    for where, part in text.parts():
        for short in CAPITALS.findall(part):
            singular = short.rstrip("S") if len(short) > 3 else short
            if {short, singular} & known or short in seen or short.isdigit():
                continue
            seen.add(short)
            # Spelled out at any use: “Government Digital Service (GDS)” or “GDS (Government …)”.
            if f"({short}" in whole or re.search(rf"\b{short}s? \(\w", whole):
                continue
            yield Finding("abbreviation", where, short, "Spell it out at its first use")


def _coded(text: AdvertText) -> Iterator[Finding]:
    counts = {}
    for side, words in rules()["coded"].items():
        found = list(_words("coded", words, text))
        counts[side] = len({item.words for item in found})
        yield from found
    more = abs(counts["masculine"] - counts["feminine"])
    if more >= rules()["limits"]["coded_words_more"]:
        side = "masculine" if counts["masculine"] > counts["feminine"] else "feminine"
        yield Finding(
            "balance",
            "Advert",
            f"{more} more {side} than other coded words",
            "Change some of them: people who feel that a job is not meant for them do not apply",
        )


def _criteria(text: AdvertText) -> Iterator[Finding]:
    limits = rules()["limits"]
    where, most = "Essential criteria", limits["essential_criteria"]
    if len(text.criteria) > most:
        yield Finding(
            "criteria",
            where,
            f"{len(text.criteria)} essential criteria",
            f"Keep {most} or fewer: ask only for what is truly essential",
        )
    for line in text.criteria:
        if len(WORD.findall(line)) > limits["words_in_criterion"]:
            yield Finding("criteria", where, _short(line), "Say it in one short sentence")
    repeated = {line.lower() for line in text.criteria if text.criteria.count(line) > 1}
    for line in sorted(repeated):
        yield Finding("criteria", where, _short(line), "It is there twice: remove one")


def _title(text: AdvertText) -> Iterator[Finding]:
    most = rules()["limits"]["words_in_title"]
    if len(text.title.split()) > most:
        yield Finding("title", "Title", text.title, f"Use {most} words or fewer")
    if text.title.isupper():
        yield Finding("title", "Title", text.title, "Write it in sentence case")


def _sentences(text: AdvertText) -> Iterator[Finding]:
    most = rules()["limits"]["words_in_sentence"]
    for where, part in text.parts()[1:3]:
        for sentence in SENTENCE.split(part):
            if (number := len(WORD.findall(sentence))) > most:
                advice = f"It has {number} words: use {most} or fewer"
                yield Finding("sentence", where, _short(sentence), advice)


def _whole(text: AdvertText) -> Iterator[Finding]:
    limits = rules()["limits"]
    if says_too_little(text.body):
        yield Finding(
            "prose", "Advert", _short(text.body), "Say what the person will do and who with"
        )
        return
    words = WORD.findall(text.body)
    if len(words) > limits["words_in_advert"]:
        yield Finding(
            "length",
            "Advert",
            f"{len(words)} words",
            f"Use {limits['words_in_advert']} or fewer: most people read on a phone",
        )
    prose = f"{text.summary}\n{text.body}"
    if text.is_english and len(words) >= limits["words_for_reading_age"]:
        age = reading_age(prose)
        if age > limits["reading_age"]:
            yield Finding(
                "reading_age",
                "Advert",
                f"Reading age {age}",
                f"Aim at {limits['reading_age']} or less: shorter sentences, shorter words",
            )


def says_too_little(body: str) -> bool:
    """Whether the prose is too short to say anything about the work, in either language."""
    return len(WORD.findall(body)) < rules()["limits"]["words_about_the_work"]


def _profile(text: AdvertText) -> Iterator[Finding]:
    """Lines that are as a role profile says them: of the role, and not of this job."""
    copied = {_line(line) for line in text.copied}
    for where, part in text.parts()[1:4]:
        left = [
            line
            for line in filter(str.strip, part.splitlines())
            if _line(line) in copied
            or any(pattern.match(line.strip()) for pattern in profile_sentences())
        ]
        if left:
            more = f" and {plural(len(left) - 1, 'more line')}" if len(left) > 1 else ""
            yield Finding(
                "profile",
                where,
                f"{_short(left[0]).rstrip('.') if more else _short(left[0])}{more}",
                "Write it in your own words: what the person does in this job, for whom and with "
                "whom",
            )


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def _line(text: str) -> str:
    return " ".join(_plain(text).split()).rstrip(".")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:99].rstrip()}…"
