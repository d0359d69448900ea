"""What is found in a document, as words that a process can send to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# What the process of a document ends with where no memory is left to say so.
OUT_OF_MEMORY = 3


class Refusal(StrEnum):
    """Why a file is not taken."""

    WRONG_KIND = "wrong kind"
    OLD = "old"
    LOCKED = "locked"
    DAMAGED = "damaged"
    MACROS = "macros"
    PROGRAM = "program"
    TEXT_ELSEWHERE = "text elsewhere"
    TOO_COMPLEX = "too complex"
    NO_PAGES = "no pages"
    NO_ROOM = "no room"


class TakenOut(StrEnum):
    """What was in a file and is not in the one that is kept."""

    SCRIPTS = "scripts"
    FILES = "files"
    REMOTE = "remote"
    MEDIA = "media"
    FORM = "form"
    TEXT = "text"


def names(text: str) -> frozenset[str]:
    """A set of names, written as one text."""
    return frozenset(text.split())


class RefusedError(Exception):
    """The document is not taken."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Clean:
    """A document that does nothing and fetches nothing: its kind, its bytes, what was taken out."""

    kind: str
    content: bytes
    taken_out: frozenset[TakenOut]


@dataclass(frozen=True)
class Bounds:
    """How much may come out of what is packed, in bytes, and from how many members."""

    expanded: int
    members: int
