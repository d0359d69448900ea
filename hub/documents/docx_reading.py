"""The words of a DOCX in the order in which somebody reads them: page heads, text, notes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from .findings import RefusedError
from .markup import Element, name_of, parse
from .package import Package

Block = dict[str, Any]
# What stands beside the text, in order, by the last word of its relationship.
AT_THE_HEAD, AT_THE_FOOT = "header", "footer"
NOTES = ("footnotes", "endnotes")
DRAWN = ("diagramData", "chart")
POINTS = ("pt", "rich")
HEADINGS = {
    AT_THE_HEAD: "At the top of pages",
    AT_THE_FOOT: "At the bottom of pages",
    "notes": "Notes",
}
DELETED = ("del", "moveFrom")
UNSAID = (*DELETED, "txbxContent", "pPr", "rPr", "instrText", "Fallback")
BREAKS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Signs of a font of pictures, by their number there: boxes that are ticked, or not.
SIGNS = {"F0FE": "☒", "F0FD": "☒", "F0FC": "✓", "F052": "☑", "F0A8": "☐", "F06F": "☐"}
# A separator is no note.
NO_NOTE = ("separator", "continuationSeparator", "continuationNotice")


def docx_blocks(package: Package) -> Iterator[Block]:
    """Headings, paragraphs, items of lists and tables of a document that we wrote.

    Its main part is the one that the package begins with; the others are those that it names.
    """
    main = next(
        target for kind, target in _related(package, "").values() if kind == "officeDocument"
    )
    related = _related(package, main)
    yield from _beside(package, related, AT_THE_HEAD)
    drawings = {key: target for key, (kind, target) in related.items() if kind in DRAWN}
    story = _Story(package, drawings)
    yield from story.blocks(parse(package.read(main)))
    for place in sorted({*drawings.values()} - story.drawn):
        yield from story.diagram(place)
    for kind in NOTES:
        yield from _notes(package, related, kind)
    yield from _beside(package, related, AT_THE_FOOT)


def _related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names, by the name of the relationship: what it is, and where."""
    folder, base = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{base}.rels")
    if place not in package:
        return {}
    found = {}
    for row in parse(package.read(place)):
        target = row.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = row.get("Type", "").rpartition("/")[2]
        if row.get("TargetMode") != "External":
            found[row.get("Id", "")] = (kind, posixpath.normpath(full))
    return found


def _parts(package: Package, related: dict[str, tuple[str, str]], kind: str) -> Iterator[Element]:
    for name in sorted({target for of, target in related.values() if of == kind}):
        if name in package:
            try:
                yield parse(package.read(name))
            except RefusedError:
                continue


def _beside(package: Package, related: dict[str, tuple[str, str]], kind: str) -> Iterator[Block]:
    """What stands at the head or the foot of pages, each text once."""
    said: list[Block] = []
    for part in _parts(package, related, kind):
        said += [block for block in _Story(package, {}).blocks(part) if block not in said]
    if said:
        yield {"kind": "heading", "text": HEADINGS[kind]}
        yield from said


def _notes(package: Package, related: dict[str, tuple[str, str]], kind: str) -> Iterator[Block]:
    is_first = True
    for part in _parts(package, related, kind):
        for note in part:
            if any(value in NO_NOTE for value in note.attrib.values()):
                continue
            for block in _Story(package, {}).blocks(note):
                if is_first:
                    yield {"kind": "heading", "text": HEADINGS["notes"]}
                    is_first = False
                yield block


