"""Documents to take away as PDFs: words, drawings and tables that a screen reader can read.

A document is data (``Document``); ``made`` gives its bytes, the same for the same document. It is a
tagged PDF/UA-1: with a title, a language, headings, tables and drawings that say what they show.
What somebody typed goes in as data and is never markup. ``hub.views.pdf_files`` answers with one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from hub.pictures import Picture, drawn
from hub.tables import ShownTable, words_of

__all__ = ["Document", "Section", "made"]
AUTHOR = "Digital Recruitment Hub"
SETTING = (Path(__file__).parent / "document.typ").read_bytes()
# So wide is a drawing, in its own points: then its letters are a little larger than the text's.
WIDE = 660
# So many documents are kept, each by what it says.
MOST_KEPT = 32
# Letters that the font has: what it lacks cannot be in a document that can be read aloud.
LACKING = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u017f\u0192\u01fc-\u01ff\u0218-\u021b\u0300-\u0304\u0308\u0391-\u03a1"
    r"\u03a3-\u03c9\u0410-\u044f\u1e80-\u1e85\u1ef2\u1ef3\u2010-\u2015\u2018-\u201e\u2020-\u2022"
    r"\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u00d7\ufffd]"
)
INSTEAD = "\ufffd"


@dataclass(frozen=True)
class Section:
    """A part of a document: a heading, what is said large, paragraphs, pictures, tables.

    A picture stands with its table.
    """

    heading: str = ""
    value: str = ""
    words: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[ShownTable, ...] = ()


@dataclass(frozen=True)
class Document:
    """What a PDF says. ``of`` is the day of its content, which the file has as its date."""

    title: str
    of: date
    caption: str = ""
    words: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    language: str = "en"


def made(document: Document) -> bytes:
    """The PDF of a document."""
    data = {
        "title": _letters(document.title),
        "author": AUTHOR,
        "of": [document.of.year, document.of.month, document.of.day],
        "language": document.language,
        "caption": _letters(document.caption),
        "words": [_letters(words) for words in document.words],
        "sections": [_section(section) for section in document.sections],
    }
    return _compiled(json.dumps(data, ensure_ascii=False))


@lru_cache(MOST_KEPT)
def _compiled(data: str) -> bytes:
    # Its own fonts alone: the same bytes on every machine.
    found: bytes = typst.compile(
        SETTING,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": data},
        ignore_system_fonts=True,
    )
    return found


def _section(section: Section) -> dict[str, Any]:
    tables = [*(picture.table for picture in section.pictures), *section.tables]
    return {
        "heading": _letters(section.heading),
        "value": _letters(section.value),
        "words": [_letters(words) for words in section.words if words],
        "pictures": [_picture(picture) for picture in section.pictures],
        "tables": [_table(table) for table in tables],
    }


def _picture(picture: Picture) -> dict[str, str]:
    drawing = picture.drawing
    return {
        "title": _letters(drawing.title),
        "alt": _letters(f"{drawing.title}. {drawing.description}"),
        "svg": _letters(str(drawn(drawing, WIDE))),
    }


def _table(shown: ShownTable) -> dict[str, Any]:
    declared = shown.table
    columns = [number for number, each in enumerate(declared.columns) if not each.is_action]
    return {
        "caption": "" if declared.caption_is_hidden else _letters(declared.caption),
        "empty": _letters(f"{shown.empty.what} {shown.empty.then}".strip()),
        "head": [_letters(declared.columns[number].heading) for number in columns],
        "numeric": [declared.columns[number].is_numeric for number in columns],
        "rows": [[_cell(row[number]) for number in columns] for row in shown.rows],
    }


def _cell(cell: dict[str, Any]) -> str:
    """A cell as the macro of tables takes it, in words."""
    found = next((cell[name] for name in ("tag", "html", "text") if name in cell), "")
    return _letters(str(words_of(found) or ""))


def _letters(words: object) -> str:
    """Words in the letters that the font has, others marked."""
    return LACKING.sub(INSTEAD, str(words))
