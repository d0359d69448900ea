"""The words of an OpenDocument text in the order in which somebody reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .findings import RefusedError
from .markup import Element, name_of, parse
from .package import Package

Block = dict[str, Any]
HEADS = ("header", "header-left", "header-first")
FEET = ("footer", "footer-left", "footer-first")
UNSHOWN = ("tracked-changes", "forms", "sequence-decls", "annotation")


def odt_blocks(package: Package) -> Iterator[Block]:
    """Headings, paragraphs, items of lists and tables, with what stands at the ends of pages."""
    yield from _at_pages(package, HEADS, "At the top of pages")
    root = parse(package.read("content.xml"))
    body = next((item for item in root if name_of(item) == "body"), root)
    filled = _filled(root)
    for shown in body.iter():
        if name_of(shown) == "control":
            shown.text = next((filled[key] for key in shown.attrib.values() if key in filled), None)
    yield from _blocks(body)
    yield from _at_pages(package, FEET, "At the bottom of pages")


def _filled(root: Element) -> dict[str, str]:
    """What was typed, chosen or ticked in each control of a form, by the name it is shown by."""
    found = {}
    for control in root.iter():
        given = {_local(key): value for key, value in control.items()}
        # What shows a control has a name, too.
        if "id" in given and name_of(control) != "control" and (said := _said_by(control, given)):
            found[given["id"]] = said
    return found


def _said_by(control: Element, given: dict[str, str]) -> str:
    kind, label = name_of(control), given.get("label", "")
    if kind in ("checkbox", "radio"):
        is_ticked = (
            given.get("current-state") == "checked" or given.get("current-selected") == "true"
        )
        return f"{label} ☒" if is_ticked else f"{label} ☐"
    chosen = [
        {_local(key): value for key, value in option.items()}
        for option in control.iter()
        if name_of(option) == "option"
    ]
    labels = [one.get("label", "") for one in chosen if one.get("current-selected") == "true"]
    typed = "".join(part.text or "" for part in control.iter() if name_of(part) == "p")
    said = ", ".join(labels) or given.get("current-value", "") or typed
    return said or given.get("value", "")


def _local(key: str) -> str:
    return key.rpartition("}")[2]


def _at_pages(package: Package, names: tuple[str, ...], heading: str) -> Iterator[Block]:
    """Each text once."""
    try:
        styles = parse(package.read("styles.xml")) if "styles.xml" in package else None
    except RefusedError:
        return
    said: list[Block] = []
    for item in styles.iter() if styles is not None else ():
        parent = item.getparent()
        if name_of(item) in names and parent is not None and name_of(parent) == "master-page":
            said += [block for block in _blocks(item) if block not in said]
    if said:
        yield {"kind": "heading", "text": heading}
        yield from said


def _blocks(story: Element) -> Iterator[Block]:
    for item in story:
        name = name_of(item)
        if name in ("h", "p"):
            if text := _said(item):
                kind = "heading" if name == "h" else "paragraph"
                if any(name_of(outer) == "list-item" for outer in item.iterancestors()):
                    kind = "item"
                yield {"kind": kind, "text": text}
            for box in item.iter():
                if name_of(box) == "text-box" and not _is_in_another(box, item):
                    yield from _blocks(box)
        elif name == "control" and item.text:
            yield {"kind": "paragraph", "text": item.text}
        elif name == "table":
            yield from _table(item)
        elif name not in UNSHOWN:
            yield from _blocks(item)


def _table(table: Element) -> Iterator[Block]:
    """Rows of words, the first of which ``begins``; of cells that hold more, what they hold."""
    begins = True
    for row in _own(table, "table-row"):
        cells = list(_own(row, "table-cell"))
        if any(name_of(part) in ("table", "text-box") for part in row.iter()):
            for cell in cells:
                yield from _blocks(cell)
        else:
            rows = [[_said(cell) for cell in cells]]
            yield {"kind": "table", "rows": rows, "begins": begins}
            begins = False


def _own(item: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, not those of a table in it."""
    for part in item:
        if name_of(part) == wanted:
            yield part
        elif name_of(part) != "table":
            yield from _own(part, wanted)


def _is_in_another(box: Element, paragraph: Element) -> bool:
    for outer in box.iterancestors():
        if outer is paragraph:
            return False
        if name_of(outer) == "text-box":
            return True
    return False


def _said(item: Element) -> str:
    words: list[str] = []

    def take(part: Element, top: bool) -> None:
        name = name_of(part)
        if name in ("text-box", "annotation", "title", "desc") and not top:
            return
        if name == "s":
            words.append(" ")
        elif name in ("tab", "line-break"):
            words.append(" " if name == "tab" else "\n")
        elif name in ("p", "h") and words:
            words.append("\n")
        words.append(part.text or "")
        for child in part:
            take(child, False)
            words.append(child.tail or "")

    take(item, True)
    return "".join(words).strip()