class _Story:
    """One run of text; ``drawings`` are the parts with words of its diagrams, by their names."""

    def __init__(self, package: Package, drawings: dict[str, str]) -> None:
        self.package, self.drawings = package, drawings
        self.drawn: set[str] = set()

    def blocks(self, story: Element) -> Iterator[Block]:
        """One after the other: of a long document no more is looked at than is shown."""
        for item in story:
            name = name_of(item)
            if name == "p":
                yield from self._paragraph(item)
            elif name == "tbl":
                yield from self._table(item)
            elif name == "oMathPara":
                yield {"kind": "paragraph", "text": _said(item)}
            elif name not in DELETED:
                yield from self.blocks(item)

    def _table(self, table: Element) -> Iterator[Block]:
        """Rows of words; where cells hold more than words, what they hold, one after the other.

        Each row for itself, as of a long table what fits is shown; the first ``begins`` it.
        """
        begins = True
        for row in _own(table, "tr", "tbl"):
            cells = list(_own(row, "tc", "tbl"))
            if any(name_of(part) in ("tbl", "txbxContent") for part in row.iter()):
                for cell in cells:
                    yield from self.blocks(cell)
            else:
                rows = [[_said(cell) for cell in cells]]
                yield {"kind": "table", "rows": rows, "begins": begins}
                begins = False

    def _paragraph(self, item: Element) -> Iterator[Block]:
        style, listed = "", False
        for part in item.iter():
            if name_of(part) == "pStyle":
                style = next(iter(part.attrib.values()), "")
            listed = listed or name_of(part) == "numPr"
        if text := _said(item):
            kind = "heading" if style.lower().startswith(("heading", "title")) else "paragraph"
            yield {"kind": "item" if listed and kind == "paragraph" else kind, "text": text}
        for part in item.iter():
            if name_of(part) == "txbxContent" and _is_shown_here(part, item):
                yield from self.blocks(part)
            elif name_of(part) in ("relIds", "chart"):
                names = [value for value in part.attrib.values() if value in self.drawings]
                for place in dict.fromkeys(self.drawings[name] for name in names):
                    yield from self.diagram(place)

    def diagram(self, place: str) -> Iterator[Block]:
        """The words of a diagram, or of a chart and its axes, as items, each once."""
        if place in self.drawn or place not in self.package:
            return
        self.drawn.add(place)
        points = parse(self.package.read(place)).iter()
        said = [_said(point) or _value_of(point) for point in points if name_of(point) in POINTS]
        yield from ({"kind": "item", "text": text} for text in dict.fromkeys(said) if text)


def _own(item: Element, wanted: str, inner: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, not those of a table in it."""
    for part in item:
        name = name_of(part)
        if name == wanted:
            yield part
        elif name != inner and name not in DELETED:
            yield from _own(part, wanted, inner)


def _is_shown_here(box: Element, paragraph: Element) -> bool:
    """Whether a text box is drawn, and is in no other box of the paragraph."""
    for outer in box.iterancestors():
        if outer is paragraph:
            return True
        if name_of(outer) in ("Fallback", "txbxContent", *DELETED):
            return False
    return True


def _said(item: Element) -> str:
    """The words of a paragraph or a cell, without those of text boxes in it."""
    words: list[str] = []
    waiting = [item]
    while waiting:
        part = waiting.pop()
        name = name_of(part)
        if name == "t" and not len(part):  # that of a diagram holds paragraphs
            words.append(part.text or "")
        elif name in BREAKS:
            words.append(BREAKS[name])
        elif name == "sym":
            words.append(SIGNS.get(_attribute(part, "char").upper(), "•"))
        elif name == "textpath":
            words.append(_attribute(part, "string"))
        elif name == "ffData":
            words.append(_chosen(part))
        elif name not in UNSAID:
            if name == "p" and part is not item and words:
                words.append("\n")
            waiting += reversed(list(part))
    return "".join(words).strip()


def _value_of(point: Element) -> str:
    """What stands at a point of a chart, where it is words: numbers are in its picture."""
    parent = point.getparent()
    if parent is None or name_of(parent) != "strCache":
        return ""
    return "".join(part.text or "" for part in point if name_of(part) == "v").strip()


def _attribute(item: Element, name: str) -> str:
    return next((value for key, value in item.items() if key.rpartition("}")[2] == name), "")


def _chosen(field: Element) -> str:
    """What is chosen or ticked in a field of an old form; what was typed stands in the text."""
    parts = {name_of(part): part for part in field.iter()}
    if "checkBox" in parts:
        said = parts.get("checked", parts.get("default"))
        is_ticked = said is not None and _attribute(said, "val") not in ("0", "false", "off")
        return "☒ " if is_ticked else "☐ "
    if "ddList" in parts:
        entries = [_attribute(part, "val") for part in field.iter() if name_of(part) == "listEntry"]
        said = parts.get("result", parts.get("default"))
        number = _attribute(said, "val") if said is not None else "0"
        return entries[int(number)] if number.isdigit() and int(number) < len(entries) else ""
    return ""
