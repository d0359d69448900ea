"""Pictures inside a document: known by their content, and taken only as what they are."""

from __future__ import annotations

import zlib

from .findings import RefusedError
from .links import IGNORED
from .markup import attributes_of, drop, name_of, parse, written
from .pdf import clean_pdf

LARGEST_METAFILE = 20_000_000
HEADS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd7\xcd\xc6\x9a", "image/x-wmf"),
    (b"\x01\x00\x09\x00", "image/x-wmf"),
    (b"VCLMTF", "application/x-openoffice-gdimetafile"),
)
PIXELS = ("image/png", "image/jpeg", "image/gif", "image/bmp")
DATA = tuple(f"data:{kind}" for kind in PIXELS)
ANIMATED = frozenset({"script", "foreignobject", "handler", "listener", "iframe", "audio", "video"})


def clean_picture(content: bytes) -> tuple[str, bytes] | None:
    """A picture's media type and its harmless content, or None for what is no picture.

    A drawing in SVG loses what acts or fetches; a page pasted on a Mac is cleaned as a PDF.
    """
    if content.startswith(b"%PDF-"):
        try:
            return "application/pdf", clean_pdf(content).content
        except RefusedError:
            return None
    if content.startswith(b"\x1f\x8b"):
        inside = _unpacked(content)
        kind = _kind(inside)
        packed = {"image/x-emf": "image/x-emz", "image/x-wmf": "image/x-wmz"}
        return (packed[kind], content) if kind in packed else None
    if kind := _kind(content):
        return kind, content
    if b"<svg" in content[:4096] or b":svg" in content[:4096]:
        return _clean_svg(content)
    return None


def _kind(content: bytes) -> str:
    for head, kind in HEADS:
        if content.startswith(head):
            return kind
    if content[:4] == b"\x01\x00\x00\x00" and content[40:44] == b" EMF":
        return "image/x-emf"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[522:526] == b"\x00\x11\x02\xff" or content[522:524] == b"\x11\x01":
        return "image/x-pict"
    return ""


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, LARGEST_METAFILE)
    except zlib.error:
        return b""


def _clean_svg(content: bytes) -> tuple[str, bytes] | None:
    try:
        root = parse(content)
    except RefusedError:
        return None
    if name_of(root) != "svg":
        return None
    for item in list(root.iter()):
        name = name_of(item).lower()
        styles = name == "style" and _fetches(item.text or "")
        if name in ANIMATED or name.startswith(("animate", "set")) or styles:
            drop(item)
            continue
        for key, _, attribute, value in attributes_of(item):
            attribute, value = attribute.lower(), IGNORED.sub("", value).lower()
            inside = value.startswith("#") or value.startswith(DATA)
            outside = attribute in ("href", "src", "base") and not inside
            if attribute.startswith("on") or outside or _fetches(value):
                del item.attrib[key]
    return "image/svg+xml", written(root)


def _fetches(style: str) -> bool:
    """Whether a style asks for something that is not in the drawing."""
    style = IGNORED.sub("", style).replace("'", "").replace('"', "").lower()
    return "@import" in style or style.count("url(") != style.count("url(#")
