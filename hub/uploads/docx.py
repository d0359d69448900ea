"""Looking into a DOCX (Office Open XML): a text document, without macros, that stands alone."""

from __future__ import annotations

from hub.models import Upload
from hub.uploads.refusals import (
    DAMAGED,
    HAS_FILES,
    HAS_MACROS,
    LINKS_OUT,
    NO_PAGES,
    WRONG_KIND,
    UploadRefused,
)
from hub.uploads.zipped import Package, is_only_followed

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WORDS = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # the strict form
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ACTIVE = ("macroenabled", "vbaproject", "vbadata", "activex")
EMBEDDED = ("oleobject", "package", "embeddedobject")
# Fields that fetch or start something when the document is opened.
FETCHING = ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "IMPORT", "DATABASE")


def examine_docx(package: Package) -> Upload.Kind:
    """Refuse what is no plain text document. Raises ``UploadRefused``."""
    types = _content_types(package)
    if any(word in kind.lower() for kind in types.values() for word in ACTIVE):
        raise UploadRefused(HAS_MACROS)
    if any(kind.lower().endswith(EMBEDDED) for kind in types.values()):
        raise UploadRefused(HAS_FILES)
    mains = [name for name, kind in types.items() if kind == MAIN]
    if not mains:
        raise UploadRefused(WRONG_KIND)
    main = mains[0].lstrip("/")
    if len(mains) > 1 or main not in package.names:
        raise UploadRefused(DAMAGED)
    for name in sorted(package.names):
        if name.endswith(".rels"):
            _refuse_links_out(package, name)
    _refuse_fetching(package, main)
    return Upload.Kind.DOCX


def _content_types(package: Package) -> dict[str, str]:
    """The content type of each part or extension."""
    root = package.xml_of("[Content_Types].xml")
    return {
        item.get("PartName") or f"*.{item.get('Extension')}": item.get("ContentType", "")
        for item in root
        if item.tag in (f"{TYPES}Override", f"{TYPES}Default")
    }


def _refuse_links_out(package: Package, name: str) -> None:
    for item in package.xml_of(name):
        kind = item.get("Type", "").rpartition("/")[2].lower()
        if kind in EMBEDDED:
            raise UploadRefused(HAS_FILES)
        if kind in ("vbaproject", "control", "activexcontrolbinary"):
            raise UploadRefused(HAS_MACROS)
        if item.get("TargetMode", "").lower() == "external" and not (
            kind == "hyperlink" and is_only_followed(item.get("Target", ""))
        ):
            raise UploadRefused(LINKS_OUT)


def _refuse_fetching(package: Package, main: str) -> None:
    """Fields that reach out may be split over many runs, so their words are put together first."""
    has_content = False
    for name in sorted(package.names):
        if name != main and not (name.startswith("word/") and name.endswith(".xml")):
            continue
        instructions: list[str] = []
        for item in package.xml_of(name).iter():
            space, _, tag = item.tag.rpartition("}") if isinstance(item.tag, str) else ("", "", "")
            if f"{space}}}" not in WORDS:
                continue
            if tag == "instrText":
                instructions.append(item.text or "")
            elif tag == "fldChar":
                instructions.append(" ")
            elif tag == "fldSimple":
                instructions += [" ", *(v for k, v in item.items() if k.endswith("instr")), " "]
            elif name == main and tag in ("t", "drawing", "pict"):
                has_content = has_content or tag != "t" or bool((item.text or "").strip())
        if set("".join(instructions).upper().split()) & set(FETCHING):
            raise UploadRefused(LINKS_OUT)
    if not has_content:
        raise UploadRefused(NO_PAGES)
