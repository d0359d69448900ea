"""A document as somebody reads it without opening it: pages drawn as pictures, or its text."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator
from typing import Any

from .findings import Bounds, Refusal, RefusedError
from .markup import Element, name_of, parse
from .package import Package

PAGES = 10  # drawn at a time
SECONDS = 2  # then what is drawn is shown
WIDTH, TALLEST = 1000, 2000  # pixels of a page
LONGEST = 300_000  # signs of text
BOUNDS = Bounds(expanded=200_000_000, members=5_000)


def read(content: bytes, first: int = 1) -> dict[str, Any]:
    """Pages from ``first`` on with ``total``, or ``blocks`` of text, and whether it ``is_whole``.

    A page has a picture (PNG in base 64) and its text. A block is a heading, a paragraph, an item
    of a list or a table of rows.
    """
    if content.startswith(b"%PDF-"):
        return _pages(content, first)
    package = Package(content, BOUNDS)
    blocks = _odt_blocks(package) if "mimetype" in package else _docx_blocks(package)
    length = 0
    kept: list[dict[str, Any]] = []
    for block in blocks:
        length += len(str(block))
        if length > LONGEST:
            return {"blocks": kept, "is_whole": False}
        kept.append(block)
    return {"blocks": kept, "is_whole": True}


def _pages(content: bytes, first: int) -> dict[str, Any]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise RefusedError(Refusal.DAMAGED) from error
    pages: list[dict[str, Any]] = []
    until, total = time.monotonic() + SECONDS, len(document)
    for number in range(max(first, 1), min(first + PAGES, total + 1)):
        if pages and time.monotonic() > until:
            break
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
        drawn = io.BytesIO()
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("P", colors=64)
        image.save(drawn, "PNG", optimize=False)
        text = page.get_textpage().get_text_bounded()[:LONGEST]
        pages.append(
            {
                "number": number,
                "image": base64.b64encode(drawn.getvalue()).decode(),
                "text": text.replace("\r\n", "\n").replace("\0", "").strip(),
            }
        )
    last = pages[-1]["number"] if pages else total
    return {"pages": pages, "total": total, "next": last + 1 if last < total else 0}


def _docx_blocks(package: Package) -> Iterator[dict[str, Any]]:
    """The text of a document that we wrote: its main part is the one the package begins with."""
    rows = parse(package.read("_rels/.rels"))
    main = next(
        row.get("Target", "") for row in rows if row.get("Type", "").endswith("officeDocument")
    )
    return _blocks_of(parse(package.read(main.lstrip("/"))))


def _blocks_of(story: Element) -> Iterator[dict[str, Any]]:
    """One after the other: of a long document no more is looked at than is shown."""
    for item in story:
        name = name_of(item)
        if name == "p":
            yield from _paragraph(item)
        elif name == "tbl":
            rows = [
                [_said(cell) for cell in row.iter() if name_of(cell) == "tc"]
                for row in item.iter()
                if name_of(row) == "tr"
            ]
            yield {"kind": "table", "rows": rows}
        elif name not in ("del", "moveFrom"):
            yield from _blocks_of(item)


def _paragraph(item: Element) -> list[dict[str, Any]]:
    style, listed = "", False
    for part in item.iter():
        if name_of(part) == "pStyle":
            style = next(iter(part.attrib.values()), "")
        listed = listed or name_of(part) == "numPr"
    text = _said(item)
    boxes = [box for box in item.iter() if name_of(box) == "txbxContent" and not _is_fallback(box)]
    inside = [block for box in boxes for block in _blocks_of(box)]
    if not text:
        return inside
    kind = "heading" if style.lower().startswith(("heading", "title")) else "paragraph"
    return [{"kind": "item" if listed and kind == "paragraph" else kind, "text": text}, *inside]


def _is_fallback(box: Element) -> bool:
    return any(name_of(outer) == "Fallback" for outer in box.iterancestors())


def _said(item: Element) -> str:
    """The words of a paragraph or a cell, without those of text boxes in it."""
    words: list[str] = []
    waiting = [item]
    while waiting:
        part = waiting.pop()
        name = name_of(part)
        if name == "t":
            words.append(part.text or "")
        elif name in ("tab", "br", "cr"):
            words.append(" " if name == "tab" else "\n")
        elif name not in ("txbxContent", "del", "moveFrom", "pPr", "rPr", "instrText", "Fallback"):
            if name == "p" and part is not item and words:
                words.append("\n")
            waiting += reversed(list(part))
    return "".join(words).strip()


def _odt_blocks(package: Package) -> Iterator[dict[str, Any]]:
    root = parse(package.read("content.xml"))
    body = next((item for item in root if name_of(item) == "body"), root)
    return _odt_blocks_of(body)


def _odt_blocks_of(story: Element) -> Iterator[dict[str, Any]]:
    for item in story:
        name = name_of(item)
        if name in ("h", "p"):
            inside = [box for box in item.iter() if name_of(box) == "text-box"]
            if text := _odt_said(item):
                kind = "heading" if name == "h" else "paragraph"
                if any(name_of(outer) == "list-item" for outer in item.iterancestors()):
                    kind = "item"
                yield {"kind": kind, "text": text}
            for box in inside:
                yield from _odt_blocks_of(box)
        elif name == "table":
            rows = [
                [_odt_said(cell) for cell in row.iter() if name_of(cell) == "table-cell"]
                for row in item.iter()
                if name_of(row) == "table-row"
            ]
            yield {"kind": "table", "rows": rows}
        elif name not in ("tracked-changes", "forms", "sequence-decls", "annotation"):
            yield from _odt_blocks_of(item)


def _odt_said(item: Element) -> str:
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
