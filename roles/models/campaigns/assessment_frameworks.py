"""Assessment frameworks as data: their elements, the scale, the usual pass mark, by version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

FILE = files("roles") / "data" / "assessment_frameworks.json"


@dataclass(frozen=True)
class AssessmentFramework:
    """One version of a framework: what is assessed, and on which scale, from 1."""

    code: str
    title: str
    pass_mark: int
    elements: tuple[tuple[str, str], ...]
    scale: tuple[str, ...]
    # What each point of the scale means, for those who mark.
    guide: tuple[str, ...]

    def names(self, slugs: list[str]) -> list[str]:
        """The names of elements, in the framework's order."""
        return [name for slug, name in self.elements if slug in slugs]


def in_a_sentence(name: str) -> str:
    """The name of an element as it stands in a sentence, such as "leadership"."""
    plain = name.removeprefix("Behaviour: ")
    return plain[:1].lower() + plain[1:]


@lru_cache(maxsize=1)
def frameworks() -> dict[str, AssessmentFramework]:
    """Every version by its code, the newest first."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["frameworks"]
    return {
        row["code"]: AssessmentFramework(
            row["code"],
            row["title"],
            row["pass_mark"],
            tuple((slug, name) for slug, name in row["elements"]),
            tuple(row["scale"]),
            tuple(row["guide"]),
        )
        for row in rows
    }
