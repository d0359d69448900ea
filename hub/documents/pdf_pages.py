"""The pages of a PDF: each found once, and whether anything is left of what is drawn on it."""

from __future__ import annotations

import re
import zlib
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from .findings import Refusal, RefusedError

DEEPEST = 200
OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s{1,9}(\d{1,5})\s{1,9}obj\b")
BEGINNING = 64  # bytes of what is drawn: whether these can be unpacked is soon known


def mend_tree(pdf: Pdf) -> None:
    """Take out of the tree of pages what leads back to itself, or to nothing that is a page."""
    top = pdf.Root.get("/Pages")
    if isinstance(top, Dictionary):
        _mend_node(top, {top.objgen}, 0)


def _mend_node(node: Any, seen: set[tuple[int, int]], depth: int) -> bool:
    """Whether pages are left under a node."""
    kids = node.get("/Kids")
    if not isinstance(kids, Array) or depth > DEEPEST:
        return False
    kept = [kid for kid in kids if isinstance(kid, Dictionary) and _leads(kid, seen, depth)]
    if len(kept) != len(kids):
        node["/Kids"] = Array(kept)
    return bool(kept)


def _leads(kid: Any, seen: set[tuple[int, int]], depth: int) -> bool:
    """Whether a kid is a page, or a node not seen before with pages under it."""
    if "/Kids" not in kid:
        return True
    if kid.is_indirect and kid.objgen in seen:
        return False
    seen.add(kid.objgen)
    return _mend_node(kid, seen, depth + 1)


def refuse_lost_pages(pdf: Pdf, content: bytes) -> None:
    """Raise ``RefusedError`` where a page that had something on it would be kept as a blank one."""
    pages = [page.obj for page in pdf.pages]
    if any(_is_unreadable(page) for page in pages):
        raise RefusedError(Refusal.DAMAGED)
    if not pdf.get_warnings():
        return
    # It was put together again from what could be found in it.
    blank = [page for page in pages if page.get("/Contents") is None and "/Annots" not in page]
    written = _places(content) if blank else {}
    if any(_named_something(page, content, written) for page in blank):
        raise RefusedError(Refusal.DAMAGED)


def _is_unreadable(page: Any) -> bool:
    drawn = page.get("/Contents")
    parts = list(drawn) if isinstance(drawn, Array) else [drawn]
    streams = [part for part in parts if isinstance(part, Stream)]
    return bool(streams) and all(_is_broken(part) for part in streams)


def _places(content: bytes) -> dict[tuple[int, int], int]:
    """Where each object is written in the file; of two with one number the last counts."""
    return {(int(f[1]), int(f[2])): f.end() for f in OBJECT.finditer(content)}


def _named_something(page: Any, content: bytes, places: dict[tuple[int, int], int]) -> bool:
    """Whether a page that is blank now named something that is not in the file any more."""
    start = places.get(page.objgen)
    return start is not None and b"/Contents" in content[start : content.find(b"endobj", start)]


def _is_broken(stream: Stream) -> bool:
    """Whether not even the beginning can be unpacked; what is packed otherwise is not looked at."""
    packing = stream.get("/Filter")
    if isinstance(packing, Array):
        packing = packing[0] if len(packing) == 1 else None
    raw = stream.read_raw_bytes()
    if not isinstance(packing, Name) or packing != "/FlateDecode" or not raw.strip():
        return False
    try:
        zlib.decompressobj().decompress(raw, BEGINNING)
    except zlib.error:
        return True
    return False
