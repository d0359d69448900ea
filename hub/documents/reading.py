"""A document as somebody reads it without opening it: pages drawn as pictures, or its text."""

from __future__ import annotations

import base64
import io
import time
from typing import Any

from .docx_reading import docx_blocks
from .findings import Bounds, Refusal, RefusedError
from .odt_reading import odt_blocks
from .package import Package
from .pdf_notes import typed_on

PAGES = 10  # drawn at a time
SECONDS = 2  # then what is drawn is shown
WIDTH, TALLEST = 1000, 2000  # pixels of a page
LONGEST = 300_000  # signs of text
BOUNDS = Bounds(expanded=200_000_000, members=5_000)


def read(content: bytes, first: int = 1) -> dict[str, Any]:
    """Pages from ``first`` on with ``total``, or ``blocks`` of text, and whether it ``is_whole``.

    A page has a picture (PNG in base 64), with what was typed into a form, and its text. A block
    is a heading, a paragraph, an item of a list or a table of rows.
    """
    if content.startswith(b"%PDF-"):
        return _pages(content, first)
    package = Package(content, BOUNDS)
    blocks = odt_blocks(package) if "mimetype" in package else docx_blocks(package)
    length = 0
    kept: list[dict[str, Any]] = []
    for block in blocks:
        length += len(str(block))
        if length > LONGEST:
            return {"blocks": kept, "is_whole": False}
        if not block.pop("begins", True) and kept and kept[-1]["kind"] == "table":
            kept[-1]["rows"] += block["rows"]  # the next row of the table
        else:
            kept.append(block)
    return {"blocks": kept, "is_whole": True}


def _pages(content: bytes, first: int) -> dict[str, Any]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise RefusedError(Refusal.DAMAGED) from error
    document.init_forms()
    pages: list[dict[str, Any]] = []
    until, total = time.monotonic() + SECONDS, len(document)
    for number in range(max(first, 1), min(first + PAGES, total + 1)):
        if pages and time.monotonic() > until:
            break
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
        drawn = io.BytesIO()
        image = page.render(scale=scale).to_pil().convert("P", colors=64)
        image.save(drawn, "PNG", optimize=False)
        words = [page.get_textpage().get_text_bounded(), *typed_on(page)]
        text = "\n".join(words)[:LONGEST]
        pages.append(
            {
                "number": number,
                "image": base64.b64encode(drawn.getvalue()).decode(),
                "text": text.replace("\r\n", "\n").replace("\0", "").strip(),
            }
        )
    last = pages[-1]["number"] if pages else total
    return {"pages": pages, "total": total, "next": last + 1 if last < total else 0}
