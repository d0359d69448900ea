r"""Fields of a Word document: kept when their grammar says that they only show something.

A field is a code and, behind it, what it showed last. One that is not on the list loses its code
and keeps what it showed (Word calls it unlinking), whatever it is called and however it is split,
nested or spelt: a name that comes out of another field is on no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from .findings import Refusal, RefusedError, names
from .links import is_only_followed
from .markup import Element, drop, name_of, space_of, unwrap

WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # the strict form
)
ALL = [f"{{{space}}}*" for space in WORDS]
MARKS = [
    f"{{{space}}}{name}"
    for space in WORDS
    for name in ("fldChar", "fldSimple", "instrText", "delInstrText")
]
# More than any document of a thousand pages has, and deeper than Word nests them.
MOST_MARKS = 20_000
DEEPEST = 30
KEPT = names(
    "= ADVANCE AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT BIBLIOGRAPHY CITATION CREATEDATE DATE "
    "DISPLAYBARCODE DOCPROPERTY EQ FILENAME FILESIZE FORMCHECKBOX FORMDROPDOWN FORMTEXT HYPERLINK "
    "INDEX KEYWORDS LASTSAVEDBY LISTNUM MERGEFIELD NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF "
    "PRINTDATE REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ STYLEREF SUBJECT SYMBOL TA TC TIME "
    "TITLE TOA TOC XE"
)
# Known to fetch or start something: the person is told that it is gone.
FETCHING = re.compile(r"\s*(DDE|DDEAUTO|INCLUDE\w*|LINK|IMPORT|DATABASE|RD)\b", re.IGNORECASE)
NAME = re.compile(r"\s*(=|[A-Za-z]+(?=[\s\"\\]|$))")
ARGUMENT = re.compile(r'\\([a-zA-Z*@#!])|"((?:[^"\\]|\\.)*)"|(\S+)')
# Switches of HYPERLINK that are followed by words of their own.
WITH_WORDS = frozenset("lot")
STORIES = frozenset({"txbxContent", "comment", "footnote", "endnote", "docPart"})
CODES = frozenset({"instrText", "delInstrText"})
TEXTS = CODES | {"t", "delText"}
SIGNS = {"tab": " ", "br": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "-", "sym": "\ufffd"}


@dataclass
class Field:
    """A field between its begin and its end."""

    marks: list[Element]
    code: str = ""
    in_code: bool = True
    coded: list[Element] = field(default_factory=list)
    nested: list[Field] = field(default_factory=list)

    def is_kept(self) -> bool:
        """Whether its code, on its own, only shows something."""
        return not self.nested and is_harmless(self.code)


def is_harmless(code: str) -> bool:
    """Whether a field of this code shows something, and neither fetches nor starts anything."""
    name = NAME.match(code)
    if name is None or name[1].upper() not in KEPT:
        return False
    if name[1].upper() != "HYPERLINK":
        return True
    target, is_own = "", False
    for found in ARGUMENT.finditer(code, name.end()):
        switch, quoted, bare = found.groups()
        if switch:
            is_own = switch.lower() in WITH_WORDS
        elif is_own:
            is_own = False
        elif target:
            return False
        else:
            target = quoted if quoted is not None else bare
    return is_only_followed(target)


def clean_fields(root: Element) -> bool:
    """Unlink the fields of a part that are not kept; True when one of them would have fetched.

    Raises ``RefusedError`` for more of them, or deeper ones, than anybody writes.
    """
    marks = sum(1 for _ in islice(root.iter(*MARKS), MOST_MARKS + 1))
    if marks > MOST_MARKS:
        raise RefusedError(Refusal.TOO_COMPLEX)
    if not marks:
        return False
    stories = [root, *(item for item in root.iter() if name_of(item) in STORIES)]
    fetching = [_clean_story(story) for story in stories]
    return any(fetching)


def _clean_story(story: Element) -> bool:
    open_fields: list[Field] = []
    done: list[Field] = []
    for item in list(_within(story)):
        name = name_of(item)
        coding = [one for one in open_fields if one.in_code]
        if name == "fldChar":
            _take_mark(item, open_fields, done)
        elif name == "fldSimple":
            done += _simple(item, coding)
        elif name in TEXTS or name in SIGNS:
            for one in coding:
                one.coded.append(item)
            if coding:
                coding[-1].code += SIGNS.get(name) or item.text or ""
            elif name in CODES:
                drop(item)
    # Never ended: only marks and codes go, as what is behind them may be the whole text.
    for one in open_fields:
        one.coded = [item for item in one.coded if name_of(item) in CODES]
        _unlink(one)
    gone = [one for one in done if not one.is_kept()]
    for one in gone:
        _unlink(one)
    return any(_may_fetch(one) for one in [*gone, *open_fields])


def _may_fetch(one: Field) -> bool:
    """Whether it is known to fetch or start something, or hides its name in another field."""
    is_hidden = bool(one.nested) and NAME.match(one.code) is None
    return is_hidden or FETCHING.match(one.code) is not None


def _within(story: Element) -> Iterator[Element]:
    """The elements of Word's own of a story, without the stories inside it."""
    walk = etree.iterwalk(story, events=("start",), tag=ALL)
    for _, item in walk:
        if item is story:
            continue
        if name_of(item) in STORIES:
            walk.skip_subtree()
        else:
            yield item


def _take_mark(item: Element, open_fields: list[Field], done: list[Field]) -> None:
    kind = next((value for key, value in item.attrib.items() if key.endswith("fldCharType")), "")
    if kind == "begin":
        if len(open_fields) >= DEEPEST:
            raise RefusedError(Refusal.TOO_COMPLEX)
        begun = Field(marks=[item])
        for outer in open_fields:
            if outer.in_code:
                outer.nested.append(begun)
        open_fields.append(begun)
    elif open_fields and kind == "separate" and open_fields[-1].in_code:
        open_fields[-1].marks.append(item)
        open_fields[-1].in_code = False
    elif open_fields and kind == "end":
        ended = open_fields.pop()
        ended.marks.append(item)
        done.append(ended)
    else:
        drop(item)


def _simple(item: Element, coding: list[Field]) -> list[Field]:
    code = next((value for key, value in item.attrib.items() if key.endswith("instr")), "")
    found = Field(marks=[], code=code)
    for outer in coding:
        outer.nested.append(found)
    if coding or not found.is_kept():
        unwrap(item)
        return [found]
    return []


def _unlink(one: Field) -> None:
    prompt = _prompt(one)
    for item in [*one.marks, *one.coded]:
        if item is prompt:
            continue
        drop(item)
    for inner in one.nested:
        for mark in inner.marks:
            drop(mark)


def _prompt(one: Field) -> Element | None:
    """The text that a button for a macro shows, where it shows no other, as text."""
    said = re.match(r"\s*MACROBUTTON\s+\S+\s+(.+?)\s*$", one.code, re.IGNORECASE | re.DOTALL)
    codes = [item for item in one.coded if name_of(item) == "instrText"]
    if said is None or not one.in_code or not codes:
        return None
    codes[0].tag = f"{{{space_of(codes[0].tag)}}}t"
    codes[0].text = said[1]
    return codes[0]
