"""What a reader would act on in a document: found with other libraries than those that clean it.

A PDF is gone through object by object with pypdf, a DOCX and an ODT with the standard library. Each
gives a sentence for whatever acts, attaches or fetches; none for a harmless document.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

ACTING_KEYS = (
    "/AA /JS /JavaScript /EF /RF /AF /EmbeddedFiles /XFA /FS /Movie /Sound /RichMediaContent /3DD "
    "/OPI /PA /Collection /Launch /Win /Rendition /NeedsRendering"
)
ACTING_ACTIONS = (
    "/JavaScript /Launch /GoToR /GoToE /SubmitForm /ImportData /ResetForm /Rendition /Movie /Sound "
    "/RichMediaExecute /Thread /GoTo3DView /Hide /SetOCGState /Trans"
)
ACTING_NOTES = "/FileAttachment /Movie /Sound /Screen /RichMedia /3D"
ACTING_PARTS = ["aFChunk", "oleObject", "package", "control", "vbaProject", "subDocument"]
ACTING_TAGS = (
    "event-listener script plugin applet floating-frame object-ole dde-connection dde-source "
    "section-source table-source execute-macro auto-reload submission"
)
FOLLOWED = re.compile(r"^(https?://[^/\\]|mailto:|tel:)", re.IGNORECASE)
FIELDS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|RD|EMBED|CONTROL|"
    r"MACROBUTTON|QUOTE|FILLIN|ASK|SET|IF)\b",
    re.IGNORECASE,
)


def acts_in(kind: str, content: bytes) -> list[str]:
    """A sentence for each thing in a document that a reader would act on."""
    looks = {"pdf": _of_pdf, "docx": _of_docx, "odt": _of_odt}
    return list(looks[kind](content))


def _of_pdf(content: bytes) -> Iterator[str]:
    if not content.startswith(b"%PDF-"):
        yield "something stands before the head"
    if content[content.rindex(b"%%EOF") + 5 :].strip():
        yield "something stands behind the end"
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        yield "it is locked"
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        if isinstance(item, ArrayObject):
            waiting += list(item)
        if not isinstance(item, DictionaryObject):
            continue
        waiting += [item.raw_get(key) for key in item]
        yield from (f"a dictionary has {key}" for key in ACTING_KEYS.split() if key in item)
        if item.get("/S") in ACTING_ACTIONS.split():
            yield f"an action does {item['/S']}"
        if item.get("/S") == "/URI" and not FOLLOWED.match(str(item.get("/URI"))):
            yield f"a link leads to {item.get('/URI')}"
        if item.get("/Subtype") in ACTING_NOTES.split():
            yield f"a note is a {item['/Subtype']}"
        if "/OpenAction" in item:
            yield "it does something when it opens"
        if isinstance(item, StreamObject) and {"/F", "/FFilter", "/Ref"} & set(item):
            yield "a stream comes from outside"
        if not isinstance(item, StreamObject) and isinstance(item.get("/F"), str):
            yield f"it names the file {item['/F']}"
        if item.get("/Type") in ("/EmbeddedFile", "/Filespec"):
            yield "it has a file inside"


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _of_docx(content: bytes) -> Iterator[str]:
    if not content.startswith(b"PK\x03\x04") or content[-22:-18] != b"PK\x05\x06":
        yield "something stands around it"
    for name, body in _parts(content).items():
        if name.endswith(".rels"):
            for item in ElementTree.fromstring(body):
                kind, target = _local(item.get("Type").replace("/", "}")), item.get("Target")
                if item.get("TargetMode") == "External" and not (
                    kind == "hyperlink" and FOLLOWED.match(target)
                ):
                    yield f"{kind} leads to {target}"
                if kind in (
                    "aFChunk",
                    "oleObject",
                    "package",
                    "control",
                    "vbaProject",
                    "subDocument",
                ):
                    yield f"it has a part that is {kind}"
            continue
        if body[:2] in (b"MZ", b"PK", b"\xd0\xcf") or body[:4] == b"\x7fELF":
            yield f"{name} is no part of a text"
        if not body.lstrip().startswith(b"<"):
            continue
        root = ElementTree.fromstring(body)
        codes, in_code = "", False
        for item in root.iter():
            tag = _local(item.tag)
            if tag == "fldChar":
                in_code = "begin" in item.attrib.values()
                codes += "|"
            elif tag in ("instrText", "delInstrText") or (in_code and tag == "t"):
                codes += item.text or ""
            elif tag == "fldSimple":
                codes += "|" + "".join(v for k, v in item.items() if _local(k) == "instr") + "|"
        for code in codes.split("|"):
            if FIELDS.match(code.strip()):
                yield f"{name} has the field {code}"
        for item in root.iter():
            if _local(item.tag) in ("altChunk", "subDoc", "OLEObject", "control", "mailMerge"):
                yield f"{name} has {_local(item.tag)}"
            for key, value in item.items():
                if _local(key) in ("src", "href", "embeddedHtml") and not FOLLOWED.match(value):
                    yield f"{name} reaches to {value}"


def _of_odt(content: bytes) -> Iterator[str]:
    if not content.startswith(b"PK\x03\x04") or content[-22:-18] != b"PK\x05\x06":
        yield "something stands around it"
    parts = _parts(content)
    if next(iter(parts)) != "mimetype":
        yield "its type does not come first"
    for name, body in parts.items():
        if name.lower().startswith(("basic/", "scripts/", "dialogs/")):
            yield f"it has {name}"
        if not body.lstrip().startswith(b"<"):
            continue
        for item in ElementTree.fromstring(body).iter():
            tag = _local(item.tag)
            if tag in ACTING_TAGS.split():
                yield f"{name} has {tag}"
            for key, value in item.items():
                if _local(key) not in ("href", "src", "base") or value.startswith("#"):
                    continue
                place = value.removeprefix("./").rstrip("/")
                inside = any(part == place or part.startswith(f"{place}/") for part in parts)
                if not (tag == "a" and FOLLOWED.match(value)) and not inside and value != "..":
                    yield f"{name} reaches to {value}"
