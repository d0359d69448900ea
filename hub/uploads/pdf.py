"""Looking into a PDF: whole, open, with pages, and without anything that acts by itself."""

from __future__ import annotations

import logging
import time
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from hub.models import Upload
from hub.uploads.refusals import (
    DAMAGED,
    HAS_FILES,
    HAS_MACROS,
    LOCKED,
    NO_PAGES,
    TOO_COMPLEX,
    TWO_KINDS,
    Limits,
    UploadRefused,
)

# pypdf warns of every small fault in a file; which files are taken, we say ourselves.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

SCRIPTS = frozenset({"/JavaScript", "/JS", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"})
ATTACHED = frozenset({"/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/GoToE"})
LONGEST = 10  # seconds of looking, then it is too much for a request
MOST_OBJECTS = 200_000
END = 2048  # bytes at the end in which the mark of the end must stand


def examine_pdf(file: BinaryIO, limits: Limits) -> Upload.Kind:
    """Refuse a PDF that is damaged, locked, empty, active, or something else as well."""
    file.seek(0, 2)
    file.seek(-min(file.tell(), END), 2)
    if b"%%EOF" not in file.read():
        raise UploadRefused(DAMAGED)
    if zipfile.is_zipfile(file):
        raise UploadRefused(TWO_KINDS)
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False, xref_stream_maximum_entries=MOST_OBJECTS)
        if reader.is_encrypted:
            raise UploadRefused(LOCKED)
        if not len(reader.pages):
            raise UploadRefused(NO_PAGES)
        _refuse_what_acts(reader)
    except (DependencyError, FileNotDecryptedError) as error:
        raise UploadRefused(LOCKED) from error
    except LimitReachedError as error:
        raise UploadRefused(TOO_COMPLEX) from error
    return Upload.Kind.PDF


def _refuse_what_acts(reader: PdfReader) -> None:
    until = time.monotonic() + LONGEST
    for item in _objects(reader):
        if time.monotonic() > until:
            raise UploadRefused(TOO_COMPLEX)
        found = _names(item)
        if found & SCRIPTS:
            raise UploadRefused(HAS_MACROS)
        if found & ATTACHED:
            raise UploadRefused(HAS_FILES)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the file's tables name, used or not."""
    numbers = {(number, generation) for generation, of in reader.xref.items() for number in of}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    yield reader.trailer
    for number, generation in numbers:
        item = reader.get_object(IndirectObject(number, generation, reader))
        if isinstance(item, StreamObject):
            # Many entries may point to one large stream: hold one of them at a time.
            reader.resolved_objects.pop((generation, number), None)
        yield item


def _names(item: Any) -> frozenset[str]:
    """The keys of an object, and the names it has as its type, subtype or kind of action."""
    found: set[str] = set()
    waiting = [item]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            found.update(part.keys())
            found.update(
                str(part.raw_get(key)) for key in ("/S", "/Type", "/Subtype") if key in part
            )
            waiting += [part.raw_get(key) for key in part]
        elif isinstance(part, ArrayObject):
            waiting += list(part)
    return frozenset(found)
