"""Looking into an ODT (OpenDocument text): unlocked, without macros, standing alone."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from hub.models import Upload
from hub.uploads.refusals import (
    DAMAGED,
    HAS_FILES,
    HAS_MACROS,
    LINKS_OUT,
    LOCKED,
    NO_PAGES,
    WRONG_KIND,
    UploadRefused,
)
from hub.uploads.zipped import Package, is_only_followed

MIME = b"application/vnd.oasis.opendocument.text"
HREF = "{http://www.w3.org/1999/xlink}href"
BODY = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}body"
MACRO_FOLDERS = ("basic/", "scripts/")
ACTIVE = frozenset({"script", "event-listener", "macro"})
FETCHING = frozenset({"dde-connection", "dde-source", "dde-connection-decl"})
EMBEDDED = frozenset({"object-ole", "plugin", "applet"})


def examine_odt(package: Package) -> Upload.Kind:
    """Refuse what is no plain text document. Raises ``UploadRefused``."""
    if package.bytes_of("mimetype").strip() != MIME:
        raise UploadRefused(WRONG_KIND)
    if not {"META-INF/manifest.xml", "content.xml"} <= package.names:
        raise UploadRefused(DAMAGED)
    if any(
        _tag(item.tag) == "encryption-data" for item in _parts(package, "META-INF/manifest.xml")
    ):
        raise UploadRefused(LOCKED)
    if any(name.lower().startswith(MACRO_FOLDERS) for name in package.names if name[-1] != "/"):
        raise UploadRefused(HAS_MACROS)
    for name in sorted(package.names):
        if name.endswith(".xml") and not name.startswith(("META-INF/", "Configurations")):
            _refuse_active(package, name)
    body = package.xml_of("content.xml").find(BODY)
    pictures = any(name.startswith(("Pictures/", "Object")) for name in package.names)
    if body is None or not (pictures or "".join(body.itertext()).strip()):
        raise UploadRefused(NO_PAGES)
    return Upload.Kind.ODT


def _refuse_active(package: Package, name: str) -> None:
    for item in _parts(package, name):
        tag = _tag(item.tag)
        if tag in ACTIVE:
            raise UploadRefused(HAS_MACROS)
        if tag in EMBEDDED:
            raise UploadRefused(HAS_FILES)
        target = item.get(HREF, "").strip().lower()
        if tag in FETCHING or (target and not _stays_inside(tag, target)):
            raise UploadRefused(LINKS_OUT)


def _stays_inside(tag: str, target: str) -> bool:
    if tag == "a":
        return is_only_followed(target)
    return not (target.startswith(("/", "..", "\\")) or ":" in target.partition("/")[0])


def _parts(package: Package, name: str) -> Iterator[Element]:
    """Every element of a member's XML."""
    return package.xml_of(name).iter()


def _tag(tag: object) -> str:
    """A tag without its namespace; comments and instructions have none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
